"""Sensitive means silent in public: two hundred lines in both languages through the real door."""

import json

from gateway import Gateway
from program import ROOT, Daemon, message, until

LINES = [json.loads(line) for line in (ROOT / "Tests/Fixtures/Understanding/sensitive.jsonl").read_text().splitlines()]
# How many of them reach a person at least; measured, by words alone: 190.
LEAST_SEEN = 188


def test_no_group_text_stands_beside_a_sensitive_line_with_its_person_or_topic(tmp_path):
    gateway = Gateway()
    daemon = Daemon(tmp_path, gateway).start()
    try:
        senders = {}
        ids = {}
        for number, line in enumerate(LINES):
            body = message(line["text"], sender=f"u-{line['id']}", id=line["id"])
            body["data"]["sender"]["name"] = senders[line["id"]] = f"Person{number:03}"
            ids[line["id"]] = daemon.post(body)[1]["id"]
        token = daemon.token()
        for id in ids.values():
            until(lambda: daemon.get(f"/api/v1/messages/{id}", token)[1].get("state") == "settled", 120, "the decision")
        cases = sum(one["open"] for one in daemon.get("/api/v1/statistics", token)[1]["escalations"])
        daemon.stop()

        group = [one.data for one in list(gateway.accepted) if one.data["visibility"] == "group"]
        exposed = []
        for text in group:
            line = next((one for one in LINES if one["id"] == text["in_reply_to"]), None)
            named = [id for id, name in senders.items() if name in text["text"] or f"u-{id}" in text["text"]]
            about = [line] if line else [one for one in LINES if one["id"] in named]
            for one in about:
                if any(word.lower() in text["text"].lower() for word in one["topic"]):
                    exposed.append((one["id"], text["kind"]))
        assert exposed == []
        assert len(LINES) == 200 and {line["language"] for line in LINES} == {"zh", "en"}
        # Nor is any of them quoted by a text in the group, whatever it was taken for: a quote repeats it to everybody.
        assert [(text["in_reply_to"], text["kind"]) for text in group if text["in_reply_to"] in ids] == []
        # Each line has a sender of its own, so that one whose member nobody would see is one case less.
        assert cases >= LEAST_SEEN
    finally:
        if daemon.process.poll() is None:
            daemon.kill()
        gateway.close()
