"""The power fails at any moment: what was acknowledged is there (criterion R3). A kill proves nothing about this."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from client import post_all, raw_post
from gateway import Gateway
from power_cut import images, is_checkpoint, lay_out, read_journal
from program import Daemon, message, sign, until
from shims import compiled

IMAGES = int(os.environ.get("HUZHU_POWER_IMAGES", "100"))
MESSAGES = int(os.environ.get("HUZHU_POWER_MESSAGES", "4000"))

WRITER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute(f"PRAGMA synchronous = {sys.argv[2]}")
connection.execute("PRAGMA wal_autocheckpoint = 50")
connection.execute("CREATE TABLE message (platformID TEXT NOT NULL)")
for number in range(1500):
    connection.execute("INSERT INTO message VALUES (?)", (f"m-{number}",))
    print(time.monotonic_ns(), f"m-{number}", flush=True)
"""


def stored(database):
    """The ids of the messages that an image holds; `None` where it cannot be read as a sound database."""
    try:
        connection = sqlite3.connect(database)
        try:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return None
            return {row[0] for row in connection.execute('SELECT "platformID" FROM "message"')}
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return None


def losses(records, acknowledged, folder, count, seed):
    """How many images lost something that was promised, or are broken."""
    lost = 0
    for files, promised in images(records, count, acknowledged, seed):
        have = stored(lay_out(files, folder))
        if have is None or not promised <= have:
            lost += 1
    return lost


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    return compiled("journal", tmp_path_factory.mktemp("shim"))


def environment(shim, folder, database):
    return {"LD_PRELOAD": str(shim), "HUZHU_JOURNAL": str(folder / "journal"), "HUZHU_JOURNAL_DATABASE": str(database)}


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL", "OFF"])
def test_the_harness_finds_nothing_with_full_synchronous_and_losses_without(tmp_path, shim, synchronous):
    database = tmp_path / "written" / "plain.sqlite"
    database.parent.mkdir()
    out = subprocess.run(
        [sys.executable, "-c", WRITER, database, synchronous], capture_output=True, text=True, check=True,
        env={**os.environ, **environment(shim, tmp_path, database)}).stdout
    acknowledged = [(int(line.split()[0]), line.split()[1]) for line in out.splitlines()]

    lost = losses(read_journal(tmp_path / "journal"), acknowledged, tmp_path / "image", 60, seed=1)

    assert lost == 0 if synchronous == "FULL" else lost > 0


def journalled_daemon(tmp_path, shim, weakness):
    """Runs a daemon under the shim while many messages are posted; gives the journal, the promises and the folder."""
    sink = Gateway()
    folder = tmp_path / "daemon"
    folder.mkdir()
    more = environment(shim, tmp_path, folder / "data/huzhu.sqlite")
    daemon = Daemon(folder, sink, {**more, **weakness}, small=True).start()
    requests, names = [], []
    for number in range(MESSAGES):
        text = "谢谢!" if number % 2 else "回国到浙江要隔离多少天?"
        body = json.dumps(message(text, sender=f"u-{number}", id=f"p-{number}", visibility="private")).encode()
        requests.append(raw_post("/webhooks/gateway", sign(body), body))
        names.append(f"p-{number}")
    answers = post_all(daemon.port, requests, connections=8)
    daemon.kill()
    sink.close()
    acknowledged = [(at, name) for (status, _, at), name in zip(answers, names) if status == 202]
    assert len(acknowledged) == MESSAGES
    return read_journal(tmp_path / "journal"), acknowledged, folder


def test_after_a_power_cut_every_acknowledged_message_is_there(tmp_path, shim):
    records, acknowledged, folder = journalled_daemon(tmp_path, shim, {})
    assert any(is_checkpoint(record) for record in records), "no checkpoint was under test"

    broken = []
    for number, (files, promised) in enumerate(images(records, IMAGES, acknowledged)):
        have = stored(lay_out(files, tmp_path / "image"))
        if have is None or not promised <= have:
            broken.append((number, None if have is None else len(promised - have)))

    assert broken == []


def test_the_daemon_starts_on_what_a_power_cut_left_and_answers_everything_promised(tmp_path, shim):
    records, acknowledged, folder = journalled_daemon(tmp_path, shim, {})

    for number, (files, promised) in enumerate(images(records, 3, acknowledged)):
        sink = Gateway()
        for path in (folder / "data").glob("huzhu.sqlite*"):
            path.unlink()
        lay_out(files, folder / "data")
        replied = replies_on_disk(folder / "data", tmp_path / f"look-{number}")
        daemon = Daemon(folder, sink, small=True)
        daemon.deliver_to(sink)
        daemon.start()
        until(lambda: promised <= replied | sink.answered(), 240, "every promised reply")
        daemon.kill()
        sink.close()


def replies_on_disk(data, look):
    """The messages whose reply was recorded as delivered before the cut."""
    look.mkdir()
    for path in data.glob("huzhu.sqlite*"):
        (look / path.name).write_bytes(path.read_bytes())
    connection = sqlite3.connect(look / "huzhu.sqlite")
    rows = connection.execute("""SELECT "inReplyTo" FROM "delivery" WHERE "state" = 'delivered'""").fetchall()
    connection.close()
    return {row[0] for row in rows}


def test_without_syncing_the_same_check_finds_losses(tmp_path, shim):
    records, acknowledged, folder = journalled_daemon(tmp_path, shim, {"HUZHU_TEST_SYNCHRONOUS": "OFF"})

    assert losses(records, acknowledged, tmp_path / "image", IMAGES, seed=2) > 0
