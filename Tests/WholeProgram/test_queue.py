"""The queue as programs use it: passing cases on, whole shifts, the feed of events, and asking how somebody is."""

import datetime
import http.client
import json
import signal
import time

import pytest

from program import Daemon, message, sign, until
from shims import compiled

DAY = 86_400


class Desk:
    """Somebody at work with a token of their own."""

    def __init__(self, daemon, login, role="counselor"):
        self.daemon = daemon
        self.login = login
        self.token = daemon.token(login, role)

    def get(self, path):
        return self.daemon.get("/api/v1/" + path, self.token)[1]

    def post(self, path, body=None):
        return self.daemon.call("POST", "/api/v1/" + path, body, self.token)

    def case(self, id):
        return self.get(f"escalations/{id}")

    def move(self, id, move, body=None):
        version = self.case(id)["version"]
        return self.daemon.call(
            "POST", f"/api/v1/escalations/{id}/{move}", body, self.token, {"If-Match": f'"{version}"'})

    def waiting(self, count=1):
        def found():
            items = self.get("escalations?state=waiting")["items"]
            return items if len(items) == count else None
        return [item["id"] for item in until(found, what="the cases")]


def ask(daemon, count=1):
    for number in range(count):
        body = message(f"请问谁能帮我联系学校宿舍{number}?", sender=f"u-{number}", mentions_bot=True)
        assert daemon.post(body)[0] == 202


def test_a_transfer_is_pending_until_accepted_and_the_sender_stays_owner(daemon):
    chen, li = Desk(daemon, "chen"), Desk(daemon, "li")
    ask(daemon, 2)
    first, second = chen.waiting(2)
    for id in (first, second):
        assert chen.move(id, "claim")[0] == 200
        status, offered = chen.move(id, "transfer", {"to": {"login": "li"}, "note": "宿舍的事你熟"})
        assert (status, offered["state"], offered["owner"]["login"]) == (200, "transferring", "chen")

    assert chen.move(first, "accept")[0] == 409
    status, taken = li.move(first, "accept")
    assert (status, taken["state"], taken["owner"]["login"]) == (200, "claimed", "li")
    status, back = li.move(second, "decline")
    assert (status, back["state"], back["owner"]["login"]) == (200, "claimed", "chen")
    status, refused = chen.move(first, "answer", {"text": "我来答"})
    assert (status, refused["owner"]["login"]) == (409, "li")


def test_who_is_off_duty_is_handed_nothing_and_gives_back_what_they_had(daemon):
    chen = Desk(daemon, "chen")
    ask(daemon, 2)
    chen.waiting(2)
    status, claimed = chen.post("escalations/next")
    assert status == 200

    assert daemon.call("PUT", "/api/v1/duty", {"on_duty": False}, chen.token)[0] == 200
    assert chen.post("escalations/next")[0] == 204
    assert claimed["id"] in chen.waiting(2)
    assert daemon.call("PUT", "/api/v1/duty", {"on_duty": True}, chen.token)[0] == 200
    assert chen.post("escalations/next")[0] == 200


def test_a_whole_shift_changes_hands_when_it_is_accepted(daemon):
    chen, li = Desk(daemon, "chen"), Desk(daemon, "li")
    ask(daemon, 3)
    ids = chen.waiting(3)
    for id in ids:
        assert chen.move(id, "claim")[0] == 200
    assert chen.post("handovers", {"to": "nobody"})[0] == 422
    status, offer = chen.post("handovers", {"to": "li"})
    assert (status, offer["from"], offer["to"]) == (201, "chen", "li")
    assert {chen.case(id)["owner"]["login"] for id in ids} == {"chen"}
    assert [one["id"] for one in li.get("handovers")["items"]] == [offer["id"]]

    assert chen.post(f"handovers/{offer['id']}/accept")[0] == 404
    status, done = li.post(f"handovers/{offer['id']}/accept")

    assert (status, sorted(done["taken"]), done["left"]) == (200, sorted(ids), [])
    assert {li.case(id)["owner"]["login"] for id in ids} == {"li"}
    assert li.get("handovers")["items"] == []
    assert li.post(f"handovers/{offer['id']}/accept")[0] == 404


def test_a_token_for_some_desks_only_moves_no_whole_shift(daemon):
    chen = Desk(daemon, "chen")
    daemon.command("staff", "add", "--login", "li", "--name", "Li", "--role", "counselor")
    narrow = daemon.command(
        "staff", "token", "--login", "chen", "--name", "narrow", "--desk", "counselors").stdout.strip()
    ask(daemon)
    assert chen.move(chen.waiting()[0], "claim")[0] == 200

    assert daemon.call("POST", "/api/v1/handovers", {"to": "li"}, narrow)[0] == 403
    assert daemon.call("POST", "/api/v1/handovers", {"to": "li"}, chen.token)[0] == 201


def test_a_crisis_is_not_put_off_beyond_a_day(daemon):
    chen = Desk(daemon, "chen", "coordinator")
    assert daemon.post(message("我不想活了", sender="u-1"))[0] == 202
    id = chen.waiting()[0]
    assert chen.move(id, "claim")[0] == 200

    def snooze(hours):
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
        return chen.move(id, "snooze", {"until": end.strftime("%Y-%m-%dT%H:%M:%SZ"), "reason": "等回音"})

    status, refused = snooze(25)
    assert (status, refused["longest_hours"]) == (422, 24)
    assert snooze(23)[1]["state"] == "snoozed"


class Follower:
    """Reads server-sent events of the queue."""

    def __init__(self, desk, after=None):
        headers = {"Authorization": f"Bearer {desk.token}", "Accept": "text/event-stream"}
        if after:
            headers["Last-Event-ID"] = after
        self.connection = http.client.HTTPConnection("127.0.0.1", desk.daemon.port, timeout=30)
        self.connection.request("GET", "/api/v1/events", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200 and self.answer.getheader("content-type") == "text/event-stream"

    def next(self):
        """The next event's fields; lines that only say that the stream lives are passed over."""
        fields = {}
        while True:
            line = self.answer.readline().decode()
            assert line, "the stream ended"
            name, _, value = line.rstrip("\n").partition(": ")
            if line == "\n":
                if "data" in fields:
                    return {**fields, "data": json.loads(fields["data"])}
                fields = {}
            elif name:
                fields[name] = value


def test_a_follower_hears_what_happens_with_ids_only_and_goes_on_where_it_was(daemon):
    chen = Desk(daemon, "chen")
    doctor = Desk(daemon, "doctor", "general_practitioner")
    stream, other = Follower(chen), Follower(doctor)
    ask(daemon)
    id = chen.waiting()[0]
    assert chen.move(id, "claim")[0] == 200

    heard = [stream.next(), stream.next()]

    assert [one["event"] for one in heard] == ["escalationOpened", "escalationClaimed"]
    assert {one["data"]["escalation"] for one in heard} == {id}
    assert all(set(one["data"]) == {"id", "kind", "escalation", "at"} for one in heard)
    again = Follower(chen, after=heard[0]["id"]).next()
    assert again == heard[1]
    page = chen.get("events?after=0")
    assert [one["id"] for one in page["items"]] == [one["id"] for one in heard] and page["next"]
    assert doctor.get("events?after=0")["items"] == []

    # Whoever listens does not hold up the end; and the other desk heard nothing till then.
    began = time.monotonic()
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.process.wait(timeout=30) == 0 and time.monotonic() - began < 12
    with pytest.raises((AssertionError, http.client.HTTPException, OSError)):
        other.next()


def test_a_member_is_asked_after_a_crisis_and_a_bad_or_missing_answer_brings_it_back(tmp_path, sink):
    shim = str(compiled("wallclock", tmp_path))

    def begin(days):
        shift = str(int(days * DAY))
        return Daemon(tmp_path, sink, {"LD_PRELOAD": shim, "HUZHU_CLOCK_SHIFT": shift}, small=True).start()

    def post(daemon, text, sender, days, **more):
        body = json.dumps(message(text, sender=sender, **more), ensure_ascii=False).encode()
        return daemon.call("POST", "/webhooks/gateway", body, headers=sign(body, at=time.time() + days * DAY))[0]

    def asked():
        return {one["to"] for one in sink.deliveries if one["kind"] == "check_in"}

    daemon = begin(0)
    chen = Desk(daemon, "chen", "coordinator")
    people = ["u-silent", "u-worse"]
    for person in people:
        assert post(daemon, "我不想活了", person, 0) == 202
        until(lambda: person in {one["to"] for one in sink.deliveries if one["kind"] == "emergency"}, 30, "the text")
    # The younger case is that of who wrote later.
    ids = sorted(chen.waiting(2))
    for id in ids:
        assert chen.move(id, "claim")[0] == 200
        assert chen.move(id, "resolve", {"reason": "已通电话"})[0] == 422
        assert chen.move(id, "resolve", {"follow_up": "check_in", "reason": "已通电话"})[1]["state"] == "resolved"
    assert daemon.stop() == 0 and asked() == set()

    daemon = chen.daemon = begin(1.001)
    until(lambda: asked() == set(people), 30, "the questions")
    assert {one["visibility"] for one in sink.deliveries if one["kind"] == "check_in"} == {"private"}
    assert post(daemon, "我还是不想活了", "u-worse", 1.001, visibility="private") == 202
    until(lambda: chen.case(ids[1])["state"] == "waiting", 30, "the case of who is no better")
    assert chen.case(ids[0])["state"] == "resolved"
    assert daemon.stop() == 0

    daemon = chen.daemon = begin(2.01)
    until(lambda: {chen.case(id)["state"] for id in ids} == {"waiting"}, 30, "both cases")
    causes = [
        [event for event in chen.case(id)["events"] if event["kind"] == "escalationReopened"] for id in ids]
    assert all(len(one) == 1 for one in causes)
    daemon.kill()
