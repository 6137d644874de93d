"""One night, told whole: who writes at three in the morning is heard by somebody for whom it is day, and is asked the next day."""

import datetime
import json
import math
import re
import shutil
import time
import zoneinfo

import pytest
from playwright.sync_api import expect

import staff
from console_pages import DESKTOP, PHONE, chromium, violations  # noqa: F401
from program import ROOT, Daemon, Sink, message, sign, until
from shims import compiled
from visitor import Visitor, join

ROSTER = """
cover: []
people:
  - login: lin
    time_zone: Asia/Shanghai
    languages: [zh]
    desks: [psychologists]
    chat: { gateway: [u-lin] }
    shifts: [{ days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "16:00" }]
  - login: wang
    time_zone: Europe/Berlin
    languages: [zh]
    desks: [psychologists]
    chat: { gateway: [u-wang] }
    shifts: [{ days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "16:00" }]
"""
DISTRESS = "我整夜睡不着,一直在哭,心里很难受,想找个人说说话"
ANSWER = "小陈您好，我是林医生。我在，您慢慢说。"
BERLIN, SHANGHAI = zoneinfo.ZoneInfo("Europe/Berlin"), zoneinfo.ZoneInfo("Asia/Shanghai")
HOUR = 3600


class Night:
    """An installation whose clock is moved by starting it anew, and the browsers of two psychologists."""

    def __init__(self, folder, browser):
        self.sink, self.browser, self.shift = Sink(), browser, 0
        self.pages, self.problems = [], []
        self.daemon = Daemon(folder, self.sink, {"LD_PRELOAD": str(compiled("wallclock", folder))}, small=True)
        # The model of the labels is learnt from few lines, distress among them.
        shutil.copy(ROOT / "Templates/examples/distress.txt", folder / "Templates/examples")
        shutil.copy(ROOT / "Templates/examples/chatter.txt", folder / "Templates/examples")
        self.daemon.start()
        admin = Visitor(self.daemon)
        admin.enrol(staff.first_link(self.daemon), login="admin", name="管理员")
        self.secrets = {
            login: join(self.daemon, login, "psychologist", "--time-zone", zone)[1]
            for login, zone in (("lin", "Asia/Shanghai"), ("wang", "Europe/Berlin"))}
        self.token = self.daemon.token("robot", "coordinator")
        (folder / "Config/roster.yaml").write_text(ROSTER)

    def go_to(self, instant):
        """Ends the daemon and starts it at another time, where the browsers that are open find it again."""
        # Whole seconds, and never a moment before it.
        self.shift = math.ceil(instant.timestamp() - time.time())
        self.daemon.environment["HUZHU_CLOCK_SHIFT"] = str(self.shift)
        port = self.daemon.port
        assert self.daemon.stop() == 0
        read = self.rosters()
        self.daemon.start(port=port)
        until(lambda: self.rosters() > read, 30, "the roster")
        for page in self.pages:
            page.clock.set_system_time(instant)

    def rosters(self):
        return self.daemon.log.replace(" ", "").count('"people":"2"')

    def write(self, text, **more):
        """A line of the member, posted by the gateway at the time it is now."""
        body = json.dumps(message(text, "u-chen", **more), ensure_ascii=False).encode()
        headers = sign(body, at=time.time() + self.shift)
        assert self.daemon.call("POST", "/webhooks/gateway", body, headers=headers)[0] == 202

    def sent(self, kind):
        return [each for each in self.sink.deliveries if each["kind"] == kind]

    def case(self, id):
        return self.daemon.get(f"/api/v1/escalations/{id}", self.token)[1]

    def page(self, zone, size, **more):
        """A browser somewhere on earth, whose clock shows the time of the night."""
        context = self.browser.new_context(
            base_url=f"http://127.0.0.1:{self.daemon.port}", viewport={"width": size[0], "height": size[1]},
            locale="zh-CN", reduced_motion="reduce", timezone_id=zone, **more)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.clock.install(time=time.time() + self.shift)
        self.pages.append(page)
        return page

    def code(self, login):
        return staff.code(self.secrets[login], time.time() + self.shift)

    def sign_in(self, page, login):
        page.locator("#login").fill(login)
        page.locator("#password").fill(staff.PASSWORD)
        page.locator("#code").fill(self.code(login))
        page.locator("input[name=remember]").check()
        page.locator("button.main").click()


@pytest.fixture(scope="module")
def night(tmp_path_factory, chromium):  # noqa: F811
    night = Night(tmp_path_factory.mktemp("night"), chromium)
    yield night
    night.daemon.kill()
    night.sink.close()


def test_a_cry_at_three_in_the_morning_is_answered_handed_over_and_asked_about_the_next_day(night):  # C2, C14, C16, C18
    tomorrow = datetime.datetime.now(BERLIN).date() + datetime.timedelta(days=1)
    three = datetime.datetime.combine(tomorrow, datetime.time(3), BERLIN)
    day_there = three.astimezone(SHANGHAI)
    night.go_to(three)

    # Europe sleeps; the psychologist in China, on shift, is called and nobody else, with no word of whom or what about.
    night.write(DISTRESS)
    called = until(lambda: night.sent("duty"), 40, "the call")
    assert {each["to"] for each in called} == {"u-lin"}
    assert not any(word in each["text"] for each in called for word in ("小陈", "u-chen", "睡不着"))
    assert not any(each["visibility"] == "group" for each in night.sink.deliveries)
    path = re.search(r"(/escalations/\w+)", called[0]["text"])[1]
    id = path.split("/")[-1]
    assert (night.case(id)["severity"], night.case(id)["desk"]) == ("S1", "psychologists")

    # The link, opened on a phone, leads through signing in to the case: initials until it is claimed.
    phone = night.page("Asia/Shanghai", PHONE, has_touch=True, is_mobile=True)
    phone.goto(path)
    night.sign_in(phone, "lin")
    expect(phone).to_have_url(re.compile(path))
    assert "小陈" not in phone.content() and DISTRESS[:8] in phone.locator("#thread").inner_text()
    received, local = phone.locator("header.case time:not(.clock)").all()
    assert re.fullmatch(rf"{day_there:%H}:0\d", received.inner_text()) and re.search(r"03:0\d", local.inner_text())
    assert violations(phone) == []
    phone.locator("#claim").tap()
    expect(phone.locator("header.case")).to_contain_text("小陈")
    phone.locator("#reply").fill(ANSWER)
    phone.locator("button[value=stay]").tap()
    expect(phone.locator(".held")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (night.case(id)["state"], night.case(id)["owner"]["login"]) == ("answered", "lin")

    # Ten minutes before her shift ends she hands over; the remembered phone owes a code alone.
    night.go_to(day_there.replace(hour=15, minute=50))
    answers = until(lambda: night.sent("counselor"), 40, "the answer")
    assert [(each["to"], each["visibility"], each["text"]) for each in answers] == [("u-chen", "private", ANSWER)]
    expect(phone, "the page that lay open leads to it by itself").to_have_url(re.compile("/prove"), timeout=20000)
    phone.goto("/handover")
    expect(phone).to_have_url(re.compile("/prove.*handover"))
    phone.locator("#code").fill(night.code("lin"))
    phone.locator("button.main").tap()
    expect(phone.locator(".rows li")).to_have_count(1)
    phone.locator("#to").select_option("wang")
    phone.get_by_role("button", name="全部交班").tap()
    expect(phone.locator(".calm").first).to_contain_text("已请")

    # In Europe it is morning by now: her colleague takes it over, reads what was said, and ends it with a check-in.
    desk = night.page("Europe/Berlin", DESKTOP)
    desk.goto("/escalations")
    night.sign_in(desk, "wang")
    desk.get_by_role("link", name="同事想把这一班交给您").click()
    desk.get_by_role("button", name="全部接下").click()
    expect(desk).to_have_url(re.compile("mine=1"))
    assert night.case(id)["owner"]["login"] == "wang"
    desk.goto(path)
    expect(desk.locator("#thread")).to_contain_text(ANSWER)
    desk.locator("form[action$='/resolve'] #follow-up").select_option("check_in")
    desk.locator("form[action$='/resolve'] button").click()
    expect(desk).to_have_url(re.compile("/escalations$"))
    assert night.case(id)["state"] == "resolved" and night.sent("check_in") == []

    # A day later the member is asked in private how they are; thanks close the circle, and a person can read them.
    night.go_to(day_there.replace(hour=15, minute=55) + datetime.timedelta(days=1))
    asked = until(lambda: night.sent("check_in"), 40, "the question")
    assert [(each["to"], each["visibility"]) for each in asked] == [("u-chen", "private")]
    night.write("谢谢!", visibility="private")
    until(lambda: len(night.case(id)["messages"]) == 2, 40, "the answer to the question")
    assert night.case(id)["state"] == "resolved"
    desk.goto(path)
    night.sign_in(desk, "wang")
    expect(desk.locator("#thread .member .text").last).to_have_text("谢谢!")
    assert night.problems == []
