"""Hostile strings as message, name, note, reply and colleague, opened on every page in a real browser.

All 5,000 as message, name and note with HUZHU_THOROUGH=1; else a sample of every kind.
"""

import json
import os
import re
import shutil
import sqlite3
import unicodedata
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright

import staff
from hostile import strings
from program import Daemon, message, until
from visitor import Visitor

THOROUGH = bool(os.environ.get("HUZHU_THOROUGH"))
ALL = strings(5000)
TEXTS = ALL if THOROUGH else ALL[:146] + ALL[-4:]
NAMES = ALL if THOROUGH else ALL[:46] + ALL[-4:]
# Whoever asks for a person adds to the case they have.
QUESTION = "请问谁能帮我联系学校宿舍?"
CANARY = """
window.hit = () => told('executed');
addEventListener('securitypolicyviolation', e => told('policy ' + e.violatedDirective + ' ' + e.blockedURI));
"""


class House:
    """One installation, its administrator in a browser that tells of everything that should not happen."""

    def __init__(self, daemon, browser):
        self.daemon = daemon
        self.base = f"http://127.0.0.1:{daemon.port}"
        self.told = []
        context = browser.new_context(base_url=self.base, locale="zh-CN", reduced_motion="reduce")
        context.expose_binding("told", lambda _, what: self.told.append(what))
        context.add_init_script(CANARY)
        # Several tabs, so that what waits for one does not keep the others waiting.
        self.tabs = [self.tab(context) for _ in range(4)]
        self.page = self.tabs[0]
        staff.enrol(self.page, staff.first_link(daemon), "admin", "管理员")
        self.page.goto("/escalations")
        daemon.command("staff", "add", "--login", "robot", "--name", "Robot", "--role", "coordinator")
        self.token = daemon.command("staff", "token", "--login", "robot").stdout.strip()
        # The administrator's own token, so that their browser shows what an owner sees.
        self.own = daemon.command("staff", "token", "--login", "admin").stdout.strip()
        daemon.call("PUT", "/api/v1/duty", {"on_duty": True}, self.own)

    def tab(self, context):
        tab = context.new_page()
        tab.on("dialog", lambda dialog: (self.told.append("dialog " + dialog.message), dialog.dismiss()))
        tab.on("console", lambda line: self.told.append(line.text) if line.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: self.told.append(str(error)))
        tab.on("popup", lambda popup: self.told.append("popup " + popup.url))
        tab.on("request", lambda r: None if r.url.startswith(self.base) else self.told.append("asked " + r.url))
        return tab

    def case(self, sender, name="小陈"):
        """A case of that member, in the administrator's hands."""
        assert self.ask(sender, name)
        return until(self.next, 60, "the case")["id"]

    def ask(self, sender, name):
        """A member's question that becomes a case; gives whether it was taken."""
        body = message(QUESTION, sender, mentions_bot=True)
        body["data"]["sender"]["name"] = name
        return self.daemon.post(body)[0] == 202

    def next(self):
        status, claimed = self.daemon.call("POST", "/api/v1/escalations/next", token=self.own)
        return claimed if status == 200 else None

    def open(self, path):
        """Opens a page and lets what would happen happen: focus, pointer and time for an image to fail."""
        answer = self.page.goto(path)
        if answer.status < 400:
            assert self.page.locator("main, body").count()
        return answer.status

    def open_at_once(self, paths):
        """The same with a tab for each of a few addresses."""
        for tab, path in zip(self.tabs, paths, strict=False):
            assert tab.goto(path, wait_until="commit").status == 200
        for tab, _ in zip(self.tabs, paths, strict=False):
            tab.wait_for_load_state("load")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("hostile"), small=True)
    daemon.configure("capacity: 4 ", "capacity: 1000 ")
    daemon.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"), args=["--no-sandbox"])
        yield House(daemon, browser)
        browser.close()
    daemon.kill()


@pytest.fixture(autouse=True)
def nothing_happens(house):
    house.told.clear()
    yield
    house.page.wait_for_timeout(100)  # An image that fails to load does so by now.
    assert house.told == []


def batches(texts, size):
    return [texts[first:first + size] for first in range(0, len(texts), size)]


def plain(text):
    """Whether a text is shown as it was sent: without signs that a page may not hold, and not too long."""
    return len(text) < 4000 and not any(unicodedata.category(sign) in ("Cc", "Cn", "Cs") for sign in text)


def shown(house, origin):
    return house.page.eval_on_selector_all(f".thread .{origin} .text", "all => all.map(each => each.textContent)")


@pytest.mark.parametrize("number, texts", list(enumerate(batches(TEXTS, 150))))
def test_as_messages_notes_and_replies(house, number, texts):
    sender = f"u-messages-{number}"
    id = house.case(sender)
    arrived = sum(house.daemon.post(message(f"{QUESTION} {text}", sender, mentions_bot=True))[0] == 202
                  for text in texts)
    until(lambda: unsettled(house) == 0, 120, "the messages")
    noted, answered = [], 0
    version = house.daemon.get(f"/api/v1/escalations/{id}", house.own)[1]["version"]
    for place, text in enumerate(texts):
        for move in ("note", "answer") if place % 5 == 0 else ("note",):
            status, said = house.daemon.call("POST", f"/api/v1/escalations/{id}/{move}", {"text": text, "visibility": "private"},
                                             house.own, {"If-Match": f'"{version}"'})
            assert status in (200, 400, 409, 422), said
            version = said.get("version", version)
            if status == 200:
                noted += [text] if move == "note" else []
                answered += move == "answer"
    for path in (f"/escalations/{id}?all=1", f"/escalations/{id}?lang=en", "/escalations", "/escalations?mine=1", "/handover",
                 "/escalations?state=answered&lang=zh-Hant"):
        assert house.open(path) == 200
        assert house.told == [], path
    house.open(f"/escalations/{id}?all=1")
    written = [line["text"] for line in house.daemon.get(f"/api/v1/escalations/{id}", house.own)[1]["messages"]]
    print("arrived", arrived, "in the case", len(written), "notes", len(noted), "answers", answered)
    assert len(written) > arrived * 0.9 and len(noted) > len(texts) * 0.9
    for origin, sent in (("member", written), ("note", noted)):
        there = set(shown(house, origin))
        assert [text for text in sent if plain(text) and text.strip() == text and text not in there][:3] == [], origin


def unsettled(house):
    with sqlite3.connect(house.daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
        return database.execute('SELECT count(*) FROM "message" WHERE "state" <> \'settled\'').fetchone()[0]


@pytest.mark.parametrize("number, names", list(enumerate(batches(NAMES, 50))))
def test_as_names_of_members(house, number, names):
    asked = sum(house.ask(f"u-name-{number}-{each}", name) for each, name in enumerate(names))
    until(lambda: unsettled(house) == 0, 120, "the messages")
    claimed = 0
    while cases := [case for case in (house.next() for _ in house.tabs) if case]:
        house.open_at_once([f"/escalations/{case['id']}" for case in cases])
        assert house.told == [], ascii([case["member"]["name"] for case in cases])[:800]
        for case in cases:
            claimed += 1
            if claimed % 10:  # The lists show some; nobody may have a thousand in hand.
                house.daemon.call("POST", f"/api/v1/escalations/{case['id']}/resolve", {}, house.own, {"If-Match": f'"{case["version"]}"'})
    print("asked", asked, "cases", claimed)
    # Every name is taken but those with the character that no text has.
    assert claimed > asked * 0.9 and asked == sum("\0" not in name for name in names)
    house.open("/escalations?mine=1")
    house.open("/escalations?state=&lang=en")


def test_as_names_of_colleagues_and_in_the_forms_that_come_back(house):
    for text in NAMES[:8]:
        house.page.goto("/people")
        token = house.page.locator("input[name=token]").first.get_attribute("value")
        with house.page.expect_navigation():
            house.page.evaluate("""([token, text]) => {
            const form = document.createElement('form'); form.method = 'post'; form.action = '/people';
            for (const [name, value] of Object.entries({ token, login: text, name: text, zone: text, role: text, group: text })) {
                const field = document.createElement('textarea'); field.name = name; field.value = value; form.append(field); }
            document.body.append(form); form.submit(); }""", [token, text])
        refused = [line for line in house.told if "422" not in line]
        assert refused == [], ascii(text)[:200]
    house.told.clear()  # Chromium itself writes the 422.
    admin = Visitor(house.daemon)
    admin.cookies = {each["name"]: each["value"] for each in house.page.context.cookies()}
    admin.get("/people")
    person = {"role": "volunteer", "language": "zh", "zone": "Asia/Shanghai"}
    added = [admin.post("/people", {**person, "login": f"hostile{number}", "name": text}).status for number, text in enumerate(NAMES[:40])]
    assert set(added) <= {200, 422} and added.count(200) > 30
    house.open("/people")
    id = house.case("u-colleagues")
    house.open(f"/escalations/{id}")
    house.open("/audit")


def test_in_addresses(house):
    for text in NAMES[:400] if THOROUGH else NAMES[:5]:
        if len(text) > 4000:
            continue
        for path in ("/escalations?state={0}&group={0}&desk={0}&after={0}&lang={0}", "/sign-in?next={0}", "/chat?lang={0}",
                     "/profile?lang={0}&x={0}"):
            house.open(path.format(quote(text, safe="")))
        for path in ("/escalations/{0}", "/people/{0}", "/invitation/{0}", "/chat/{0}"):
            house.page.goto(path.format(quote(text, safe="") or "x"))
        house.told[:] = [line for line in house.told if not re.search(r"status of 4\d\d", line)]
        assert house.told == [], ascii(text)[:200]


def test_in_the_groups_chat(house):
    lines = TEXTS if THOROUGH else TEXTS[:80]
    house.open("/chat/europe")
    key = next(c["value"] for c in house.page.context.cookies() if c["path"] == "/chat")
    name = next(c["name"] for c in house.page.context.cookies() if c["path"] == "/chat")
    for number, text in enumerate(lines):
        line = {"id": f"line-{number}", "group": "europe", "name": text[:200], "text": text}
        house.daemon.call("POST", "/chat/messages", json.dumps(line).encode(), headers={
            "Content-Type": "application/json", "Cookie": f"{name}={key}", "Origin": house.base})
        if number % 40 == 39:
            house.open("/chat/europe")
            house.open("/chat/europe?lang=en")
            assert house.told == []
    house.open("/chat/europe")
