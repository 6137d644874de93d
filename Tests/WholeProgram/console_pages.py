"""An installation with people at browsers: what the tests of the console's pages are told in."""

import itertools
import os
import re
import shutil
from urllib.parse import urlencode

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect, sync_playwright

import staff
from program import ROOT, Daemon, message, until
from visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What the labels are learnt from: enough for the lines that the tests of the pages are told with.
EXAMPLES = ["chatter", "distress", "human_wanted", "medical_question", "thank_you"]
DESKTOP, PHONE = (1280, 800), (390, 844)
# How a page may look: everything there is where HUZHU_THOROUGH is set, else each language, size and theme at least once.
LOOKS = list(itertools.product(["zh-Hans", "zh-Hant", "en"], [DESKTOP, PHONE], ["light", "dark"])) if os.environ.get(
    "HUZHU_THOROUGH") else [("zh-Hans", PHONE, "dark"), ("zh-Hant", DESKTOP, "light"), ("en", PHONE, "light")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Console:
    """One installation with an administrator, a counselor and a psychologist who came in by the pages."""

    def __init__(self, daemon, chromium):
        self.daemon, self.chromium = daemon, chromium
        self.base = f"http://127.0.0.1:{daemon.port}"
        self.problems = []
        self.admin = self.page()
        self.link = staff.first_link(daemon)
        self.secrets = {"admin": staff.enrol(self.admin, self.link, "admin", "管理员")}
        self.counselor = self.join("chen", "陈怡", "counselor")
        self.psychologist = self.join("lin", "林医生", "psychologist")

    def page(self, size=DESKTOP, **more):
        context = self.chromium.new_context(
            base_url=self.base, viewport={"width": size[0], "height": size[1]},
            **{"locale": "zh-CN", "reduced_motion": "reduce", **more})
        page = context.new_page()
        page.on("console", lambda line: self.problems.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(self.base) else self.problems.append(r.url))
        return page

    def join(self, login, name, role):
        """Somebody new, who came in by the forms of the pages; gives their browser, signed in."""
        page, own = self.page(), self.enrol(login, name, role)
        page.context.add_cookies([
            {"name": key, "value": value, "url": self.base, "httpOnly": True, "sameSite": "Lax"}
            for key, value in own.cookies.items()])
        return page

    def enrol(self, login, name, role):
        """The same without a browser: many come in at once by it."""
        inviting = Visitor(self.daemon)
        inviting.cookies = {each["name"]: each["value"] for each in self.admin.context.cookies()}
        inviting.get("/people")
        answer = inviting.post("/people", {"login": login, "name": name, "role": role, "language": "zh", "zone": "Asia/Shanghai"})
        assert answer.status == 200, answer.text
        own = Visitor(self.daemon)
        self.secrets[login] = own.enrol(re.search(r"/invitation/[\w-]+", answer.text)[0]), own.codes
        return own

    def another(self, page, size=DESKTOP, **more):
        """A browser of the same person: their cookies in a context of another size or kind."""
        other = self.page(size, **more)
        other.context.add_cookies(page.context.cookies())
        return other

    def case(self, text="能不能请工作人员联系我一下?", sender=None, name="小陈", group="europe"):
        """A member's message that becomes a case; gives its id."""
        before = {row["id"] for row in self.waiting()}
        body = message(text, sender, group=group)
        body["data"]["sender"]["name"] = name
        status, _ = self.daemon.post(body)
        assert status == 202
        new = until(lambda: [r["id"] for r in self.waiting() if r["id"] not in before], 40, "the case")
        return new[0]

    def waiting(self):
        if not hasattr(self, "token"):
            self.token = self.daemon.token("robot", "coordinator")
        return self.daemon.get("/api/v1/escalations?state=waiting&limit=200", self.token)[1]["items"]

    def state(self, id):
        return self.daemon.get(f"/api/v1/escalations/{id}", self.token)[1]


@pytest.fixture(scope="module")
def console(tmp_path_factory, chromium):
    # Without the model of same questions, so that tests which ask alike are not answered as one.
    daemon = Daemon(tmp_path_factory.mktemp("console"), small=True)
    daemon.configure("capacity: 4 ", "capacity: 500 ")  # The tests leave cases in hand.
    for name in EXAMPLES:
        shutil.copy(ROOT / f"Templates/examples/{name}.txt", daemon.folder / "Templates/examples")
    daemon.start()
    made = Console(daemon, chromium)
    yield made
    daemon.kill()


def claimed(console, text="能不能请工作人员联系我一下?", page=None):
    id = console.case(text)
    page = page or console.counselor
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    # A press does not wait for the page it leads to.
    expect(page.locator("#replyform")).to_be_visible()
    # The page itself puts the cursor there; keys are heard once its script has run.
    page.wait_for_load_state()
    return id, page


RAW = re.compile(r'\[\[?"\w+":.{0,60}|Optional\(.{0,60}')


def violations(page, kind="tag", rules=RULES):
    """What axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", {
        "runOnly": {"type": kind, "values": rules}, "resultTypes": ["violations"], "preload": False})
    return [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found]


# Words of up to a dozen letters that stand in more than one line, as they do where something beside them takes the room.
SQUEEZED = """() => [...document.querySelectorAll('button, .button, summary, .tick')].filter(each => {
    const words = document.createTreeWalker(each, NodeFilter.SHOW_TEXT, node =>
        node.parentElement.closest('.out') || !node.data.trim() ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
    const tops = []
    let text = ''
    while (words.nextNode()) {
        const range = document.createRange()
        range.selectNodeContents(words.currentNode)
        for (const box of range.getClientRects()) tops.push(box.top)
        text += words.currentNode.data.trim()
    }
    return each.checkVisibility() && text.length <= 12 && Math.max(...tops) - Math.min(...tops) > 12
}).map(each => each.innerText)"""


def barriers(page):
    """What axe finds in the light, and of the colours in the dark: nothing but the colours differs between the two.

    A list or table that a template prints as Swift writes it is a barrier too, to everybody; so is a squeezed button.
    """
    found = violations(page) + [("raw-value", each) for each in RAW.findall(page.inner_text("body"))[:1]]
    found += [("squeezed", each) for each in page.evaluate(SQUEEZED)]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    found += violations(page, "rule", ["color-contrast"])
    page.emulate_media(color_scheme="light")
    return found


def cookies(page):
    """The cookies of a browser as a request carries them."""
    return "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())


def post(console, path, fields, headers=None, cookies=""):
    return console.daemon.call("POST", path, urlencode(fields).encode(), headers={
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, **(headers or {})})[0]
