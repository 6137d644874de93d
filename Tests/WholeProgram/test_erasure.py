"""A person's words and name: nowhere in the clear, and nowhere at all once they were erased."""

import json
import os
import pathlib
import secrets
import sqlite3
import stat
import tempfile

from program import message, until


def everything(daemon, *more):
    """Every byte the program left: data, backups, log, metrics, temporary files."""
    files = [path for path in daemon.folder.rglob("*") if path.is_file()] + [pathlib.Path(path) for path in more]
    files += [path for path in pathlib.Path(tempfile.gettempdir()).glob("*huzhu*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def settled(daemon, token, id):
    return until(lambda: daemon.get(f"/api/v1/messages/{id}", token)[1].get("state") == "settled", what="the decision")


def test_no_word_and_no_name_is_found_and_after_erasure_not_in_yesterdays_backup_either(daemon, sink):
    token = daemon.token()
    word, name, chat, platform = (f"{kind}{secrets.token_hex(8)}" for kind in ("word", "name", "chat", "line"))
    body = message(f"请问谁能帮我联系学校宿舍? {word}", sender=chat, id=platform, mentions_bot=True)
    body["data"]["sender"]["name"] = name
    id = daemon.post(body)[1]["id"]
    settled(daemon, token, id)
    case = daemon.get("/api/v1/escalations?state=waiting", token)[1]["items"][0]
    assert case["member"]["name"] == name and word in case["messages"][0]["text"]
    daemon.call("POST", f"/api/v1/escalations/{case['id']}/note", {"text": f"note about {word}"}, token)
    backup = daemon.folder / "yesterday.sqlite"
    daemon.command("backup", str(backup))
    seen = everything(daemon) + daemon.get("/metrics")[1]["text"].encode()
    assert [one for one in (word, name, chat) if one.encode() in seen] == []

    export = daemon.folder / "export.json"
    daemon.command("export-member", case["member"]["id"], "--out", str(export))
    kept = json.loads(export.read_text())
    assert kept["name"] == name and word in kept["messages"][0]["text"] and word in kept["cases"][0]["notes"][0]["text"]
    assert stat.S_IMODE(os.stat(export).st_mode) == 0o600
    export.unlink()
    refused = daemon.command("erase-member", case["member"]["id"], check=False)
    assert refused.returncode == 1 and "open" in refused.stderr
    daemon.command("erase-member", case["member"]["id"], "--even-with-open-cases")

    after = daemon.get(f"/api/v1/escalations/{case['id']}", token)[1]
    assert after["member"].get("name") is None and not after["messages"][0]["text"]
    live = b"".join(path.read_bytes() for path in (daemon.folder / "data").rglob("*") if path.is_file())
    assert platform.encode() not in live
    daemon.stop()
    daemon.command("restore", str(backup))
    daemon.start()
    restored = daemon.get(f"/api/v1/escalations/{case['id']}", token)[1]
    assert restored["member"].get("name") is None and not restored["messages"][0]["text"]
    daemon.command("export-member", case["member"]["id"], "--out", str(export))
    assert word not in export.read_text() and name not in export.read_text()
    with sqlite3.connect(f"file:{backup}?mode=ro", uri=True) as copy:
        assert copy.execute("SELECT COUNT(*) FROM member WHERE wrappedKey IS NOT NULL").fetchone() == (0,)
    copy.close()
    assert "is sound" in daemon.command("audit", "verify").stdout


def test_who_asks_in_chat_to_be_erased_is_erased_by_a_coordinator(daemon, sink):
    token = daemon.token()
    word = secrets.token_hex(8)
    id = daemon.post(message(f"大家好 {word}", sender="u-1"))[1]["id"]
    settled(daemon, token, id)
    daemon.post(message("请删除我的资料", sender="u-1"))
    case = until(lambda: daemon.get("/api/v1/escalations?state=waiting", token)[1]["items"], what="the case")[0]
    path = f"/api/v1/escalations/{case['id']}"

    assert case["reason"] == "erasure_asked"
    assert daemon.call("POST", path + "/erase-member", {}, token)[0] == 200
    assert not daemon.get(f"/api/v1/messages/{id}", token)[1]["text"]
    assert daemon.call("POST", path + "/erase-member", {}, token)[0] == 422
