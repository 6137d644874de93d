"""Answered by a gateway that misbehaves, stopped, paused, restored: nothing lost, nothing told that is nobody's business."""

import collections
import threading
import time

import pytest

from program import Daemon, message, until

QUESTION = "回国到浙江要隔离多少天?"


@pytest.mark.parametrize("misbehaviour", ["drops", "error", "redirect", "garbage", "throttles", "hangs"])
def test_whatever_the_gateway_does_everything_arrives_in_order_under_the_same_ids(daemon, sink, misbehaviour):
    released = threading.Event()

    def behave(number, body):
        if number % 2 == 0 or number > (3 if misbehaviour == "hangs" else 10):
            return 200, {}, b"\x00garbage" if misbehaviour == "garbage" else b"{}"
        if misbehaviour == "hangs":
            # Longer than we wait for an answer: our side gives up and comes again under the same id.
            released.wait(60)
            return None
        return {
            "drops": None, "error": (500, {}, b""), "redirect": (307, {"location": "http://127.0.0.1:1/"}, b""),
            "garbage": (200, {}, b"{{{"), "throttles": (429, {"retry-after": "1"}, b""),
        }[misbehaviour]

    sink.behave = behave
    for number in range(6):
        daemon.post(message("谢谢!", sender="u-1", id=f"s-{number}", visibility="private"))
        until(lambda: any(d["in_reply_to"] == f"s-{number}" for d in sink.deliveries), 60, "the first attempt")

    accepted = []

    def all_accepted():
        seen = collections.OrderedDict()
        for (headers, _, _), data in zip(list(sink.requests), sink.deliveries):
            seen.setdefault(data["in_reply_to"], set()).add({k.lower(): v for k, v in headers.items()}["webhook-id"])
        accepted[:] = list(seen.items())
        return len(seen) == 6 and daemon_is_idle(daemon)

    until(all_accepted, 120, "every delivery")
    assert [name for name, _ in accepted] == [f"s-{number}" for number in range(6)]
    released.set()
    assert all(len(ids) == 1 for _, ids in accepted)
    if misbehaviour == "throttles":
        times = [at for _, _, at in sink.requests]
        assert times[1] - times[0] >= 0.9


def daemon_is_idle(daemon):
    """Whether nothing more is sent: the count of attempts stands still."""
    before = daemon.get("/metrics")[1]["text"].count("\n"), metric(daemon, "delivered")
    time.sleep(0.3)
    return before[1] == metric(daemon, "delivered") and before[1] >= 6


def metric(daemon, outcome):
    for line in daemon.get("/metrics")[1]["text"].splitlines():
        if line.startswith(f'huzhu_delivery_attempt_total{{outcome="{outcome}"}}'):
            return float(line.split()[-1])
    return 0


def test_a_gateway_that_says_it_is_gone_is_disabled_and_readyz_says_so(daemon, sink):
    sink.behave = lambda number, body: (410, {}, b"")

    daemon.post(message("谢谢!"))

    until(lambda: daemon.get("/readyz")[1]["connections"]["gateway"] == "failing", 30, "the connection's state")


def test_sigterm_drains_and_exits_zero_with_open_streams(daemon):
    import http.client

    page = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    page.request("GET", "/chat")
    cookie = page.getresponse().getheader("set-cookie").split(";")[0]
    stream = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    stream.request("GET", "/chat/europe/events", headers={"cookie": cookie})
    assert stream.getresponse().status == 200

    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began < 12


def test_a_second_daemon_on_the_same_data_is_refused(daemon):
    done = daemon.command("serve", "--port", "0", check=False)

    assert done.returncode == 1 and "stop it first" in done.stderr


def test_a_backup_restores_with_what_was_unsent_held(tmp_path, sink):
    sink.behave = lambda number, body: (500, {}, b"")
    daemon = Daemon(tmp_path, sink, small=True).start()
    daemon.post(message("谢谢!", sender="u-1", id="b-1"))
    until(lambda: sink.requests, 30, "an attempt")
    told = daemon.command("backup", str(tmp_path / "copy.sqlite")).stdout
    assert "is sound: 1 messages" in told
    assert daemon.stop() == 0

    daemon.command("restore", str(tmp_path / "copy.sqlite"))
    count, sink.behave = len(sink.requests), lambda number, body: (200, {}, b"{}")
    daemon.start()
    assert daemon.post(message("谢谢!", sender="u-1", id="b-1"))[1]["duplicate"] is True
    assert len(sink.requests) == count
    daemon.command("restore", "--release")
    until(lambda: len(sink.requests) > count, 30, "the held delivery")
    daemon.kill()


def test_pausing_stops_answers_but_not_people_nor_danger_signs(daemon, sink):
    daemon.command("pause")
    daemon.post(message(QUESTION, id="p-1"))
    daemon.post(message("我不想活了", id="p-2", sender="u-7"))

    until(lambda: {"holding", "emergency"} <= {d["kind"] for d in sink.deliveries}, 30, "holding and emergency")
    assert "answer" not in {d["kind"] for d in sink.deliveries}
    daemon.command("resume")
    daemon.post(message(QUESTION, id="p-3"))
    until(lambda: "answer" in {d["kind"] for d in sink.deliveries}, 30, "the answer")


def test_no_word_of_a_member_reaches_logs_or_metrics(daemon, sink):
    canary = "金丝雀canary9931"
    body = message(f"{canary} 请问怎么办?", sender="canary-user-77")
    body["data"]["sender"]["name"] = "canary-name-55"
    daemon.post(body)
    daemon.post(b'{"type":"message.created","data":{"text":"canary-broken-3"', headers={})
    until(lambda: sink.requests, 30, "a reply")

    everything = daemon.log + daemon.get("/metrics")[1]["text"] + daemon.get("/readyz")[1].__repr__()
    for word in (canary, "canary-user-77", "canary-name-55", "canary-broken-3"):
        assert word not in everything
