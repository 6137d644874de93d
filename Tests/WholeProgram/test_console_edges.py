"""Where the console has to say no: throttled codes, sessions that end, full hands, and pages for what went wrong."""

import re
import socket
import sqlite3
import time

import pytest
from playwright.sync_api import expect

import staff
from console_pages import DESKTOP, PHONE, barriers, chromium  # noqa: F401
from program import Daemon, message, until
from test_sign_in import sign_in
from visitor import Visitor, join

LANGUAGES = ["zh-Hans", "zh-Hant", "en"]
NAME = "王小明"


class House:
    """One small installation, whose people come by plain HTTP; who may hold two cases at once."""

    def __init__(self, daemon, chromium):
        self.daemon, self.chromium, self.problems = daemon, chromium, []
        self.admin = Visitor(daemon)
        self.admin.enrol(staff.first_link(daemon), login="admin", name="管理员")
        self.token = daemon.token("robot", "coordinator")
        self.count = 0

    def join(self, role="counselor"):
        """Somebody new, on duty; gives their browser, their login and the secret of their code generator."""
        self.count += 1
        login = f"person{self.count}"
        visitor, secret = join(self.daemon, login, role)
        assert visitor.post("/profile/duty", {"duty": "on"}).status == 303
        return visitor, login, secret

    def case(self, text="请问谁能帮我联系学校宿舍?", name=NAME):
        """A member's message that becomes a case; gives its id."""
        before = {each["id"] for each in self.waiting()}
        body = message(text, mentions_bot=True)
        body["data"]["sender"]["name"] = name
        assert self.daemon.post(body)[0] == 202
        return until(lambda: [each["id"] for each in self.waiting() if each["id"] not in before], 40, "the case")[0]

    def waiting(self):
        return self.daemon.get("/api/v1/escalations?state=waiting&limit=200", self.token)[1]["items"]

    def state(self, id):
        return self.daemon.get(f"/api/v1/escalations/{id}", self.token)[1]

    def page(self, visitor, size=DESKTOP, **more):
        """A real browser of the same person."""
        base = f"http://127.0.0.1:{self.daemon.port}"
        context = self.chromium.new_context(
            base_url=base, viewport={"width": size[0], "height": size[1]},
            **{"locale": "zh-CN", "reduced_motion": "reduce", **more})
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in visitor.cookies.items()])
        return context.new_page()


@pytest.fixture(scope="module")
def house(tmp_path_factory, chromium):  # noqa: F811
    daemon = Daemon(tmp_path_factory.mktemp("edges"), small=True)
    daemon.configure("capacity: 4 ", "capacity: 2 ")
    daemon.start()
    yield House(daemon, chromium)
    daemon.kill()


class Stream:
    """An open event stream of a browser."""

    def __init__(self, house, visitor):
        self.socket = socket.create_connection(("127.0.0.1", house.daemon.port), timeout=20)
        cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self.socket.sendall(f"GET /live HTTP/1.1\r\nHost: huzhu\r\nCookie: {cookie}\r\n\r\n".encode())
        self.text = b""
        until(lambda: self.read() and b"event: open" in self.text, 10, "the stream")

    def read(self):
        part = self.socket.recv(1 << 16)
        self.text += part
        return part

    def lives(self):
        """Whether something more comes: there is a sign of life every two seconds."""
        return bool(self.read()) and not self.text.endswith(b"0\r\n\r\n")

    def ends(self, seconds):
        """Whether it is over within so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.read() or self.text.endswith(b"0\r\n\r\n"):
                return True
        return False


# ---- Sessions and guesses

def test_a_code_for_sensitive_text_is_throttled_like_signing_in(house):  # S12
    visitor, _, secret = house.join()
    answers = [visitor.post("/prove", {"code": "000000"}) for _ in range(11)]

    assert [answer.status for answer in answers] == [401] * 10 + [429]
    assert 0 < int(answers[10].fields["retry-after"]) <= 900 and "试得太多了" in answers[10].text
    right = visitor.post("/prove", {"code": staff.code(secret, time.time() + 30)})
    assert right.status == 429, "even the right code"


def test_a_password_is_changed_by_its_owner_alone_and_guesses_at_it_are_throttled(house):  # S12
    visitor, login, secret = house.join()
    other = Visitor(house.daemon)
    assert sign_in(other, login, code=staff.code(secret, time.time() + 30)).status == 303
    new = {"password": "six other plain words to remember"}
    assert visitor.post("/profile/password", {**new, "current": staff.PASSWORD}).status == 200
    assert other.get("/profile").place.startswith("/sign-in"), "the other session is over"

    guesses = [visitor.post("/profile/password", {**new, "current": f"guess {number}"}) for number in range(11)]
    assert [answer.status for answer in guesses] == [422] * 10 + [429]
    assert 0 < int(guesses[10].fields["retry-after"]) <= 900 and "试得太多了" in guesses[10].text
    assert visitor.post("/profile/password", {**new, "current": new["password"]}).status == 429


def test_a_planted_device_skips_no_factor_and_no_throttle(house):  # S12
    own, login, secret = house.join()
    device = own.cookies["huzhu-device"]
    known = Visitor(house.daemon)
    known.cookies["huzhu-device"] = device
    assert sign_in(known, login).status == 401, "the password alone"
    assert sign_in(known, login, "not the right words", staff.code(secret, time.time() + 30)).status == 401, "the code alone"

    # A key that somebody planted, and knows, does not become one of the person's devices by their signing in with it.
    planted = "A" * 43
    victim = Visitor(house.daemon)
    victim.cookies["huzhu-device"] = planted
    assert sign_in(victim, login, code=staff.code(secret, time.time() + 30)).status == 303
    assert victim.cookies["huzhu-device"] not in (planted, device)
    thief = Visitor(house.daemon)
    thief.cookies["huzhu-device"] = planted
    assert [sign_in(thief, login, f"guess {number}").status for number in range(11)][-1] == 429
    stranger = Visitor(house.daemon, "127.0.5.1")
    assert sign_in(stranger, login).status == 429, "the thief's guesses were counted as a stranger's"
    assert sign_in(victim, login, "not the right words").status == 401, "the person's own device has a count of its own"


@pytest.mark.parametrize("how", ["signed out", "disabled", "disabled by a command", "password changed", "invited anew"])
def test_a_stream_ends_with_its_session(house, how):  # S12
    visitor, login, secret = house.join()
    stream, bystander = Stream(house, visitor), Stream(house, house.admin)
    if how == "signed out":
        visitor.post("/sign-out")
    elif how == "disabled":
        house.admin.get("/people")
        assert house.admin.post(f"/people/{login}/disable").status == 303
    elif how == "disabled by a command":
        house.daemon.command("staff", "disable", "--login", login)
    elif how == "invited anew":
        house.admin.get("/people")
        link = re.search(r"/invitation/[\w-]+", house.admin.post(f"/people/{login}/invite").text)[0]
        assert stream.lives(), "until the link is used, what there was goes on"
        Visitor(house.daemon).enrol(link)
    else:
        other = Visitor(house.daemon)
        assert sign_in(other, login, code=staff.code(secret, time.time() + 30)).status == 303
        other.get("/profile")
        own = Stream(house, other)
        assert other.post("/profile/password", {"current": staff.PASSWORD, "password": "six other plain words to keep"}).status == 200
        assert own.lives(), "who changes it stays"

    assert stream.ends(5)
    assert bystander.lives()


def test_signing_in_is_left_to_password_managers_and_the_chosen_theme_stays(house):  # X3, X6
    shown = Visitor(house.daemon).get("/sign-in").text
    for name, hint in (("login", "username"), ("password", "current-password"), ("code", "one-time-code")):
        assert re.search(rf'<input id="{name}"[^>]* autocomplete="{hint}"', shown)
    assert "onpaste" not in shown and "captcha" not in shown
    visitor, _, _ = house.join()
    assert 'data-theme="system"' in visitor.get("/profile").text
    for theme in ("dark", "light", "system"):
        assert visitor.post("/profile/theme", {"theme": theme}).status == 303
        assert f'data-theme="{theme}"' in visitor.get("/escalations").text
    page = house.page(visitor, color_scheme="dark")
    page.goto("/escalations")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).transitionDuration") == "0s", "nothing moves for who asked so"
    page.context.close()


def test_a_canned_reply_is_in_the_language_of_the_case(house):  # C8
    visitor, _, _ = house.join()
    for text, language in (("Could anybody please help me to reach the school?", "en"), ("请问谁能帮我联系学校宿舍?", "zh")):
        id = house.case(text)
        page = house.page(visitor)
        page.goto(f"/escalations/{id}")
        page.locator("#claim").click()
        page.locator("#canned-open").click()
        page.locator("#canned li").first.click()
        assert re.search("[\u4e00-\u9fff]", page.locator("#reply").input_value()) is None if language == "en" else \
            re.search("[\u4e00-\u9fff]", page.locator("#reply").input_value())
        page.context.close()


def test_a_page_whose_session_is_over_does_not_hold_back_who_is_leaving_it(house):  # S12
    visitor, _, _ = house.join()
    page = house.page(visitor)
    page.goto(f"/escalations/{house.case()}")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    waiting = []
    page.route("**/handover", lambda route: waiting.append(route))
    asked = []
    page.on("response", lambda answer: asked.append(answer.status) if "/escalations/" in answer.url else None)
    # The session ends while the next page is on its way, and the page looks twice: again once it has thought about it.
    page.evaluate("""() => {
        document.querySelector('a[href="/handover"]').click();
        const token = document.querySelector('input[name="token"]').value;
        fetch("/sign-out", { method: "POST", body: new URLSearchParams({ token }) }).then(() => {
            for (const look of [1, 2]) document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        });
    }""")
    until(lambda: page.wait_for_timeout(50) or (waiting and asked.count(401) >= 2), 20, "two refusals")
    waiting[0].continue_()
    page.wait_for_url(re.compile("/sign-in"))
    assert "handover" in page.url, "whoever signs in again comes where they were going"
    page.context.close()


# ---- Refusals with their reasons

def test_claiming_the_next_with_full_hands_says_how_many_one_may_have(house):
    visitor, _, _ = house.join()
    for _ in range(3):
        house.case()
    taken = [visitor.post("/escalations/next") for _ in range(3)]

    assert all(re.fullmatch(r"/escalations/\w+#reply", answer.place) for answer in taken[:2])
    assert taken[2].place == "/escalations?told=full"
    assert "您手上已有 2 件，到了一个人的上限" in visitor.get(taken[2].place).text
    assert "You have 2 cases in hand" in visitor.get(taken[2].place + "&lang=en").text


def test_what_may_be_a_crisis_is_not_put_off_for_days_and_the_reason_stays(house):
    id = house.case("我不想活了")
    visitor, _, _ = house.join("psychologist")
    version = re.search(r'name="version" value="(\d+)"', visitor.get(f"/escalations/{id}").text)[1]
    assert visitor.post(f"/escalations/{id}/claim", {"version": version}).status == 303
    shown = visitor.get(f"/escalations/{id}").text
    version = re.search(r'name="version" value="(\d+)"', shown)[1]
    assert 'value="72"' not in shown, "the form does not offer it"
    fields = {"version": version, "reason": "等她姐姐来"}
    for lang, long, past in (("zh-Hans", "最多只能放 24 小时", "请选一个还没到的时间"), ("en", "put off for 24 hours at most", "a time still to come")):
        for hours, words in (("72", long), ("0", past)):
            answer = visitor.post(f"/escalations/{id}/snooze?lang={lang}", {**fields, "hours": hours})
            assert answer.status == 422 and words in answer.text
            assert re.search(r"(?s)<details open>(?:(?!</details>).)*等她姐姐来</textarea>", answer.text), "what was typed is there, and the form open"
    assert house.state(id)["state"] == "claimed"


def test_the_answer_to_who_may_be_in_danger_now_is_not_held_back(house):
    id = house.case("我不想活了")
    visitor, _, _ = house.join("psychologist")
    version = re.search(r'name="version" value="(\d+)"', visitor.get(f"/escalations/{id}").text)[1]
    assert visitor.post(f"/escalations/{id}/claim", {"version": version}).status == 303
    version = re.search(r'name="version" value="(\d+)"', visitor.get(f"/escalations/{id}").text)[1]
    assert visitor.post(f"/escalations/{id}/answer", {"version": version, "text": "我在，请别挂断", "then": "stay"}).status == 303
    assert 'class="held"' not in visitor.get(f"/escalations/{id}").text
    with sqlite3.connect(house.daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
        held = database.execute('SELECT "notBefore" FROM "delivery" WHERE "kind" = \'counselor\' ORDER BY "id" DESC LIMIT 1').fetchone()
        assert held[0] is None or held[0] <= time.time() * 1e6


def test_what_was_kept_private_is_answered_in_private_unless_its_author_means_the_group(house):
    id = house.case()
    with sqlite3.connect(house.daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
        number = database.execute('SELECT max("id") FROM "escalation"').fetchone()[0]
        database.execute('UPDATE "escalation" SET "labels" = \'["policy_question"]\' WHERE "id" = ?', (number,))
    visitor, _, _ = house.join()
    def chosen():
        shown = visitor.get(f"/escalations/{id}").text
        return re.search(r'value="(\w+)" checked> <span>', shown)[1], re.search(r'name="version" value="(\d+)"', shown)[1]
    visitor.post(f"/escalations/{id}/claim", {"version": re.search(r'name="version" value="(\d+)"', visitor.get(f"/escalations/{id}").text)[1]})
    visibility, version = chosen()
    assert visibility == "private", "the bot is not sure what it is about, and so said nothing in the group"
    assert "先选“只给本人”" in visitor.get(f"/escalations/{id}").text
    fields = {"version": version, "text": "十四天", "then": "ask", "visibility": "group"}
    warned = visitor.post(f"/escalations/{id}/answer", fields)
    assert warned.status == 422 and "请再按一次发送" in warned.text and ">十四天</textarea>" in warned.text
    assert re.search(r'value="group" checked', warned.text) and 'name="warned" value="1"' in warned.text
    assert "The group has not been told" in visitor.post(f"/escalations/{id}/answer?lang=en", fields).text
    assert house.state(id)["state"] == "claimed", "nothing left by the first press"
    assert visitor.post(f"/escalations/{id}/answer?lang=zh-Hans", {**fields, "warned": "1"}).status == 303
    with sqlite3.connect(house.daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
        sent = database.execute('SELECT "visibility" FROM "delivery" WHERE "kind" = \'counselor\' AND "escalation" = ?', (number,)).fetchall()
        assert sent == [("group",)]
        database.execute('UPDATE "decision" SET "record" = replace("record", \'"kept_private"\', \'"human_wanted"\')')
    assert house.state(id)["state"] == "awaiting_member" and chosen()[0] == "group", "asked in the group, and spoken of there"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_for_what_went_wrong_speak_the_readers_language(house, lang):  # C22, X1
    titles = {
        "zh-Hans": {403: "这个表单过期了", 404: "没有这一页", 409: "认领了。您写的字都在", 500: "这里出错了"},
        "zh-Hant": {403: "這個表單過期了", 404: "沒有這一頁", 409: "認領了。您寫的字都在", 500: "這裡出錯了"},
        "en": {403: "This form is out of date", 404: "There is no such page", 409: "claimed it at", 500: "Something broke here"}}[lang]
    visitor, _, _ = house.join()
    rival, login, _ = house.join()
    id = house.case()
    version = re.search(r'name="version" value="(\d+)"', rival.get(f"/escalations/{id}").text)[1]
    rival.post(f"/escalations/{id}/claim", {"version": version})
    with sqlite3.connect(house.daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
        database.execute('ALTER TABLE "cannedReply" RENAME TO "away"')
    try:
        answers = {
            403: visitor.post(f"/profile/theme?lang={lang}", token="x"),
            404: visitor.get(f"/escalations/nonsense?lang={lang}"),
            409: visitor.post(f"/escalations/{id}/claim?lang={lang}", {"version": version}),
            500: visitor.get(f"/canned?lang={lang}")}
        for size in (DESKTOP, PHONE):
            page = house.page(visitor, size, color_scheme="light")
            for path in ("/escalations/nonsense", "/canned"):
                page.goto(f"{path}?lang={lang}")
                assert barriers(page) == [] and page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.context.close()
    finally:
        with sqlite3.connect(house.daemon.folder / "data/huzhu.sqlite", timeout=30) as database:
            database.execute('ALTER TABLE "away" RENAME TO "cannedReply"')

    for status, answer in answers.items():
        assert answer.status == status and f'<html lang="{lang}"' in answer.text, status
        assert titles[status] in answer.text and 'href="/escalations"' in answer.text, status
    assert f"Name of {login}" in answers[409].text, "who has it is named"
    assert "away" not in answers[500].text and "cannedReply" not in answers[500].text
    assert visitor.get("/canned").status == 200


def test_a_case_with_hundreds_of_lines_opens_with_the_newest_and_gives_the_rest_on_demand(house):
    visitor, _, _ = house.join()
    body = message("请问谁能帮我联系学校宿舍?", "u-many", mentions_bot=True)
    for number in range(230):
        body["data"].update(message_id=f"many-{number}", text=f"请问谁能帮我联系学校宿舍? 第{number}次问")
        assert house.daemon.post(body)[0] == 202
    id = until(lambda: [each["id"] for each in house.waiting() if len(each["messages"]) == 230], 60, "all lines")[0]

    shown = visitor.get(f"/escalations/{id}").text
    whole = visitor.get(f"/escalations/{id}?all=1").text
    assert whole.count('class="line member"') == 230 and "第5次问" in whole
    assert shown.count('class="line ') == 200 and "第229次问" in shown and "第5次问" not in shown
    assert "还有更早的 {} 条".format(whole.count('class="line ') - 200) in shown


# ---- Clocks, screens and connections

def test_waiting_is_told_in_words_and_colour_and_ordered_by_danger_then_time(house):  # C11
    urgent, older, newer = house.case("我不想活了"), house.case(), house.case()
    reader, _, _ = house.join("coordinator")
    page = house.page(reader)
    page.clock.install()
    page.goto("/escalations")
    rows = [each.get_attribute("id").removeprefix("row-") for each in page.locator(".rows li").all()]
    assert rows.index(urgent) < rows.index(older) < rows.index(newer)
    severities = [each.get_attribute("data-severity") for each in page.locator(".rows li").all()]
    assert severities == sorted(severities)
    clock = page.locator(f"#row-{older} .clock")
    expect(clock).to_have_text(re.compile(r"^还剩 ?\d+ ?(分钟|小时)$"))
    colour = clock.evaluate("each => getComputedStyle(each).color")
    page.clock.fast_forward(72 * 3600 * 1000)
    expect(clock).to_have_text(re.compile(r"^已超 ?\d+ ?(小时|天)$"))
    assert clock.evaluate("each => getComputedStyle(each).color") != colour, "lateness has a colour beside its words"
    assert page.locator(f"[aria-live] #row-{older}, [role=status] .clock, [role=alert] .clock").count() == 0, "a clock that ticks is not spoken"
    page.context.close()


def test_a_lease_is_spoken_once_when_two_minutes_are_left(house):  # C11
    id = house.case()
    reader, _, _ = house.join()
    page = house.page(reader)
    page.clock.install()
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    lease = page.locator("#lease")
    expect(lease).to_have_text(re.compile(r"1[45]"))
    assert lease.get_attribute("role") is None
    page.clock.fast_forward("10:00")
    assert lease.get_attribute("role") is None, "nothing is said while there is time"
    page.clock.fast_forward("03:30")
    expect(lease).to_have_attribute("role", "alert")
    assert "soon" in lease.get_attribute("class")
    page.context.close()


def test_screens_show_initials_until_the_claim_and_can_be_hidden(house):  # C18
    id = house.case()
    reader, login, _ = house.join()
    page = house.page(reader)
    page.goto("/escalations")
    assert NAME not in page.content() and NAME not in page.title()
    page.goto(f"/escalations/{id}")
    assert NAME not in page.content() and NAME not in page.title()
    page.emulate_media(media="print")
    assert NAME not in page.locator("body").inner_text()
    page.emulate_media(media="screen")
    page.keyboard.press("Shift+Escape")
    assert page.locator("main").evaluate("each => getComputedStyle(each).filter").startswith("blur")
    page.keyboard.press("Shift+Escape")
    assert page.locator("main").evaluate("each => getComputedStyle(each).filter") == "none"
    page.locator("#claim").click()
    expect(page.locator("header.case")).to_contain_text(NAME)
    assert NAME not in page.title()
    page.goto("/escalations?mine=1")
    assert NAME not in page.content(), "a list shows initials even of one's own"
    viewed = house.daemon.get(f"/api/v1/audit?actor={login}&escalation={id}", house.token)[1]["items"]
    assert len([each for each in viewed if each["action"] == "textViewed"]) >= 2, "every view of a case is written down"
    page.context.close()


def test_what_is_sent_while_the_server_is_away_leaves_once_when_it_is_back(house):  # C19
    id = house.case()
    reader, _, _ = house.join()
    page = house.page(reader)
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    expect(page.locator("body[data-live=on]")).to_be_attached()
    loaded = page.evaluate("window.first = performance.timeOrigin")
    port = house.daemon.port
    assert house.daemon.stop() == 0
    expect(page.locator("#lost")).to_be_visible(timeout=15000)
    page.locator("#reply").press_sequentially("断线时写的话")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#draft")).to_have_text("联网后就发出")
    assert page.locator("#reply").input_value() == "断线时写的话" and page.evaluate("window.first") == loaded

    house.daemon.start(port=port)
    expect(page.locator(".thread .reply").last).to_contain_text("断线时写的话", timeout=15000)
    assert page.locator(".thread .reply", has_text="断线时写的话").count() == 1
    assert house.state(id)["state"] == "answered"
    assert page.evaluate("Object.keys(localStorage).filter(each => each.startsWith('huzhu.draft'))") == []
    page.context.close()


def test_a_queue_page_catches_up_without_a_reload_when_the_server_is_back(house):  # C19
    reader, _, _ = house.join()
    page = house.page(reader)
    page.goto("/escalations?state=")
    expect(page.locator("body[data-live=on]")).to_be_attached()
    loaded = page.evaluate("window.first = performance.timeOrigin")
    port = house.daemon.port
    assert house.daemon.stop() == 0
    expect(page.locator("#lost")).to_be_visible(timeout=15000)
    house.daemon.start(port=port)
    id = house.case()
    expect(page.locator("#lost")).to_be_hidden(timeout=15000)
    expect(page.locator(f"#row-{id}")).to_be_attached(timeout=15000)
    assert page.evaluate("window.first") == loaded
    page.context.close()
