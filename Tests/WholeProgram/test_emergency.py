"""Who is in danger overtakes thousands who are not."""

import json
import multiprocessing
import time

from client import post_all, raw_post
from gateway import Gateway
from program import Daemon, message, sign, until


def test_a_danger_sign_in_a_flood_is_answered_within_two_seconds(tmp_path):
    gateway = Gateway()
    daemon = Daemon(tmp_path, gateway, small=True).start()
    flood = []
    for number in range(6000):
        body = json.dumps(message("回国到浙江要隔离多少天?", sender=f"u-{number}", id=f"f-{number}")).encode()
        flood.append(raw_post("/webhooks/gateway", sign(body), body))
    # A process of its own, so that it does not hold up the gateway's end of this one.
    posting = multiprocessing.Process(target=post_all, args=(daemon.port, flood, 64))
    posting.start()
    until(lambda: len(gateway.accepted) > 5, 60, "the flood")

    began = time.monotonic()
    assert daemon.post(message("我不想活了", sender="u-danger", id="danger"))[0] == 202
    emergency = until(
        lambda: next((one for one in list(gateway.accepted) if one.data["kind"] == "emergency"), None), 60,
        "the emergency text")
    took = emergency.at - began

    posting.join()
    assert len(gateway.answered()) < 6000, "the flood was over too soon to say anything"
    assert took < 2
    daemon.kill()
    gateway.close()
