"""Least disclosure, tokens and the audit trail, seen from outside the real program."""

import sqlite3

from program import message, until


def person(daemon, login, role, *more):
    daemon.command("staff", "add", "--login", login, "--name", f"Name of {login}", "--role", role, *more)
    return daemon.command("staff", "token", "--login", login).stdout.strip()


def crisis(daemon, token):
    """An S0 case of the psychologists' desk, as the holder of the token sees it."""
    daemon.post(message("我不想活了", sender="u-5"))
    return until(lambda: daemon.get("/api/v1/escalations?state=waiting", token)[1]["items"], what="the case")[0]


def test_a_reason_opens_a_closed_case_to_one_person_and_administrators_see_it(daemon):
    desk = ["--desk", "counselors", "--desk", "psychologists"]
    counselor, other = person(daemon, "chen", "counselor", *desk), person(daemon, "wang", "counselor", *desk)
    psychologist, administrator = person(daemon, "li", "psychologist"), person(daemon, "zhao", "administrator")
    case = crisis(daemon, counselor)
    path = f"/api/v1/escalations/{case['id']}"

    assert case["member"].get("name") is None and case["messages"][0]["text"] is None
    assert case["severity"] == "S0" and case["labels"] and case["opens_by_break_glass"]
    assert daemon.get(path, psychologist)[1]["messages"][0]["text"] == "我不想活了"
    assert daemon.call("POST", path + "/break-glass", {"reason": "hm"}, counselor)[0] == 422
    assert daemon.call("POST", path + "/break-glass", {}, counselor)[0] == 400
    status, opened = daemon.call("POST", path + "/break-glass", {"reason": "no psychologist answers"}, counselor)

    assert status == 200 and opened["messages"][0]["text"] == "我不想活了" and not opened["opens_by_break_glass"]
    assert daemon.get(path, counselor)[1]["member"]["name"] == "小陈"
    assert daemon.get(path, other)[1]["messages"][0]["text"] is None
    status, trail = daemon.get(f"/api/v1/audit?escalation={case['id']}", administrator)
    assert status == 200
    seen = [(row["actor"], row["action"]) for row in trail["items"]]
    assert seen == [("chen", "textViewed"), ("chen", "textViewed"), ("chen", "glassBroken"), ("li", "textViewed")]
    assert [row["reason"] for row in trail["items"] if "reason" in row] == ["no psychologist answers"]
    assert daemon.get("/api/v1/audit", counselor)[0] == 403
    assert daemon.call("POST", path + "/break-glass", {"reason": "curious"}, person(daemon, "xu", "volunteer"))[0] == 404


def test_the_audit_trail_is_verified_and_an_edit_is_found_at_the_next_start(daemon):
    psychologist = person(daemon, "li", "psychologist")
    case = crisis(daemon, psychologist)
    daemon.get(f"/api/v1/escalations/{case['id']}", psychologist)
    head = daemon.command("audit", "head").stdout.split()

    assert int(head[0]) > 1 and len(head[1]) == 64
    assert "is sound" in daemon.command("audit", "verify").stdout
    until(lambda: daemon.get("/readyz")[1]["audit"] == "ready", what="the walk")
    assert "Audit head" in until(lambda: "Audit head" in daemon.log and daemon.log, what="the head in the log")
    daemon.stop()
    with sqlite3.connect(daemon.folder / "data/huzhu.sqlite") as database:
        database.execute("DROP TRIGGER auditIsNeverChanged")
        database.execute("UPDATE audit SET actor = 'nobody' WHERE sequence = 2")
    database.close()
    daemon.start()

    until(lambda: daemon.get("/readyz")[1]["audit"] == "failing", what="the finding")
    assert daemon.get("/readyz")[0] == 200, "helping goes on"
    found = daemon.command("audit", "verify", check=False)
    assert found.returncode == 1 and "broken at row 2" in found.stderr
    assert "huzhu_audit_sound 0" in daemon.get("/metrics")[1]["text"]


def test_tokens_reach_what_they_were_given_for_and_end(daemon):
    person(daemon, "chen", "coordinator")

    def token(*more):
        return daemon.command("staff", "token", "--login", "chen", *more).stdout.strip()

    reading, auditing = token("--name", "r", "--scope", "read"), token("--name", "a", "--scope", "audit")
    asia = token("--name", "asia", "--group", "asia", "--expires", "90d")
    daemon.post(message("请问谁能帮我联系学校宿舍?", mentions_bot=True))
    case = until(lambda: daemon.get("/api/v1/escalations?state=waiting", reading)[1]["items"])[0]

    assert daemon.call("POST", "/api/v1/escalations/next", token=reading)[0] == 403
    assert daemon.get("/api/v1/audit", reading)[0] == 403 and daemon.get("/api/v1/audit", auditing)[0] == 200
    assert daemon.get("/api/v1/escalations", auditing)[0] == 403
    assert daemon.get(f"/api/v1/escalations/{case['id']}", asia)[0] == 404
    assert daemon.get(f"/api/v1/messages/{case['messages'][0]['id']}", asia)[0] == 404
    listed = daemon.command("staff", "tokens", "--login", "chen").stdout
    assert all(name in listed for name in ("asia", "read", "audit", "default")) and "hz_" not in listed
    daemon.command("staff", "revoke", "--login", "chen", "--name", "r")
    refused = [daemon.get("/api/v1/escalations", one) for one in (reading, "hz_" + "a" * 43, "nonsense")]
    assert len({str(answer) for answer in refused}) == 1 and refused[0][0] == 401
    daemon.command("staff", "disable", "--login", "chen")
    assert daemon.get("/api/v1/audit", auditing) == refused[0]
