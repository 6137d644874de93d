"""Killed at any moment, at random and at every step: nothing lost, nothing twice."""

import collections
import concurrent.futures
import os
import random
import subprocess
import time

import pytest

from program import BINARY, Daemon, message, until

QUESTION = "回国到浙江要隔离多少天?"
ROUNDS = int(os.environ.get("HUZHU_KILL_ROUNDS", "300"))
# So many daemons share the rounds, so that several can go on at once.
PARTS = 6


def replies_by_message(sink):
    """For each message, the webhook-ids of the replies to it, by kind: one id may come several times."""
    seen = collections.defaultdict(set)
    for (headers, _, _), data in zip(list(sink.requests), sink.deliveries):
        identifier = {k.lower(): v for k, v in headers.items()}["webhook-id"]
        if data["kind"] in ("answer", "holding") and data["visibility"] == "private":
            seen[data["in_reply_to"]].add(identifier)
    return seen


def ask_privately(daemon, number):
    """Posts one private question; gives its id where it was acknowledged."""
    name = f"k-{number}"
    try:
        status, _ = daemon.post(message(QUESTION, sender=f"u-{number}", id=name, visibility="private"))
        return name if status == 202 else None
    except OSError:
        return None


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_random_nothing_acknowledged_is_lost_and_nothing_is_answered_twice(tmp_path, sink, part):
    daemon = Daemon(tmp_path, sink, small=True)
    acknowledged, number = [], 0
    for _ in range(ROUNDS // PARTS):
        daemon.start(ready=False)
        deadline = time.monotonic() + random.uniform(0.005, 0.2)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            pending = []
            while time.monotonic() < deadline:
                number += 1
                pending.append(pool.submit(ask_privately, daemon, number))
                time.sleep(0.002)
            daemon.kill()
            acknowledged += [name for name in (each.result() for each in pending) if name]
    assert len(acknowledged) >= ROUNDS // PARTS // 2

    daemon.start()
    until(lambda: set(acknowledged) <= set(replies_by_message(sink)), 240, "every acknowledged message's reply")

    twice = {name: ids for name, ids in replies_by_message(sink).items() if len(ids) > 1}
    assert twice == {}
    daemon.kill()


def failpoints():
    if not BINARY.exists():
        return []
    return subprocess.run([BINARY, "failpoints"], capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("point", failpoints())
def test_crashing_at_every_step_loses_and_doubles_nothing(tmp_path, sink, point):
    acknowledged, number = [], 0
    for nth in (1, 2, 10):
        daemon = Daemon(tmp_path, sink, {"HUZHU_FAILPOINT": f"{point}:{nth}"}, small=True)
        try:
            daemon.start(ready=False)
        except AssertionError:
            # What an earlier crash left over reached the point before the door was open: that is a crash too.
            assert daemon.process.wait(timeout=30) == 137
        deadline = time.monotonic() + 60
        while daemon.process.poll() is None:
            assert time.monotonic() < deadline, f"no crash at {point}"
            number += 1
            name = ask_privately(daemon, f"{nth}-{number}")
            if name:
                acknowledged.append(name)
        assert daemon.process.poll() == 137

    daemon = Daemon(tmp_path, sink, small=True).start()
    until(lambda: set(acknowledged) <= set(replies_by_message(sink)), 120, "every acknowledged message's reply")
    assert {n: ids for n, ids in replies_by_message(sink).items() if len(ids) > 1} == {}
    daemon.kill()
