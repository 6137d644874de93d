"""Takes the pictures of the README where `HUZHU_SCREENSHOTS` names a folder; it looks at nothing, so look at them yourself.

With all that ships, so that what is seen is what happens: a release build (`HUZHU_BINARY`) starts soonest.
"""

import os
import time

import pytest
from playwright.sync_api import expect

from console_pages import DESKTOP, PHONE, Console, chromium  # noqa: F401
from program import ROOT, Daemon, Sink, message, until

pytestmark = pytest.mark.skipif("HUZHU_SCREENSHOTS" not in os.environ, reason="only where pictures are asked for")
LINES = [
    ("我丢了护照,领事馆不接电话,请人工帮帮我", "周小北"), ("口罩寄到慕尼黑要多久?能请工作人员帮我查一下吗?", "Anna"),
    ("My flight to Hangzhou was cancelled, I want to talk to a real person please", "Li Na"),
    ("我妈妈发烧三天了,一直咳嗽,要吃什么药?", "王小明"), ("请问留学生宿舍要关门,我可以住到哪里?想请人工帮忙", "赵晓"),
    ("我和孩子滞留在罗马机场,航班取消了,求助", "孙悦")]


def asked(text, sender, name):
    """A line put to the bot by somebody in Germany."""
    body = message(text, sender, mentions_bot=True)
    body["data"]["sender"].update(name=name, country="DE")
    body["data"]["sent_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return body


@pytest.fixture(scope="module")
def console(tmp_path_factory, chromium):  # noqa: F811
    sink = Sink()
    daemon = Daemon(tmp_path_factory.mktemp("pictures"), sink)
    daemon.start()
    yield Console(daemon, chromium)
    daemon.kill()
    sink.close()


def test_queue_and_escalation_are_pictured_in_both_languages_on_both_screens(console):
    folder = ROOT / os.environ["HUZHU_SCREENSHOTS"]
    folder.mkdir(exist_ok=True)
    for page in (console.psychologist, console.counselor):
        page.goto("/escalations")
        page.locator("form[action='/profile/duty'] button").first.click()
    for number, (text, name) in enumerate(LINES):
        console.daemon.post(asked(text, f"u-{number}", name))
    sender = "chen-wenwen"
    console.daemon.post(asked("我一个人在慕尼黑,房东要我月底搬走,能不能请工作人员联系我一下?", sender, "陈文文"))
    until(lambda: len(console.waiting()) >= len(LINES) and "房东" in str(console.waiting()), 60, "the cases")
    id = next(row["id"] for row in console.waiting() if "房东" in str(row))
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    page.locator("#reply").fill("文文您好，我是陈怡。先别急：房东要提前三个月书面通知。通知书您方便拍给我看看吗？")
    page.locator("button[value=stay]").click()
    expect(page.locator(".held")).to_be_visible()
    until(lambda: page.goto(f"/escalations/{id}") and not page.locator(".held").count(), 20, "the ten seconds")
    console.daemon.post(asked("谢谢您!我明天拍给您。还有,搬走的话押金能拿回来吗?", sender, "陈文文"))
    until(lambda: page.goto(f"/escalations/{id}") and page.locator(".thread .member").count() == 2 and page.locator("#reply").count(), 40, "the second line")
    page.locator("#reply").fill("可以的，押金")
    expect(page.locator("#draft")).to_have_text("草稿已存")
    for lang in ("zh-Hans", "en"):
        for size, screen in ((DESKTOP, "desktop"), (PHONE, "phone")):
            other = console.another(page, size, color_scheme="light")
            for path, name in (("/escalations", "queue"), (f"/escalations/{id}", "escalation")):
                other.goto(f"{path}?lang={lang}")
                expect(other.locator("body[data-live=on]")).to_be_attached()
                other.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
                file = folder / f"{name}-{lang}-{screen}.png"
                other.screenshot(path=file)
                assert file.stat().st_size < 150_000
            other.context.close()
