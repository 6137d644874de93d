"""A person sets a label right: the next message is told by it, a restart keeps it, an erasure takes it away."""

import json
import re
import time

import pytest

from program import Daemon, message, until
from visitor import join

LINE = "请问谁能帮我联系学校宿舍?"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("labels"), small=True).start()
    yield daemon, daemon.token()
    daemon.kill()


def case(daemon, token, sender):
    """The case of a question to the bot that no entry answers."""
    id = daemon.post(message(LINE, sender, mentions_bot=True))[1]["id"]

    def found():
        items = daemon.get("/api/v1/escalations?state=waiting", token)[1]["items"]
        return next((item for item in items if id in [line["id"] for line in item["messages"]]), None)
    return until(found, what="the case")


def decided(daemon, token, text=LINE):
    """What the next message is taken for."""
    id = daemon.post(message(text))[1]["id"]
    shown = until(lambda: (seen := daemon.get(f"/api/v1/messages/{id}", token)[1]).get("state") == "settled" and seen,
                  what="the decision")
    return shown["decision"]["understanding"]["decided"]


def correct(daemon, token, known, labels, **more):
    return daemon.call("PUT", f"/api/v1/escalations/{known['id']}/labels", {"labels": labels, **more}, token,
                       {"If-Match": f'"{known["version"]}"'})


def test_the_next_message_is_told_by_a_corrected_label_after_a_restart_too_and_not_after_an_erasure(house):
    daemon, token = house
    known = case(daemon, token, "u-kind")
    assert decided(daemon, token) == ["thank_you"]  # Of the five lines of this house it is most like those.

    status, corrected = correct(daemon, token, known, ["chatter"])
    began = time.monotonic()

    assert status == 200 and corrected["labels"] == ["chatter"] and corrected["version"] == known["version"] + 1
    until(lambda: decided(daemon, token) == ["chatter"], 5, "the corrected label")
    print(f"in force after {time.monotonic() - began:.2f} s")
    assert "学校宿舍" not in daemon.log
    assert daemon.stop() == 0
    daemon.start()
    until(lambda: decided(daemon, token) == ["chatter"], 5, "the corrected label after a restart")
    daemon.command("erase-member", known["member"]["id"], "--even-with-open-cases")
    until(lambda: decided(daemon, token) == ["thank_you"], 10, "the label without the example")


def test_a_correction_names_the_version_it_saw_and_labels_there_are(house):
    daemon, token = house
    known = case(daemon, token, "u-many")
    path = f"/api/v1/escalations/{known['id']}/labels"

    assert daemon.call("PUT", path, {"labels": ["thank_you"]}, token)[0] == 428
    assert correct(daemon, token, {**known, "version": 9}, ["thank_you"])[0] == 409
    assert correct(daemon, token, known, ["joy"])[0] == 400
    assert correct(daemon, token, known, [])[0] == 422
    assert correct(daemon, token, known, ["chatter", "thank_you"])[0] == 422
    assert correct(daemon, token, known, ["thank_you"], message="cdqzx0zm71ymh")[0] == 422
    assert daemon.get(f"/api/v1/escalations/{known['id']}", token)[1]["version"] == known["version"]


def test_the_page_of_a_case_has_a_box_a_label_and_takes_what_is_ticked(house):
    daemon, token = house
    known = case(daemon, token, "u-page")
    browser, _ = join(daemon, "mei", "counselor", "--group", "europe")
    page = browser.get(f"/escalations/{known['id']}").text
    boxes = re.findall(r'name="label" value="(\w+)"', page)
    assert len(boxes) == 8 and "chatter" not in boxes

    answer = browser.post(f"/escalations/{known['id']}/labels", {"version": known["version"], "label": "supply_request"})

    assert answer.status == 303
    shown = daemon.get(f"/api/v1/escalations/{known['id']}", token)[1]
    assert shown["labels"] == ["supply_request"]
    trail = daemon.get(f"/api/v1/audit?action=labelsCorrected&escalation={known['id']}", token)[1]["items"]
    assert trail[0]["actor"] == "mei" and trail[0]["reason"].endswith("→ supply_request")
    assert LINE not in json.dumps(daemon.get("/api/v1/events", token)[1], ensure_ascii=False)
