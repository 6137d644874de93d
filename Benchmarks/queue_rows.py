"""P10 for the queue: taking the most urgent case of a long queue beside a short one, and reading a page of it."""

import http.client
import json
import sqlite3
import statistics
import time

from program import Daemon, message, until
from stored import NUMBERS, template

SHORT = 10_000
PAGE = "/api/v1/escalations?state=waiting&limit=50"


class Caller:
    """One staff member's keep-alive connection to the API."""

    def __init__(self, daemon, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)
        self.token = token

    def call(self, method, path, version=None):
        """Gives the answer and the seconds it took."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        began = time.perf_counter()
        self.connection.request(method, path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        assert answer.status == 200, (method, path, answer.status, body[:200])
        return json.loads(body), took


def filled(folder, count):
    """A daemon on a queue of so many cases, one in ten of which waits, and somebody's token."""
    folder.mkdir()
    daemon = Daemon(folder, small=True).start()
    token = daemon.token()
    assert daemon.post(message("请问谁能帮我联系学校宿舍?", mentions_bot=True))[0] == 202
    until(lambda: daemon.get(PAGE, token)[1]["items"], 30, "the case")
    assert daemon.stop() == 0
    fill(folder / "data/huzhu.sqlite", count)
    return daemon.start(), token


def fill(path, count):
    """Adds that many cases like the one that is there, one a minute up to it; the daemon must not run."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    (first, at, message_id) = connection.execute(
        'SELECT e."id", e."receivedAt", m."message" FROM "escalation" e '
        'JOIN "escalationMessage" m ON m."escalation" = e."id" LIMIT 1').fetchone()
    received = f'{at} - "n" * 60000000'
    columns, values = template(connection, "escalation", {
        "id": f'{first} - "n"', "state": "CASE WHEN \"n\" % 10 = 0 THEN 'waiting' ELSE 'closed' END",
        "receivedAt": received, "waitingSince": received, "changedAt": received})
    connection.execute("BEGIN")
    connection.execute(f'{NUMBERS} INSERT INTO "escalation" ({columns}) SELECT {values} FROM "number"', (1, count))
    connection.execute(
        f'{NUMBERS} INSERT INTO "escalationMessage" ("escalation", "message") '
        f'SELECT {first} - "n", {message_id} FROM "number"', (1, count))
    connection.execute(
        f'{NUMBERS} INSERT INTO "event" ("at", "actor", "kind", "subjectKind", "subject", "state", "details") '
        'SELECT "at", "actor", "kind", "subjectKind", "number"."n", "state", "details" FROM "number", '
        '(SELECT * FROM "event" WHERE "kind" = \'escalationOpened\' LIMIT 1)', (1, count))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def claim(caller):
    """Takes the most urgent case and gives it back; the seconds that taking it took."""
    case, took = caller.call("POST", "/api/v1/escalations/next")
    caller.call("POST", f"/api/v1/escalations/{case['id']}/release", case["version"])
    return took


def pages(caller, count):
    """Seconds that each of so many pages took, one after the other from the head of the queue."""
    times, path = [], PAGE
    for _ in range(count):
        page, took = caller.call("GET", path)
        assert len(page["items"]) == 50
        times.append(took)
        path = f"{PAGE}&after={page['next']}"
    return times


def measure(folder, count, rounds=400):
    """Milliseconds of a claim in the short and in the long queue, in alternation, and of a page of the long one."""
    short, long = filled(folder / "short", SHORT), filled(folder / "long", count)
    try:
        callers = [Caller(*short), Caller(*long)]
        times = [[], []]
        for round in range(rounds + 20):
            for place, caller in enumerate(callers):
                took = claim(caller)
                if round >= 20:
                    times[place].append(took)
        listed = pages(callers[1], rounds)
    finally:
        for daemon, _ in (short, long):
            daemon.kill()
    return {"short": spread(times[0]), "long": spread(times[1]), "page": spread(listed)}


def spread(times):
    cuts = statistics.quantiles(times, n=100)
    return {"p50": cuts[49] * 1000, "p95": cuts[94] * 1000, "p99": cuts[98] * 1000}
