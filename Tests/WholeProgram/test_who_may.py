"""Who may do what: every route of the console and of the API, by everybody, cell by cell.

A route or a move without a row fails the test. Who may not know that something exists is told 404, never 403.
"""

import datetime
import pathlib
import re
import sqlite3

import pytest

from program import ROOT, Daemon, message, until
from visitor import Visitor, join

# Who asks: nobody, a member with the chat's cookie, the case's owner (a counselor of its group), a colleague of theirs,
# a counselor of another group, a psychologist, a doctor, a coordinator, an administrator, somebody disabled, a session
# (or token) that is over; then the owner by a token for something else, and the coordinator by one for another group
# (both in a browser without a session: to the console no token is anything).
WHO = ("nobody member owner colleague stranger psychologist doctor coordinator administrator disabled over narrow"
       " elsewhere").split()
KNOWING = ("owner", "colleague", "stranger", "psychologist", "doctor", "coordinator", "administrator")
MATRIX = pathlib.Path(__file__).with_name("who_may.txt")


class Row:
    """A line of the table: method, path, what state the case is in (`-`: no case), and a status for each of `WHO`."""

    def __init__(self, line):
        self.line = line
        left, right = line.split("|")
        self.method, self.path, self.state = left.split()
        self.expected = dict(zip(WHO, right.split(), strict=True))

    @property
    def is_api(self):
        return self.path.startswith("/api/")


ROWS = [Row(line) for line in MATRIX.read_text().splitlines() if line and not line.startswith("#")]


class House:
    """One installation with everybody in it, and as many cases as are asked for."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.browsers = {who: Visitor(daemon) for who in WHO}
        self.browsers["member"].get("/chat/europe")
        self.tokens = {"nobody": None, "member": None}
        people = {
            "owner": ("counselor", "europe"), "colleague": ("counselor", "europe"), "stranger": ("counselor", "asia"),
            "psychologist": ("psychologist", None), "doctor": ("general_practitioner", None),
            "coordinator": ("coordinator", None), "administrator": ("administrator", None),
            "disabled": ("counselor", "europe"), "over": ("counselor", "europe")}
        for who, (role, group) in people.items():
            self.browsers[who], _ = join(daemon, who, role, *(["--group", group] if group else []))
            self.tokens[who] = self.token(who)
        self.tokens["narrow"] = self.token("owner", "--name", "narrow", "--scope", "audit")
        self.tokens["elsewhere"] = self.token("coordinator", "--name", "elsewhere", "--group", "asia")
        daemon.command("staff", "add", "--login", "spare", "--name", "Spare", "--role", "volunteer")
        daemon.command("staff", "disable", "--login", "disabled")
        with sqlite3.connect(daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
            database.execute('UPDATE "session" SET "endsAt" = 1000 WHERE "login" = ?', ("over",))
            database.execute('UPDATE "accessToken" SET "expiresAt" = 1000 WHERE "login" = ?', ("over",))
        database.close()
        self.pool = []

    def token(self, login, *more):
        return self.daemon.command("staff", "token", "--login", login, *more).stdout.strip()

    def fill(self, count):
        """Lets so many members ask for a person, each alone."""
        for number in range(count):
            self.daemon.post(message("请问谁能帮我联系学校宿舍?", f"u-{number}", group="europe", mentions_bot=True))
        self.pool = until(lambda: self.waiting(count), 120, "the cases")
        self.special = {}
        for state, text in (("crisis", "我不想活了"), ("medical", "他呼吸困难,怎么办?")):
            self.daemon.post(message(text, f"u-{state}", group="europe", mentions_bot=True))
            new = until(lambda: set(self.waiting(1)) - set(self.pool) - set(self.special.values()), what=state)
            self.special[state] = new.pop()

    def waiting(self, count):
        found, after = [], ""
        while True:
            path = f"/api/v1/escalations?state=waiting&limit=200&after={after}"
            page = self.daemon.get(path, self.tokens["coordinator"])[1]
            found += [row["id"] for row in page["items"]]
            after = page.get("next")
            if not after:
                return found if len(found) >= count else None

    def case(self, state):
        """A case in that state, and its version."""
        if state in self.special:
            id = self.special[state]
            return id, self.daemon.get(f"/api/v1/escalations/{id}", self.tokens["coordinator"])[1]["version"]
        id = self.pool.pop()
        if state == "waiting":
            return id, 1
        known = self.move(id, "claim", 1)
        if state == "offered":
            known = self.move(id, "transfer", known["version"], to={"login": "colleague"}, note="yours")
        elif state == "snoozed":
            known = self.move(id, "snooze", known["version"], until=LATER, reason="tomorrow")
        elif state == "resolved":
            known = self.move(id, "resolve", known["version"])
        elif state == "erased":
            self.daemon.command("erase-member", known["member"]["id"], "--even-with-open-cases")
            known = self.daemon.get(f"/api/v1/escalations/{id}", self.tokens["owner"])[1]
        return id, known["version"]

    def move(self, id, move, version, **body):
        status, known = self.daemon.call("POST", f"/api/v1/escalations/{id}/{move}", body, self.tokens["owner"],
                                         {"If-Match": f'"{version}"'})
        assert status == 200, (move, known)
        return known

    def ask(self, row, who, id, version):
        """Does what the row says as somebody; gives the status, `out` where they are sent to sign in."""
        path = row.path
        if "/messages/:id" in path:
            path = path.replace(":id", self.daemon.get(f"/api/v1/escalations/{id}", self.tokens["coordinator"])[1]["messages"][0]["id"])
        for name, value in {**PLACES, ":id": id}.items():
            path = path.replace(name, value)
        if row.is_api:
            body = None if row.method == "GET" else {
                "text": "您好", "reason": "colleague is ill", "to": {"desk": "information"}, "note": "please",
                "until": LATER, "into": self.pool[0], "follow_up": "none", "on_duty": False, "at": LATER, "labels": ["policy_question"], "version": 1}
            if "/handovers" in path:
                body = {"to": "nobody-here"}
            # A version that is none, so that nothing of the FAQ is changed by whoever may.
            version = 999 if "/faq/" in path else version
            return str(self.daemon.call(row.method, path, body, self.tokens[who], {"If-Match": f'"{version}"'})[0])
        browser = self.browsers[who]
        if row.method == "GET":
            return self.outcome(browser.get(path))
        return self.outcome(browser.post(path, {
            "version": version, "text": "您好", "note": "please", "reason": "colleague is ill", "desk": "information",
            "hours": "4", "into": self.pool[0], "then": "stay", "theme": "system", "duty": "off", "login": f"made-by-{who}", "name": "N",
            "role": "volunteer", "language": "zh", "zone": "Asia/Shanghai", "current": "wrong", "code": "000000", "password": "wrong"}))

    def outcome(self, answer):
        return "out" if (answer.place or "").startswith("/sign-in") else str(answer.status)


PLACES = {":login": "spare", ":key": "A" * 43, ":group": "europe", ":connection": "gateway",
          ":entry": "quarantine-on-arrival-zhejiang", ":gap": "cdqzx0zm71ymh", ":question": "cdqzx0zm71ymh", ":answer": "accept"}
LATER = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("who"), small=True)
    daemon.configure("capacity: 4 ", "capacity: 500 ")  # The tests leave cases in hand.
    daemon.start()
    made = House(daemon)
    made.fill(sum(len(KNOWING) for row in ROWS if row.state != "-" and row.method != "GET") + len(ROWS) + 20)
    yield made
    daemon.kill()


def test_what_is_hidden_and_what_is_not_there_look_the_same(house):
    hidden, none = house.case("claimed")[0], "cdqzx0zm71ymh"
    stranger, token = house.browsers["psychologist"], house.tokens["stranger"]

    assert house.daemon.get(f"/api/v1/escalations/{hidden}", token) == house.daemon.get(f"/api/v1/escalations/{none}", token)
    for path in ("/escalations/{}", "/people/{}"):
        shown = [stranger.get(path.format(id)) for id in (hidden, none)]
        assert shown[0].status == shown[1].status == 404
        assert shown[0].text.replace(hidden, none) == shown[1].text
    shown = [stranger.post(f"/escalations/{id}/claim", {"version": 1}) for id in (hidden, none)]
    assert shown[0].status == shown[1].status == 404 and shown[0].text.replace(hidden, none) == shown[1].text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path} {row.state}")
def test_every_cell(house, row):
    found = {}
    for who in WHO:
        if who == "nobody" or row.method != "GET" and who in KNOWING:
            id, version = house.case(row.state) if row.state != "-" else (house.pool[0], 1)
        found[who] = house.ask(row, who, id, version)
    assert found == row.expected


def written():
    """Every route in the source, and every move in place of `:move`."""
    routes = set()
    for file in (ROOT / "Sources/Web").rglob("*.swift"):
        text = file.read_text()
        if file.parent.name == "Control":
            continue  # A socket of the operator's own, not the web.
        for receiver, method, path in re.findall(r'\b(\w+)\.(get|post|put|delete|patch)\("([^"]+)"\)', text):
            if receiver == "parameters":
                continue  # A part of an address that is read, not an address.
            routes.add((method.upper(), ("/api/v1/" if receiver == "api" else "/") + path.removeprefix("/")))
        for method, path in re.findall(r'\b(get|post|put|delete|patch)\(group, "([^"]+)"', text):
            routes.add((method.upper(), "/" + path))
    machine = (ROOT / "Sources/MutualAid/Queue/Escalation+State.swift").read_text()
    cases = re.search(r"enum Move: .*?\{(.*?)\n    \}", machine, re.S)[1]
    moves = re.findall(r'= "([a-z-]+)"', cases)
    for line in re.findall(r"^\s*case ([\w, ]+)$", cases, re.M):
        moves += [each.strip() for each in line.split(",")]
    console = (ROOT / "Sources/Web/Console/EscalationPages+Moving.swift").read_text()
    faq = (ROOT / "Sources/Web/API/FAQOrder+Route.swift").read_text()
    for method, path in list(routes):
        if path == "/api/v1/escalations/:id/:move":
            routes |= {(method, path.replace(":move", move)) for move in moves}
        elif path == "/escalations/:id/:move":
            routes |= {(method, path.replace(":move", move)) for move in re.findall(r'case "([a-z-]+)":', console)}
        elif path == "/api/v1/faq/:entry/:move":
            routes |= {(method, path.replace(":move", move)) for move in re.findall(r'case "([a-z-]+)":', faq)}
    return {route for route in routes if not route[1].endswith("/:move")}


def test_every_route_has_a_row():
    assert written() - {(row.method, row.path) for row in ROWS} == set()
