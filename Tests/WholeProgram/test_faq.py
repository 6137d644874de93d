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
