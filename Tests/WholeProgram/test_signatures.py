"""Who is not the gateway gets in nowhere (S2), and what was recorded on the wire has one effect for ever (S3)."""

import base64
import hashlib
import hmac
import json
import sqlite3
import time

import pytest

from client import post_all, raw_post
from gateway import Gateway
from program import SECRET, Daemon, message, sign, until

BODY = json.dumps(message("谢谢!", id="s-1", sender="u-1", visibility="private"), ensure_ascii=False).encode()
OTHER = "whsec_" + base64.b64encode(b"the secret of another connection").decode()


def other_code(algorithm, text=False):
    """A code for the right bytes by the wrong algorithm or in the wrong writing."""
    right = sign(BODY)
    signed = f"{right['webhook-id']}.{right['webhook-timestamp']}.".encode() + BODY
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    code = hmac.new(key, signed, algorithm)
    return {**right, "webhook-signature": "v1," + (code.hexdigest() if text else base64.b64encode(code.digest()).decode())}


def bent():
    """Every wrong signature of the catalogue: name → raw header bytes."""
    right, now = sign(BODY), time.time()
    signature = right["webhook-signature"]
    raw = {
        "absent": {k: v for k, v in right.items() if k != "webhook-signature"},
        "absent id": {k: v for k, v in right.items() if k != "webhook-id"},
        "absent time": {k: v for k, v in right.items() if k != "webhook-timestamp"},
        "empty": {**right, "webhook-signature": ""}, "version only": {**right, "webhook-signature": "v1,"},
        "a prefix of the code": {**right, "webhook-signature": signature[:11]},
        "one byte less": {**right, "webhook-signature": signature[:-5] + "="},
        "longer": {**right, "webhook-signature": signature + "AAAA"},
        "hexadecimal": other_code(hashlib.sha256, text=True), "SHA-1": other_code(hashlib.sha1),
        "SHA-512": other_code(hashlib.sha512), "upper case": {**right, "webhook-signature": signature.upper()},
        "another version": {**right, "webhook-signature": signature.replace("v1,", "v2,")},
        "an asymmetric version": {**right, "webhook-signature": signature.replace("v1,", "v1a,")},
        "no version": {**right, "webhook-signature": signature.removeprefix("v1,")},
        "another secret": sign(BODY, secret=OTHER), "another body": sign(BODY + b"\n"),
        "another id": {**right, "webhook-id": "msg_other"}, "an id with a dot": sign(BODY, id="msg.1"),
        "301 s old": sign(BODY, at=now - 302), "301 s ahead": sign(BODY, at=now + 303),
        "in 1970": sign(BODY, at=0), "milliseconds": sign(BODY, at=now * 1000),
        "another time": {**right, "webhook-timestamp": str(int(now) - 10)},
        "a time with a fraction": {**right, "webhook-timestamp": right["webhook-timestamp"] + ".0"},
        "a signed time": {**right, "webhook-timestamp": "+" + right["webhook-timestamp"]},
        "a word for a time": {**right, "webhook-timestamp": "now"},
        "a time beyond numbers": {**right, "webhook-timestamp": "9" * 400},
    }
    return {name: raw_post("/webhooks/gateway", headers, BODY) for name, headers in raw.items()} | {
        "two wrong headers": raw_post("/webhooks/gateway", sign(BODY, secret=OTHER), BODY).replace(
            b"webhook-id", b"webhook-signature: v1,AAAA\r\nwebhook-id", 1),
        "no UTF-8": raw_post("/webhooks/gateway", right, BODY).replace(signature.encode(), b"v1,\xff\xfe\xfd", 1),
        "10 000 candidates": raw_post("/webhooks/gateway", {**right, "webhook-signature": "v1,AAAA " * 1500}, BODY),
    }


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("signatures"), small=True).start(ready=False)
    yield daemon
    daemon.kill()


def test_every_wrong_signature_is_refused_with_the_same_401_and_nothing_is_stored(door):
    wrong = bent()

    answers = dict(zip(wrong, post_all(door.port, list(wrong.values()), connections=1)))

    assert {name: status for name, (status, _, _) in answers.items() if status != 401} == {}
    assert len({body for _, body, _ in answers.values()}) == 1
    assert door.post(BODY)[1]["duplicate"] is False


def test_a_good_signature_among_bad_ones_is_enough(door):
    right = sign(BODY)
    mixed = "v1,AAAA nonsense v1a,xyz v2,=== " + right["webhook-signature"] + " v1,"

    assert door.call("POST", "/webhooks/gateway", BODY, headers={**right, "webhook-signature": mixed})[0] == 202
    assert door.post(BODY, at=time.time() - 295)[0] == 202
    assert door.post(BODY, at=time.time() + 295)[0] == 202


def test_a_recorded_request_has_one_effect_at_once_after_a_restart_and_after_a_restore(tmp_path):
    gateway = Gateway()
    daemon = Daemon(tmp_path, gateway, small=True).start()
    recorded = sign(BODY, id="msg_recorded")

    def replay():
        return daemon.call("POST", "/webhooks/gateway", BODY, headers=recorded)

    assert replay()[1]["duplicate"] is False
    until(lambda: "s-1" in gateway.answered(), 30, "the reply")
    assert replay()[1]["duplicate"] is True
    # The same message in a new envelope, as a gateway that forgot would send it.
    assert daemon.post(BODY, id="msg_other")[1]["duplicate"] is True
    daemon.command("backup", str(tmp_path / "copy.sqlite"))
    daemon.kill()
    daemon.start()
    assert replay()[1]["duplicate"] is True
    daemon.stop()
    daemon.command("restore", str(tmp_path / "copy.sqlite"))
    daemon.start()
    assert replay() == (202, {"id": replay()[1]["id"], "duplicate": True})

    assert daemon.stop() == 0
    assert len(gateway.accepted) == len({attempt.id for attempt in gateway.accepted}) == 1
    with sqlite3.connect(tmp_path / "data/huzhu.sqlite") as database:
        assert database.execute('SELECT count(*) FROM "message"').fetchone()[0] == 1
    gateway.close()


def test_a_request_recorded_from_another_connection_opens_nothing_here(tmp_path):
    daemon = Daemon(tmp_path, None, {"HUZHU_SECOND_SECRET": OTHER}, small=True)
    daemon.configure("  - id: gateway ", """  - id: second
    kind: webhook
    secret: { env: HUZHU_SECOND_SECRET }
    deliver_to: http://127.0.0.1:9/deliver
    allow_private_address: true
  - id: gateway """)
    groups = tmp_path / "Config/groups.yaml"
    groups.write_text(groups.read_text().replace("gateway: [europe]", "gateway: [europe], second: [europe]"))
    daemon.start(ready=False)
    recorded = sign(BODY)

    assert daemon.call("POST", "/webhooks/second", BODY, headers=recorded)[0] == 401
    assert daemon.call("POST", "/webhooks/gateway", BODY, headers=recorded)[0] == 202
    assert daemon.call("POST", "/webhooks/second", BODY, headers=sign(BODY, secret=OTHER))[1]["duplicate"] is False
    daemon.kill()
