"""What the door refuses: every answer names the problem, nothing is stored, the daemon lives."""

import json
import socket
import subprocess
import time

import pytest

from client import raw_post
from program import SECRET, Daemon, message, sign, until

GOOD = json.dumps(message("你好", id="g-1"), ensure_ascii=False).encode()


def data(**change):
    body = message("你好")
    body["data"].update(change)
    return json.dumps(body).encode()


MALFORMED = {
    "no JSON": b"hello", "empty": b"", "a list": b"[]", "cut off": GOOD[:-5], "trailing bytes": GOOD + b"x",
    "invalid UTF-8": GOOD.replace("你".encode(), b"\xff\xfe"), "a lone surrogate": GOOD.replace("你".encode(), b"\\ud800"),
    "a NUL": GOOD.replace("你".encode(), b"\\u0000"), "a raw control character": GOOD.replace("你".encode(), b"\x01"),
    "100,000-deep nesting": b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "duplicate keys": GOOD.replace(b'"data"', b'"type":"x","data"', 1),
    "a number beyond doubles": data(media=[{"bytes": 1}]).replace(b'"bytes": 1', b'"bytes": 1e999'),
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "no data": b'{"type":"message.created"}', "no text": data(text=None), "a number for text": data(text=5),
    "no sender": data(sender=None), "a list for sender": data(sender=[]), "no message id": data(message_id=None),
    "an unreadable time": data(sent_at="yesterday"),
}


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("door"))
    daemon.start(ready=False)
    yield daemon
    daemon.kill()


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_messages_are_refused_by_name(door, name):
    status, problem = door.post(MALFORMED[name])

    assert status == 400 and problem["status"] == 400 and problem["title"]
    assert door.get("/healthz")[0] == 200


def test_unknown_groups_connections_and_kinds(door):
    assert door.post(data(group_id="mars"))[0] == 422
    assert door.call("POST", "/webhooks/nobody", GOOD, headers=sign(GOOD))[0] == 404
    assert door.post({"type": "weather.changed", "data": {"group_id": "europe"}})[0] == 202


def test_one_byte_over_a_mebibyte_is_too_much(door):
    assert door.post(b" " * (1 << 20) + b"x")[0] == 413
    assert door.post(b" " * (1 << 20))[0] == 400


def test_every_wrong_signature_gets_the_same_answer(door):
    right = sign(GOOD)
    now = time.time()
    wrong = [
        {**right, "webhook-signature": ""}, {**right, "webhook-signature": right["webhook-signature"][:-4]},
        {**right, "webhook-signature": "v1,"}, {**right, "webhook-signature": right["webhook-signature"].replace("v1", "v2")},
        {**right, "webhook-id": "other"}, sign(GOOD, at=now - 301), sign(GOOD, at=now + 302),
        sign(GOOD + b" "), sign(GOOD, secret="whsec_" + "A" * 43 + "="),
        {k: v for k, v in right.items() if k != "webhook-signature"},
        {k: v for k, v in right.items() if k != "webhook-timestamp"}, {**right, "webhook-timestamp": "soon"},
    ]

    answers = [door.call("POST", "/webhooks/gateway", GOOD, headers=headers) for headers in wrong]

    assert {status for status, _ in answers} == {401}
    assert len({json.dumps(body) for _, body in answers}) == 1
    rotated = {**right, "webhook-signature": "v1,AAAA " + right["webhook-signature"] + " v1a,xyz ,"}
    assert door.call("POST", "/webhooks/gateway", GOOD, headers=rotated)[0] == 202


def test_slow_clients_are_cut(door):
    head = socket.create_connection(("127.0.0.1", door.port))
    head.sendall(b"POST /webhooks/gateway HTTP/1.1\r\nHost: x\r\n")
    body = socket.create_connection(("127.0.0.1", door.port))
    body.sendall(b"POST /webhooks/gateway HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    began, open_ends = time.monotonic(), [head, body]
    while open_ends and time.monotonic() - began < 25:
        for end in list(open_ends):
            end.settimeout(0.5)
            try:
                if end is body:
                    end.sendall(b"x")
                if end.recv(100) == b"":
                    open_ends.remove(end)
            except socket.timeout:
                pass
            except OSError:
                open_ends.remove(end)

    assert open_ends == []
    assert door.get("/healthz")[0] == 200


def test_both_lengths_at_once_are_refused(door):
    end = socket.create_connection(("127.0.0.1", door.port))
    end.sendall(b"POST /webhooks/gateway HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    end.settimeout(10)

    assert b" 400 " in end.recv(200).split(b"\r\n")[0]


def test_the_metrics_are_accepted_by_prometheus_own_check(door):
    assert door.post(GOOD)[0] == 202
    metrics = door.get("/metrics")[1]["text"]

    checked = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "huzhu_webhook_accept_total" in metrics


def raw(*requests, close=False):
    """Sends bytes over one connection, perhaps with its sending half closed, and gives all that comes back."""
    def exchange(door, answers):
        with socket.create_connection(("127.0.0.1", door.port), timeout=30) as connection:
            connection.sendall(b"".join(requests))
            if close:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while received.count(b"HTTP/1.1 ") < answers or not received.rstrip().endswith((b"}", b"ok")):
                piece = connection.recv(65536)
                if not piece:
                    break
                received += piece
            return received
    return exchange


def signed(id, **headers):
    body = json.dumps(message("你好", id=id), ensure_ascii=False).encode()
    return raw_post("/webhooks/gateway", {**sign(body), **headers}, body)


def test_requests_sent_ahead_are_answered_in_their_order(door):
    other = b"GET /readyz HTTP/1.1\r\nHost: huzhu\r\n\r\n"
    nobody = raw_post("/webhooks/nobody", sign(GOOD), GOOD)

    answers = raw(signed("a-1"), other, signed("a-2"), signed("a-3"), nobody, signed("a-4"))(door, 6)

    assert [int(part[:3]) for part in answers.split(b"HTTP/1.1 ")[1:]] == [202, 200, 202, 202, 404, 202]
    assert b"storage" in answers.split(b"HTTP/1.1 ")[2]


def test_a_client_that_sends_no_more_still_gets_its_answer(door):
    assert b" 202 " in raw(signed("h-1"), close=True)(door, 1)


def test_a_chunked_body_and_a_connection_to_be_closed_are_taken_too(door):
    body = json.dumps(message("你好", id="c-1"), ensure_ascii=False).encode()
    fields = "".join(f"{name}: {value}\r\n" for name, value in sign(body).items())
    head = f"POST /webhooks/gateway HTTP/1.1\r\nHost: huzhu\r\n{fields}transfer-encoding: chunked\r\n\r\n".encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[at:at + 99]), body[at:at + 99]) for at in range(0, len(body), 99))

    assert b" 202 " in raw(head + chunks + b"0\r\n\r\n")(door, 1)
    assert b" 202 " in raw(signed("c-2", connection="close"))(door, 1)


def test_clients_that_leave_in_the_middle_of_a_body_leave_nothing_behind(door):
    """More of them than there is room for bodies at once: 64 MiB."""
    head = b"POST /webhooks/gateway HTTP/1.1\r\nHost: huzhu\r\nContent-Length: 1048576\r\n\r\n"
    for _ in range(80):
        with socket.create_connection(("127.0.0.1", door.port), timeout=30) as connection:
            connection.sendall(head + b"x")

    def is_taken():
        return b" 202 " in raw(signed("l-1"))(door, 1)

    until(is_taken, 20, "room for a message")


def test_a_connection_is_idle_only_between_its_requests(tmp_path):
    daemon = Daemon(tmp_path)
    daemon.configure("idle_seconds: 5", "idle_seconds: 1")
    daemon.start(ready=False)
    try:
        with socket.create_connection(("127.0.0.1", daemon.port), timeout=30) as connection:
            began, sent = time.monotonic(), 0
            while time.monotonic() - began < 3:
                sent += 1
                connection.sendall(signed(f"i-{sent}", **{"Connection": "keep-alive"}))
                assert b" 202 " in connection.recv(65536), f"cut after {time.monotonic() - began:.1f} s"
            assert connection.recv(100) == b"", "An idle connection is cut"
            assert time.monotonic() - began < 20
    finally:
        daemon.kill()
