"""The disk is full or broken: never a 202 for what is not on it, and work goes on by itself afterwards (R4, R5)."""

import collections
import http.client
import itertools
import json
import threading
import time

import pytest

from client import post_all, raw_post
from gateway import Gateway
from program import Daemon, message, sign, until
from shims import compiled

FAULTS = ["enospc", "eio", "eio-sync"]


class FaultyDisk:
    """A daemon whose database files fail on command."""

    def __init__(self, folder):
        self.control = folder / "fault"
        self.control.write_text("")
        self.gateway = Gateway()
        home = folder / "daemon"
        home.mkdir()
        self.daemon = Daemon(home, self.gateway, {
            "LD_PRELOAD": str(compiled("faults", folder)), "HUZHU_FAULT_FILE": str(self.control),
            "HUZHU_FAULT_DATABASE": str(home / "data/huzhu.sqlite")}, small=True)
        self.daemon.start()

    def set(self, fault):
        # Replaced in one step, so that no call reads half a word.
        fresh = self.control.with_suffix(".new")
        fresh.write_text(fault)
        fresh.rename(self.control)


@pytest.fixture
def disk(tmp_path):
    disk = FaultyDisk(tmp_path)
    yield disk
    disk.set("")
    disk.daemon.kill()
    disk.gateway.close()


def question(name):
    return message("回国到浙江要隔离多少天?", sender=f"u-{name}", id=name, visibility="private")


@pytest.mark.parametrize("fault", FAULTS)
def test_while_the_disk_fails_nothing_is_acknowledged_and_it_recovers_by_itself(disk, fault):
    daemon = disk.daemon
    assert daemon.post(question("before"))[0] == 202

    disk.set(fault)
    answers = [daemon.post(question(f"during-{number}")) for number in range(20)]
    assert {status for status, _ in answers} == {503}
    assert all(body["status"] == 503 and body["title"] for _, body in answers)
    until(lambda: daemon.get("/readyz")[1]["storage"] == "failing", 10, "readyz saying that storage fails")
    assert daemon.get("/healthz")[0] == 200

    disk.set("")
    until(lambda: daemon.post(question("after"))[0] == 202, 10, "recovery by itself")
    assert daemon.get("/readyz")[1]["storage"] == "ready"
    # The platform sends again what was refused: it is new, and everything is answered once.
    again = [daemon.post(question(f"during-{number}"))[1]["duplicate"] for number in range(20)]
    assert again == [False] * 20
    names = {"before", "after"} | {f"during-{number}" for number in range(20)}
    until(lambda: names <= disk.gateway.answered(), 60, "every acknowledged message's reply")
    assert all(len(ids) == 1 for ids in disk.gateway.replies.values())


def test_a_refusal_says_when_to_come_again(disk):
    disk.set("enospc")
    body, headers = signed(question("r-1"))
    connection = http.client.HTTPConnection("127.0.0.1", disk.daemon.port, timeout=30)
    connection.request("POST", "/webhooks/gateway", body, headers)
    answer = connection.getresponse()

    assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_disk_that_fails_again_and_again_under_load_loses_and_doubles_nothing(disk):
    stop = threading.Event()

    def misbehave():
        for fault in itertools.cycle(FAULTS):
            disk.set(fault)
            stop.wait(0.15)
            disk.set("")
            if stop.wait(0.4):
                return

    breaker = threading.Thread(target=misbehave)
    breaker.start()
    acknowledged, statuses = set(), collections.Counter()
    try:
        for number in range(8):
            names = [f"l-{number}-{line}" for line in range(250)]
            requests = []
            for name in names:
                body, headers = signed(question(name))
                requests.append(raw_post("/webhooks/gateway", headers, body))
            for name, (status, _, _) in zip(names, post_all(disk.daemon.port, requests, connections=8)):
                statuses[status] += 1
                if status == 202:
                    acknowledged.add(name)
    finally:
        stop.set()
        breaker.join()
        disk.set("")

    assert set(statuses) <= {202, 503} and statuses[202] and statuses[503]
    until(lambda: acknowledged <= disk.gateway.answered(), 120, "every acknowledged message's reply")
    assert {key: ids for key, ids in disk.gateway.replies.items() if len(ids) > 1} == {}


def test_what_was_acknowledged_before_the_disk_failed_survives_a_kill_while_it_fails(disk):
    names = [f"k-{number}" for number in range(50)]
    for name in names:
        assert disk.daemon.post(question(name))[0] == 202
    disk.set("eio-sync")
    disk.daemon.post(question("refused"))
    disk.daemon.kill()
    disk.set("")

    began = time.monotonic()
    disk.daemon.start(ready=False)
    assert disk.daemon.post(question("later"))[0] == 202 and time.monotonic() - began < 10
    until(lambda: set(names) <= disk.gateway.answered(), 60, "every acknowledged message's reply")


def signed(body):
    data = json.dumps(body, ensure_ascii=False).encode()
    return data, sign(data)
