"""Entries at both doors of the running program: written, published by a second person, answered from, kept."""

import json
import time

from program import ROOT, message, until

ENTRY = "quarantine-on-arrival-zhejiang"
QUESTION = "回国到浙江要隔离多少天?"


def call(daemon, token, method, path, body=None, seen=None, new=False):
    headers = {"If-Match": f'"{seen}"'} if seen is not None else {"If-None-Match": "*"} if new else {}
    return daemon.call(method, f"/api/v1/faq/{path}", body, token=token, headers=headers)


def answers(sink):
    return [d["text"] for d in sink.deliveries if d["kind"] == "answer"]


def folder(daemon):
    return daemon.folder / "Templates/faq"


def test_an_entry_changed_on_the_page_is_answered_from_within_five_seconds(daemon, sink):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    _, before = call(daemon, lin, "GET", ENTRY)
    chinese, english = before["text"].split("# en\n")
    head, _ = chinese.split("## answer\n")
    changed = head + "## answer\n请先看新公告。\n# en\n" + english

    status, saved = call(daemon, lin, "PUT", ENTRY, {"text": changed, "confirmed": ["en"]}, before["version"])
    assert status == 200 and saved["state"] == "published_with_draft" and saved["stale"] == []
    status, refused = call(daemon, lin, "POST", f"{ENTRY}/publish", {}, saved["version"])
    assert status == 403
    status, published = call(daemon, chen, "POST", f"{ENTRY}/publish", {}, saved["version"])
    assert status == 200 and published["state"] == "published"
    began = time.monotonic()

    _, versions = call(daemon, lin, "GET", f"{ENTRY}/versions")
    fresh = versions["items"][-1]["fingerprint"]
    tried = lambda: call(daemon, lin, "POST", "try", {"text": QUESTION})[1]["candidates"][0]["version"]
    until(lambda: tried() == fresh, 30, "the new version in force")
    daemon.post(message(QUESTION, mentions_bot=True))
    until(lambda: any("请先看新公告" in text for text in answers(sink)), 30, "the new answer")
    assert time.monotonic() - began < 5
    assert (folder(daemon) / f"{ENTRY}.md").read_text() == changed
    _, versions = call(daemon, lin, "GET", f"{ENTRY}/versions")
    assert [v["text"] for v in versions["items"]] == [before["text"], changed]


def test_a_second_editor_gets_both_texts_and_nothing_is_lost(daemon):
    lin = daemon.token("lin", "disseminator")
    _, before = call(daemon, lin, "GET", ENTRY)
    call(daemon, lin, "PUT", ENTRY, {"text": before["text"] + "\nfirst"}, before["version"])

    status, refused = call(daemon, lin, "PUT", ENTRY, {"text": before["text"] + "\nsecond"}, before["version"])

    assert status == 409
    assert refused["theirs"].endswith("first") and refused["yours"].endswith("second")
    assert call(daemon, lin, "PUT", ENTRY, {"text": before["text"]})[0] == 428
    assert call(daemon, lin, "PUT", ENTRY, {"text": before["text"]}, new=True)[0] == 409


def test_a_kill_between_publishing_and_writing_the_file_loses_nothing(daemon):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    for number in range(5):
        _, before = call(daemon, lin, "GET", ENTRY)
        text = before["text"] + f"\nline {number}"
        _, saved = call(daemon, lin, "PUT", ENTRY, {"text": text}, before["version"])
        assert call(daemon, chen, "POST", f"{ENTRY}/publish", {}, saved["version"])[0] == 200
        daemon.kill()
        daemon.start()

        until(lambda: (folder(daemon) / f"{ENTRY}.md").read_text() == text, 30, "the file")


def test_a_broken_file_is_named_and_the_last_good_version_answers_on(daemon, sink):
    (folder(daemon) / f"{ENTRY}.md").write_text("---\nid: x\n")
    (folder(daemon) / "huge.md").write_text("x" * (10 << 20))

    problems = until(lambda: daemon.get("/readyz")[1].get("knowledge_problems"), 30, "the problem")
    daemon.post(message(QUESTION, mentions_bot=True))

    assert any(p.startswith(f"faq/{ENTRY}.md:1:") for p in problems)
    assert any(p.startswith("faq/huge.md:") for p in problems)
    until(lambda: answers(sink), 30, "the answer")
    checked = daemon.command("faq", "check", check=False)
    assert checked.returncode == 1 and f"faq/{ENTRY}.md:1:" in checked.stderr


def test_what_was_withdrawn_last_is_not_answered_from_though_another_file_is_wrong(daemon):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    (folder(daemon) / "broken.md").write_text("---\nid: x\n")
    until(lambda: daemon.get("/readyz")[1].get("knowledge_problems"), 30, "the problem")
    _, before = call(daemon, lin, "GET", ENTRY)

    assert call(daemon, chen, "POST", f"{ENTRY}/archive", {}, before["version"])[0] == 200

    until(lambda: not call(daemon, lin, "POST", "try", {"text": QUESTION})[1]["candidates"], 15, "the entry's end")
    assert daemon.get("/readyz")[1]["knowledge"] == "ready"


def test_export_and_import_round_trip_byte_for_byte(daemon, tmp_path):
    shipped = (ROOT / f"Templates/faq/{ENTRY}.md").read_bytes()
    out = tmp_path / "out"

    daemon.command("faq", "export", out)
    assert (out / f"{ENTRY}.md").read_bytes() == shipped
    (out / f"{ENTRY}.md").write_bytes(shipped + b"\nOne more line.\n")
    told = daemon.command("faq", "import", out).stdout

    assert "1 of them new" in told
    assert (folder(daemon) / f"{ENTRY}.md").read_bytes() == shipped + b"\nOne more line.\n"
    (out / "broken.md").write_text("no entry")
    refused = daemon.command("faq", "import", out, check=False)
    assert refused.returncode != 0 and "faq/broken.md:1:" in refused.stderr


def test_a_question_is_tried_without_being_counted(daemon):
    lin = daemon.token("lin", "disseminator")

    status, tried = call(daemon, lin, "POST", "try", {"text": QUESTION})

    assert status == 200 and tried["candidates"][0]["entry"] == ENTRY
    assert tried["thresholds"]["answer"] > 0 and tried["candidates"][0]["version"]
    assert json.dumps(tried)


def test_a_high_risk_file_that_changes_waits_for_a_second_person_and_the_old_text_answers_on(daemon, sink):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    path = folder(daemon) / f"{ENTRY}.md"
    _, before = call(daemon, lin, "GET", ENTRY)
    changed = path.read_text().replace("## answer\n", "## answer\n请先看新公告。\n", 1)

    path.write_text(changed)
    waiting = lambda: [e for e in daemon.get("/api/v1/faq", lin)[1]["items"] if e["folder"] == "waits_for_review"]
    seen = until(waiting, 30, "the mark in the list")[0]
    assert seen["id"] == ENTRY and seen["state"] == "published_with_draft" and seen["warnings"]
    assert any("second person" in notice for notice in daemon.get("/readyz")[1]["knowledge_notices"])
    assert "An entry was changed in the folder" in daemon.log
    daemon.post(message(QUESTION, mentions_bot=True))
    until(lambda: answers(sink), 30, "the old answer")
    assert not any("请先看新公告" in text for text in answers(sink))

    _, entry = call(daemon, lin, "GET", ENTRY)
    assert call(daemon, chen, "POST", f"{ENTRY}/publish", {}, entry["version"])[0] == 200
    until(lambda: call(daemon, lin, "GET", ENTRY)[1]["folder"] == "same", 30, "the agreement")
    assert path.read_text() == changed and before["published"] == 1


def test_another_file_that_changes_is_in_force_and_marked_until_it_is_approved(daemon):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    text = (folder(daemon) / f"{ENTRY}.md").read_text().replace(f"id: {ENTRY}", "id: masks").replace("risk: high", "risk: normal")
    text = "\n".join("topic: masks" if line.startswith("topic:") else line for line in text.split("\n"))

    (folder(daemon) / "masks.md").write_text(text)
    entry = until(lambda: (found := call(daemon, lin, "GET", "masks"))[0] == 200 and found[1], 30, "the new entry")
    assert entry["state"] == "published" and entry["folder"] == "changed_not_reviewed"
    assert call(daemon, lin, "POST", "masks/approve", {}, entry["version"])[0] == 403
    status, approved = call(daemon, chen, "POST", "masks/approve", {}, entry["version"])
    assert status == 200 and approved["folder"] == "same"
    assert call(daemon, chen, "POST", "masks/approve", {}, approved["version"])[0] == 422


def test_a_file_that_cannot_be_written_is_said_by_the_entry_and_by_readiness(daemon):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    # Root may write everywhere, so the name that a fresh text is written under is taken by a folder.
    (folder(daemon) / f".{ENTRY}.md.new").mkdir()
    _, before = call(daemon, lin, "GET", ENTRY)
    _, saved = call(daemon, lin, "PUT", ENTRY, {"text": before["text"] + "\nmore"}, before["version"])
    call(daemon, chen, "POST", f"{ENTRY}/publish", {}, saved["version"])

    until(lambda: any("cannot be written" in p for p in daemon.get("/readyz")[1]["knowledge_problems"]), 30, "the problem")
    _, entry = call(daemon, lin, "GET", ENTRY)
    assert entry["folder"] == "not_written" and any("cannot be written" in w for w in entry["warnings"])

    (folder(daemon) / f".{ENTRY}.md.new").rmdir()
    until(lambda: call(daemon, lin, "GET", ENTRY)[1]["folder"] == "same", 60, "the file")
    assert (folder(daemon) / f"{ENTRY}.md").read_text() == before["text"] + "\nmore"


def test_what_did_not_help_opens_a_case_with_the_entry_and_version(daemon, sink):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    sink.behave = lambda number, body: (200, {}, json.dumps({"message_id": f"post-{number}"}).encode())
    daemon.post(message(QUESTION, mentions_bot=True, sender="u-1"))
    until(lambda: answers(sink), 30, "the answer")
    number = next(n for n, d in enumerate(sink.deliveries, 1) if d["kind"] == "answer")

    daemon.post(message("没解决", sender="u-1", reply_to=f"post-{number}"))
    case = until(lambda: daemon.get("/api/v1/escalations", chen)[1]["items"], 30, "the case")[0]

    version = call(daemon, lin, "GET", f"{ENTRY}/versions")[1]["items"][0]["fingerprint"]
    assert (case["reason"], case["draft_entry"], case["draft_version"]) == ("not_solved", ENTRY, version)
    told = until(lambda: [d for d in sink.deliveries if d["kind"] == "holding"], 30, "the line")
    assert told[0]["visibility"] == "private" and "没有帮到" in told[0]["text"]
    daemon.post({"type": "reaction.added", "timestamp": "2020-04-10T08:00:00Z", "data": {
        "group_id": "europe", "message_id": f"post-{number}", "sender": {"id": "u-2", "name": "林"}, "reaction": "👎"}})
    counted = lambda: call(daemon, lin, "GET", f"{ENTRY}/feedback")[1]["items"]
    until(lambda: [(c["fingerprint"], c["unhelpful"]) for c in counted()] == [(version, 2)], 30, "both words")
    assert len(daemon.get("/api/v1/escalations", chen)[1]["items"]) == 2


def test_what_no_entry_answered_is_listed_until_an_entry_answers_it(daemon):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    question = "驾照在国外过期了怎么换新的?"
    for sender in ("u-1", "u-2"):
        daemon.post(message(question, sender=sender, mentions_bot=True))
    gaps = lambda token=chen: call(daemon, token, "GET", "misses")[1]["items"]
    gap = until(lambda: (found := gaps()) and found[0]["asked"] == 2 and found[0], 30, "the gap")
    assert gap["groups"] == ["europe"] and [m["text"] for m in gap["messages"]] == [question] * 2
    assert [m["text"] for m in gaps(lin)[0]["messages"]] == [None, None]
    audit = daemon.get("/api/v1/audit", daemon.token("boss", "administrator"))[1]["items"]
    assert any(gap["messages"][0]["id"] == act["subject"] for act in audit)

    text = (folder(daemon) / f"{ENTRY}.md").read_text().replace(f"id: {ENTRY}", "id: driving-licence")
    head, _ = text.split("# zh\n")
    head = "\n".join("topic: papers" if line.startswith("topic:") else line for line in head.split("\n")).replace("risk: high", "risk: normal")
    text = head + f"# zh\n## questions\n- {question}\n- 外国驾照怎么换?\n- 驾照过期怎么办?\n## answer\n请找车管所。\n# en\n## questions\n- How do I renew my driving licence?\n## answer\nAsk the licence office.\n"
    status, saved = call(daemon, lin, "PUT", "driving-licence", {"text": text}, new=True)
    assert status == 201, saved
    assert call(daemon, chen, "POST", "driving-licence/publish", {}, saved["version"])[0] == 200
    until(lambda: not gaps(), 30, "the gap closed")

    daemon.post(message("学校宿舍晚上几点关门呀?", mentions_bot=True))
    gap = until(gaps, 30, "another gap")[0]
    assert call(daemon, lin, "POST", f"misses/{gap['id']}/dismiss")[0] == 204
    daemon.post(message("学校宿舍晚上几点关门呀", mentions_bot=True))
    until(lambda: len(daemon.get("/api/v1/escalations", chen)[1]["items"]) == 4, 30, "the case")
    assert gaps() == []


def test_a_correction_reaches_each_room_and_person_once_and_takes_two_people(daemon, sink):
    lin, chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    sink.behave = lambda number, body: (200, {}, json.dumps({"message_id": f"post-{number}"}).encode())
    daemon.post(message(QUESTION, mentions_bot=True, sender="u-1"))
    until(lambda: len(answers(sink)) == 2, 30, "the answer and its details")
    posts = {d["visibility"]: f"post-{n}" for n, d in enumerate(sink.deliveries, 1) if d["kind"] == "answer"}

    _, entry = call(daemon, lin, "GET", ENTRY)
    until(lambda: all(t["state"] == "delivered" for t in call(daemon, lin, "GET", f"{ENTRY}/told")[1]["items"]), 30, "both")
    told = call(daemon, lin, "GET", f"{ENTRY}/told")[1]["items"]
    assert sorted((t["visibility"], t["group_id"], t["number"]) for t in told) == [("group", "europe", 1), ("private", "europe", 1)]
    elsewhere = daemon.command("staff", "token", "--login", "chen", "--name", "asia", "--group", "asia").stdout.strip()
    strangers = call(daemon, elsewhere, "GET", f"{ENTRY}/told")[1]["items"]
    assert all(t["member"] for t in told) and not any(t.get("member") for t in strangers) and len(strangers) == 2
    versions = [told[0]["fingerprint"]]
    path = f"{ENTRY}/corrections"
    assert call(daemon, lin, "POST", path, {"texts": {"en": "Seven days."}, "versions": versions})[0] == 422
    status, draft = call(daemon, lin, "POST", path, {"texts": {"zh": "现在是七天。"}, "versions": versions})
    assert status == 201 and draft["state"] == "draft"
    assert call(daemon, lin, "POST", f"{path}/{draft['id']}/send")[0] == 403
    assert call(daemon, chen, "POST", f"{path}/{draft['id']}/send")[0] == 422
    assert call(daemon, lin, "POST", f"{ENTRY}/pause", {}, entry["version"])[0] == 200

    status, sent = call(daemon, chen, "POST", f"{path}/{draft['id']}/send")
    assert status == 200 and (sent["state"], sent["sent_to"], sent["sent_by"]) == ("sent", 2, "chen")
    corrected = lambda: [d for d in sink.deliveries if d["kind"] == "correction"]
    until(lambda: len(corrected()) == 2, 30, "both corrections")
    assert {d["visibility"]: d["in_reply_to"] for d in corrected()} == posts
    assert all("现在是七天。" in d["text"] for d in corrected())
    assert all(t["corrected"] for t in call(daemon, lin, "GET", f"{ENTRY}/told")[1]["items"])
    assert call(daemon, chen, "POST", f"{path}/{draft['id']}/send")[0] == 422


def test_a_batch_is_tried_beside_what_is_expected(daemon):
    lin = daemon.token("lin", "disseminator")
    questions = [{"text": QUESTION, "expected": ENTRY}, {"text": "学校宿舍晚上几点关门?"}, {"text": QUESTION, "expected": "other"}]

    status, tried = call(daemon, lin, "POST", "try", {"questions": questions})

    assert status == 200 and [i["as_expected"] for i in tried["items"]] == [True, True, False] and tried["as_expected"] == 2
    assert call(daemon, lin, "POST", "try", {"questions": questions * 100})[0] == 422


def test_routes_are_no_names_of_entries_and_the_list_marks_states(daemon):
    lin = daemon.token("lin", "disseminator")
    _, entry = call(daemon, lin, "GET", ENTRY)
    text = entry["text"].replace(ENTRY, "misses")
    assert call(daemon, lin, "PUT", "misses", {"text": text}, new=True)[0] in (404, 422)
    (folder(daemon) / "misses.md").write_text(text)
    checked = daemon.command("faq", "check", check=False)
    assert checked.returncode == 1 and "faq/misses.md:2:" in checked.stderr
    (folder(daemon) / "misses.md").unlink()
    assert call(daemon, lin, "POST", f"{ENTRY}/pause", {}, entry["version"])[0] == 200

    assert daemon.command("faq", "list").stdout.strip().endswith("\tpaused")
