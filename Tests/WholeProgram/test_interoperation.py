"""The other side may be anybody's Standard Webhooks 1.0: both ways, over a change of secrets, by published vectors."""

import base64
import datetime
import json
import time

import pytest
from standardwebhooks import Webhook

from gateway import Gateway
from program import ROOT, SECRET, Daemon, message, sign, until
from shims import compiled

OTHER = "whsec_" + base64.b64encode(b"another secret of 32 bytes, yes!").decode()
VECTORS = json.loads((ROOT / "Tests/Fixtures/StandardWebhooks/vectors.json").read_text())


def library_headers(secret, id, body, at=None):
    """Headers as the PyPI package makes them."""
    at = at or datetime.datetime.now(tz=datetime.timezone.utc)
    return {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(id, at, body)}


def post(daemon, body, headers):
    return daemon.call("POST", "/webhooks/gateway", body.encode(), headers=headers)


@pytest.mark.parametrize("text", ["谢谢!", "Thank you 🙏 — ça va?", "𠮷野家 \\ \" \n\t é", "x" * 4000])
def test_what_the_library_signs_is_accepted_and_the_library_verifies_what_comes_back(tmp_path, text):
    gateway = Gateway()
    daemon = Daemon(tmp_path, gateway, small=True).start()
    body = json.dumps(message(text, id="i-1", mentions_bot=True, visibility="private"), ensure_ascii=False)

    assert post(daemon, body, library_headers(SECRET, "msg_1", body))[0] == 202

    until(lambda: "i-1" in gateway.answered(), 30, "a delivery")
    assert gateway.unverified == 0
    daemon.kill()
    gateway.close()


def test_our_five_lines_of_signing_are_those_of_the_library():
    body = json.dumps(message("你好"), ensure_ascii=False)
    ours = sign(body.encode(), "msg_1")

    assert Webhook(SECRET).verify(body, ours)["type"] == "message.created"


def test_while_secrets_change_both_are_accepted_and_both_sign_what_we_send(tmp_path):
    old_side, new_side = Gateway(secrets=(SECRET,)), Gateway(secrets=(OTHER,))
    daemon = Daemon(tmp_path, old_side, {"HUZHU_GATEWAY_SECRET": OTHER, "HUZHU_OLD_SECRET": SECRET}, small=True)
    daemon.configure("secret: { env: HUZHU_GATEWAY_SECRET }", "secret: { env: HUZHU_GATEWAY_SECRET, also_env: [HUZHU_OLD_SECRET] }")
    daemon.start()
    for name, secret in (("by-old", SECRET), ("by-new", OTHER)):
        assert daemon.post(message("谢谢!", id=name, visibility="private"), secret=secret)[0] == 202
    until(lambda: {"by-old", "by-new"} <= old_side.answered(), 30, "deliveries that the old secret verifies")
    daemon.stop()

    daemon.deliver_to(new_side)
    daemon.start()
    assert daemon.post(message("谢谢!", id="again", visibility="private"), secret=OTHER)[0] == 202
    until(lambda: "again" in new_side.answered(), 30, "a delivery that the new secret verifies")
    assert old_side.unverified == new_side.unverified == 0
    daemon.stop()

    daemon.configure(", also_env: [HUZHU_OLD_SECRET]", "")
    daemon.start()
    assert daemon.post(message("谢谢!"), secret=SECRET)[0] == 401
    assert daemon.post(message("谢谢!"), secret=OTHER)[0] == 202
    daemon.kill()
    old_side.close()
    new_side.close()


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_the_published_vectors_verify_at_their_own_time(tmp_path, number):
    vector = VECTORS[number]
    shift = vector["timestamp"] - int(time.time())
    daemon = Daemon(tmp_path, None, {
        "HUZHU_GATEWAY_SECRET": vector["secret"], "HUZHU_CLOCK_SHIFT": str(shift),
        "LD_PRELOAD": str(compiled("wallclock", tmp_path))}, small=True).start(ready=False)
    headers = {"webhook-id": vector["id"], "webhook-timestamp": str(vector["timestamp"]),
               "webhook-signature": vector["signature"]}

    # The bodies are not messages: past the signature they are refused as malformed.
    assert post(daemon, vector["body"], headers)[0] == 400
    place = len(vector["signature"]) - 4
    character = vector["signature"][place]
    bent = vector["signature"][:place] + ("A" if character != "A" else "B") + vector["signature"][place + 1:]
    assert post(daemon, vector["body"], {**headers, "webhook-signature": bent})[0] == 401
    assert post(daemon, vector["body"] + " ", headers)[0] == 401
    daemon.kill()


def test_secrets_without_prefix_or_padding_are_the_same_secret(tmp_path):
    daemon = Daemon(tmp_path, None, {"HUZHU_GATEWAY_SECRET": SECRET.removeprefix("whsec_").rstrip("=")}, small=True)
    daemon.start(ready=False)

    assert daemon.post(message("谢谢!"))[0] == 202
    daemon.kill()
