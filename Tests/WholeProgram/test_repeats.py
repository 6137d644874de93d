"""Delivered many times and out of order: one row and one reply each."""

import collections
import json
import os
import random

from client import post_all, raw_post
from gateway import Gateway
from program import Daemon, message, sign, until

DELIVERIES = int(os.environ.get("HUZHU_DUPLICATES", "100000"))


def deliveries_with_repeats(count):
    """Numbers of messages, shuffled, three in ten of them repeats; a third of the repeats stand beside their like."""
    distinct = count * 7 // 10
    numbers = list(range(distinct))
    repeats = random.choices(range(distinct), k=count - distinct)
    beside = set(repeats[::3])
    order = numbers + [number for number in repeats if number not in beside]
    random.shuffle(order)
    left = collections.Counter(number for number in repeats if number in beside)
    placed = []
    for number in order:
        placed += [number] * (1 + left.pop(number, 0))
    return distinct, placed


def post_with_repeats(daemon, count):
    """Delivers that many over sixteen connections; gives how many messages there were, and the answers."""

    def request(number):
        body = json.dumps(message("谢谢!", sender=f"u-{number}", id=f"d-{number}", visibility="private")).encode()
        return raw_post("/webhooks/gateway", sign(body, f"evt-{number}"), body)

    distinct, numbers = deliveries_with_repeats(count)
    answers = []
    for start in range(0, count, 10_000):  # Signed shortly before they are sent: a signature holds for five minutes.
        answers += post_all(daemon.port, [request(each) for each in numbers[start:start + 10_000]], connections=16)
    assert collections.Counter(status for status, _, _ in answers) == {202: count}
    return distinct, [json.loads(body) for _, body, _ in answers]


def test_repeated_and_reordered_deliveries_give_one_row_and_one_reply_each(tmp_path):
    gateway = Gateway()
    daemon = Daemon(tmp_path, gateway, small=True).start()

    distinct, answers = post_with_repeats(daemon, DELIVERIES)

    assert sum(not answer["duplicate"] for answer in answers) == distinct
    assert len({answer["id"] for answer in answers}) == distinct
    until(lambda: len(gateway.accepted) >= distinct, 600, "every reply")
    assert len(gateway.answered()) == distinct and all(len(ids) == 1 for ids in list(gateway.replies.values()))
    daemon.kill()
    gateway.close()


def test_without_its_keys_against_repeats_the_same_check_finds_doubles(tmp_path):
    gateway = Gateway()
    daemon = Daemon(tmp_path, gateway, {"HUZHU_TEST_NO_UNIQUE": "1"}, small=True).start()

    distinct, answers = post_with_repeats(daemon, 1000)

    assert sum(not answer["duplicate"] for answer in answers) == 1000 > distinct
    assert len({answer["id"] for answer in answers}) == 1000
    daemon.kill()
    gateway.close()
