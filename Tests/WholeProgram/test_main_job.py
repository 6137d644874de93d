"""The main job, end to end: a signed message in, the right reply out, a person where one is needed."""

import json
import re

from standardwebhooks import Webhook

from program import SECRET, Daemon, message, sign, until

QUESTION = "回国到浙江要隔离多少天?"


def test_a_question_is_answered_in_the_group_with_its_source(daemon, sink):
    status, answer = daemon.post(message(QUESTION, id="m-1"))

    assert status == 202 and answer["duplicate"] is False
    reply = until(lambda: [d for d in sink.deliveries if d["kind"] == "answer" and d["visibility"] == "group"])[0]
    assert reply["in_reply_to"] == "m-1" and "2020-04-10" in reply["text"]


def test_the_other_side_may_be_any_standard_webhooks_library(daemon, sink):
    import datetime
    import json

    body = json.dumps(message(QUESTION))
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    headers = {"webhook-id": "msg_interop", "webhook-timestamp": str(int(now.timestamp())),
               "webhook-signature": Webhook(SECRET).sign("msg_interop", now, body)}

    status, _ = daemon.call("POST", "/webhooks/gateway", body.encode(), headers=headers)

    assert status == 202
    headers, delivered, _ = until(lambda: sink.requests)[0]
    assert Webhook(SECRET).verify(delivered, {k.lower(): v for k, v in headers.items()})["type"] == "message.send"


def test_a_question_nobody_approved_an_answer_to_reaches_a_person_and_comes_back(daemon, sink):
    token = daemon.token()
    daemon.post(message("请问我家的猫能不能办宠物护照带回老家?", sender="u-9", id="m-9"))

    until(lambda: [d for d in sink.deliveries if d["kind"] == "holding"])
    status, claimed = daemon.call("POST", "/api/v1/escalations/next", token=token)
    assert status == 200 and claimed["state"] == "claimed" and claimed["owner"]["login"] == "chen"
    status, answered = daemon.call(
        "POST", f"/api/v1/escalations/{claimed['id']}/answer", {"text": "可以,先去大使馆网站看要求。"}, token,
        {"If-Match": f'"{claimed["version"]}"'})
    assert status == 200 and answered["state"] == "answered"
    reply = until(lambda: [d for d in sink.deliveries if d["kind"] == "counselor"])[0]
    assert reply["in_reply_to"] == "m-9" and "大使馆" in reply["text"]
    status, resolved = daemon.call(
        "POST", f"/api/v1/escalations/{claimed['id']}/resolve", {}, token, {"If-Match": f'"{answered["version"]}"'})
    assert status == 200 and resolved["state"] == "resolved"
    assert daemon.call("POST", "/api/v1/escalations/next", token=token)[0] == 204


def test_a_danger_sign_is_answered_in_private_and_nothing_reaches_the_group(daemon, sink):
    token = daemon.token()
    daemon.post(message("我不想活了", sender="u-5", country="DE"))

    reply = until(lambda: [d for d in sink.deliveries if d["kind"] == "emergency"])[0]
    assert reply["visibility"] == "private" and reply["to"] == "u-5" and "112" in reply["text"]
    _, page = daemon.get("/api/v1/escalations?state=waiting", token)
    assert [e["severity"] for e in page["items"]] == ["S0"]
    assert [d for d in sink.deliveries if d["visibility"] == "group"] == []


def test_thanks_get_one_thanks_and_no_case(daemon, sink):
    token = daemon.token()
    daemon.post(message("口罩收到了,非常感谢家乡!"))

    until(lambda: [d for d in sink.deliveries if d["kind"] == "acknowledgement"])
    assert daemon.get("/api/v1/escalations", token)[1]["items"] == []


def test_conflicts_name_the_owner_and_a_missing_version_is_asked_for(daemon, sink):
    token, other = daemon.token(), daemon.token("wang")
    daemon.post(message("请问谁能帮我联系学校宿舍?", mentions_bot=True))
    until(lambda: daemon.get("/api/v1/escalations?state=waiting", token)[1]["items"])
    _, claimed = daemon.call("POST", "/api/v1/escalations/next", token=token)
    path = f"/api/v1/escalations/{claimed['id']}/claim"

    status, problem = daemon.call("POST", path, {}, other, {"If-Match": f'"{claimed["version"]}"'})
    assert status == 409 and problem["owner"]["login"] == "chen" and problem["state"] == "claimed"
    assert daemon.call("POST", path, {}, other)[0] == 428
    assert daemon.call("POST", path, {}, "hz_wrong", {"If-Match": '"1"'})[0] == 401
    assert daemon.get("/api/v1/escalations/0000000000000", token)[0] == 404


def test_why_says_how_a_message_was_decided_without_its_words(daemon, sink):
    _, answer = daemon.post(message(QUESTION))
    until(lambda: sink.deliveries)

    told = daemon.command("why", answer["id"]).stdout

    assert "quarantine-on-arrival-zhejiang" in told and '"reasons"' in told and "隔离" not in told
    replay = json.loads(told)["replay"]
    assert replay["same"] is True and replay["gone"] == []
    assert "quarantine-on-arrival-zhejiang" in replay["features"]
    assert daemon.command("why", "0000000000000", check=False).returncode == 1
    assert daemon.command("why", check=False).returncode == 64


def test_a_line_that_leans_on_the_question_before_is_never_matched_alone(daemon, sink):
    asked = message(QUESTION, sender="u-1", id="m-1")
    asked["data"]["mentions_bot"] = True
    daemon.post(asked)
    until(lambda: [d for d in sink.deliveries if d["kind"] == "answer"])
    leaning = message("那小孩呢?", sender="u-1", id="m-2")
    leaning["data"]["mentions_bot"] = True
    _, answer = daemon.post(leaning)

    told = until(lambda: json.loads(daemon.command("why", answer["id"]).stdout).get("decision"))

    assert {"leans_on_context", "understood_in_context"} & set(told["reasons"])
    replay = json.loads(daemon.command("why", answer["id"]).stdout)["replay"]
    assert replay["same"] is True


def test_a_broken_entry_leaves_the_last_good_version_in_use(tmp_path, sink):
    import shutil

    from program import ROOT, Daemon

    daemon = Daemon(tmp_path, sink)
    templates = tmp_path / "Templates"
    shutil.copytree(ROOT / "Templates", templates)
    daemon.configure(f"templates: {ROOT / 'Templates'}", f"templates: {templates}")
    daemon.start()
    entry = templates / "faq/quarantine-on-arrival-zhejiang.md"
    entry.write_text(entry.read_text().replace("risk: high", "risk: unheard-of"))
    until(lambda: "A template was refused" in daemon.log, 30, "the refusal")
    assert re.search(r"quarantine-on-arrival-zhejiang.md:\d+", daemon.log)

    daemon.post(message(QUESTION))

    until(lambda: [d for d in sink.deliveries if d["kind"] == "answer"])
    daemon.kill()


def test_a_danger_sign_does_not_wait_for_the_knowledge_while_a_question_does(tmp_path, sink):
    hold = tmp_path / "hold"
    hold.touch()
    daemon = Daemon(tmp_path, sink, {"HUZHU_TEST_HOLD_KNOWLEDGE": str(hold)}, small=True).start(ready=False)
    try:
        daemon.post(message(QUESTION, sender="u-1", id="k-1", visibility="private"))
        daemon.post(message("我不想活了", sender="u-2", id="k-2"))

        until(lambda: [d for d in sink.deliveries if d["kind"] == "emergency"], 15, "the emergency text")
        assert [d for d in sink.deliveries if d["in_reply_to"] == "k-1"] == []
        hold.unlink()
        reply = until(lambda: [d for d in sink.deliveries if d["in_reply_to"] == "k-1"], 30, "the answer")[0]
        assert reply["kind"] == "answer"
    finally:
        daemon.kill()
