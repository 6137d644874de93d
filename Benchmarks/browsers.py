"""What people at browsers wait for: a claim, a colleague, a kept draft, a preview. A real browser, a real daemon, nothing else."""

import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests/WholeProgram"))

from console_pages import CHROMIUM, EXAMPLES, Console  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from program import ROOT, Daemon  # noqa: E402
from test_faq_pages import published, written  # noqa: E402

TURNS = 15
SAYS = "([where, what]) => document.querySelector(where)?.textContent.includes(what)"


def wait(page, where, what):
    """Until the page says so; it is looked at a hundred times a second."""
    page.wait_for_function(SAYS, arg=[where, what], polling=10)


def seconds(act, seen):
    """From the beginning of an act until it is seen."""
    began = time.monotonic()
    act()
    seen()
    return time.monotonic() - began


def claims(house):
    """C3: one claims from the queue, until another's queue has it no more."""
    mine, other = house.another(house.counselor), house.another(house.admin)
    for turn in range(TURNS):
        id = house.case(sender=f"u-claim-{turn}")
        for page in (mine, other):
            page.goto("/escalations")
            expect(page.locator("body[data-live=on]")).to_be_attached()
        # A press waits until it was taken, not for the page that it leads to.
        yield seconds(lambda: mine.locator(f"#row-{id} button").click(no_wait_after=True),
                      lambda: other.wait_for_function("id => !document.getElementById(id)", arg=f"row-{id}", polling=10))
    mine.context.close()
    other.context.close()


def at_one_case(house):
    """C4: one opens a case, until the other who reads it is told. C7: from the last key until the draft is on the server."""
    colleagues, drafts = [], []
    mine, other = house.another(house.counselor), house.another(house.admin)
    for turn in range(TURNS):
        id = house.case(sender=f"u-case-{turn}")
        other.goto(f"/escalations/{id}")
        expect(other.locator("body[data-live=on]")).to_be_attached()
        colleagues.append(seconds(lambda: mine.goto(f"/escalations/{id}", wait_until="commit"), lambda: wait(other, "#presence", "陈怡")))
        mine.locator("#claim").click()
        expect(mine.locator("#replyform")).to_be_visible()
        mine.locator("#reply").press_sequentially("您好，我在这")
        drafts.append(seconds(lambda: mine.keyboard.insert_text("里"), lambda: wait(mine, "#draft", "草稿已存")))
    mine.context.close()
    other.context.close()
    return colleagues, drafts


def editors(house):
    """A7: a second one opens an entry that is being edited, until the first is told."""
    published(house, "two-editors")
    for _ in range(TURNS):
        house.second.goto("/faq")
        house.writer.goto("/faq")
        house.writer.goto("/faq/two-editors")
        expect(house.writer.locator("body[data-live=on]")).to_be_attached()
        yield seconds(lambda: house.second.goto("/faq/two-editors", wait_until="commit"), lambda: wait(house.writer, ".presence", "苏明"))


def previews(house):
    """A2: from typing until the bubble says it."""
    page = written(house.writer, "preview")
    for turn in range(TURNS):
        text = f"第{turn}次改动的回答"
        yield seconds(lambda: page.locator("#answer_zh").fill(text), lambda: wait(page, ".bubble .text", text))


def paints(house):
    """Seconds until the queue page first shows something: a processor four times slower, 1.6 Mbit/s, 150 ms; each time a first visit."""
    for _ in range(5):
        page = house.another(house.counselor, (390, 844))
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8})
        page.goto("/escalations")
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        yield page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
        page.context.close()


def browsers(folder):
    """The seconds of each thing waited for, sorted."""
    place = pathlib.Path(folder) / "browsers"
    place.mkdir()
    daemon = Daemon(place, small=True)
    daemon.configure("capacity: 4 ", "capacity: 500 ")
    for name in EXAMPLES:
        shutil.copy(ROOT / f"Templates/examples/{name}.txt", daemon.folder / "Templates/examples")
    daemon.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            house = Console(daemon, browser)
            house.writer = house.join("wen", "文静", "disseminator")
            house.second = house.join("su", "苏明", "coordinator")
            colleague, draft = at_one_case(house)
            times = {"paint": paints(house), "claim": claims(house), "colleague": colleague, "draft": draft,
                     "editor": editors(house), "preview": previews(house)}
            times = {name: sorted(each) for name, each in times.items()}
            browser.close()
        return times
    finally:
        daemon.kill()
        shutil.rmtree(place)


def figures(times):
    """The lines of the table: number, what, the value nineteen of twenty keep, what it must be and what we aim at."""
    def p95(name):
        return times[name][min(len(times[name]) - 1, int(len(times[name]) * 0.95))]
    return [
        ("C3", "a claim gone from another's queue, p95, s", p95("claim"), "≤ 1", "≤ 0.3"),
        ("C4", "a colleague seen at the same case, p95, s", p95("colleague"), "≤ 1", "≤ 0.3"),
        ("C7", "last key until the draft is kept, p95, s", p95("draft"), "≤ 1", "≤ 0.7"),
        ("A2", "end of typing until the preview, p95, s", p95("preview"), "≤ 0.3", "≤ 0.2"),
        ("A7", "a second editor named to the first, p95, s", p95("editor"), "≤ 1", "≤ 0.3"),
        ("§5", "first paint of the queue, slow phone, median, s", times["paint"][len(times["paint"]) // 2], "≤ 1.8", "≤ 0.9"),
    ]
