"""Takes the pictures of the README where `HUZHU_SCREENSHOTS` names a folder; it looks at nothing, so look at them yourself."""

import os

import pytest
from playwright.sync_api import expect

from console_pages import DESKTOP, PHONE, chromium, claimed, console  # noqa: F401
from program import ROOT, Sink, message, until

pytestmark = pytest.mark.skipif("HUZHU_SCREENSHOTS" not in os.environ, reason="only where pictures are asked for")


def test_queue_and_escalation_are_pictured_in_both_languages_on_both_screens(console):
    folder = ROOT / os.environ["HUZHU_SCREENSHOTS"]
    folder.mkdir(exist_ok=True)
    sink = Sink()
    console.daemon.kill()
    console.daemon.deliver_to(sink)
    port = console.daemon.port
    console.daemon.start(port=port)
    page = console.counselor
    page.goto("/escalations")
    page.locator("form[action='/profile/duty'] button").first.click()
    for text, name in (("我丢了护照,领事馆不接电话,请人工帮帮我", "周小北"), ("口罩寄到慕尼黑要多久?能请工作人员帮我查一下吗?", "Anna"),
                       ("Could somebody please call me about my flight to Hangzhou?", "Li Na"), ("我妈妈发烧三天了,一直咳嗽,要吃什么药?", "王小明"),
                       ("签证下周到期,警察局让我本人去,可是现在封城出不了门,请工作人员帮帮我", "赵晓"), ("我和孩子滞留在罗马机场,航班取消了,求助", "孙悦")):
        console.daemon.post({**message(text), "data": {**message(text)["data"], "sender": {"id": name, "name": name, "country": "DE"}}})
    sender = "chen-wenwen"
    body = message("我一个人在慕尼黑,房东要我月底搬走,能不能请工作人员联系我一下?", sender)
    body["data"]["sender"].update(name="陈文文", country="DE")
    console.daemon.post(body)
    until(lambda: len(console.waiting()) >= 4, 60, "the cases")
    id = next(row["id"] for row in console.waiting() if "房东" in str(row))
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    page.locator("#reply").fill("文文您好，我是陈怡。先别急：房东要提前三个月书面通知。通知书您方便拍给我看看吗？")
    page.locator("button[value=stay]").click()
    expect(page.locator(".held")).to_be_visible()
    until(lambda: page.goto(f"/escalations/{id}") and not page.locator(".held").count(), 20, "the ten seconds")
    again = message("谢谢您!我明天拍给您。还有,搬走的话押金能拿回来吗?", sender)
    again["data"]["sender"].update(name="陈文文", country="DE")
    console.daemon.post(again)
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
