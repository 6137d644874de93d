"""What a counselor needs at three in the morning: nothing typed is lost, nothing sent in haste, nobody in each other's way."""

import re
import sqlite3
import threading
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

import staff
from console_pages import DESKTOP, PHONE, chromium, claimed, console, cookies, post, violations  # noqa: F401
from program import Daemon, message, until
from visitor import Visitor, join


def write(console, sender, text="还有一件事想问一下工作人员"):
    assert console.daemon.post(message(text, sender))[0] == 202


def sign_in(console, login, later=30, size=DESKTOP):
    """Another device of the same person, signed in by the page."""
    page = console.page(size)
    page.goto("/sign-in")
    page.locator("#login").fill(login)
    page.locator("#password").fill(staff.PASSWORD)
    page.locator("#code").fill(staff.code(console.secrets[login][0], time.time() + later))
    page.locator("#code").press("Enter")
    expect(page).to_have_url(re.compile("/escalations"))
    return page


# ---- Moves

def test_a_question_back_to_the_member_waits_for_their_answer(console):
    id, page = claimed(console)
    page.locator("#reply").fill("请问您在哪个城市?")
    page.locator("button[value=ask]").click()
    expect(page.locator(".thread .reply").last).to_contain_text("请问您在哪个城市?")
    assert console.state(id)["state"] == "awaiting_member"


def test_two_of_the_same_question_become_one_and_spam_is_discarded_with_a_reason(console):
    first, second = console.case("能不能请工作人员联系我一下?", name="甲一"), console.case("能不能请工作人员联系我一下?", name="乙二")
    page = console.counselor
    page.goto(f"/escalations/{second}")
    page.locator("summary", has_text="合并").click()
    page.locator("#into").select_option(first)
    page.locator("form[action$='/merge'] button").click()
    expect(page).to_have_url(re.compile(first))
    expect(page.locator("header.case")).to_contain_text("还有 1 人问同样的问题")
    assert console.state(second)["state"] == "merged"
    page.goto(f"/escalations/{second}")
    page.get_by_role("link", name="去看合并到的那一件").click()
    expect(page).to_have_url(re.compile(first))
    page.locator("summary", has_text="当作垃圾信息丢弃").click()
    page.locator("#discard-reason").fill("卖货的广告")
    page.locator("form[action$='/discard'] button").click()
    assert console.state(first)["state"] == "discarded"


def test_a_merge_that_would_be_wrong_says_why(console):
    id = console.case()
    cookie = cookies(console.counselor)
    console.counselor.goto(f"/escalations/{id}")
    token = console.counselor.locator("input[name=token]").first.get_attribute("value")
    for into, words in ((id, "不能合并到自己"), ("", "请选择要合并到哪一件")):
        status, page = console.daemon.call("POST", f"/escalations/{id}/merge", urlencode(
            {"token": token, "version": "1", "into": into}).encode(), headers={
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": console.base})
        assert status == 422 and words in page["text"]


def test_claiming_the_next_says_why_there_is_none(console):
    page = console.join("gp", "钱医生", "general_practitioner")
    page.goto("/escalations")
    page.locator("form[action='/escalations/next'] button").click()
    expect(page.locator("p[role=status]", has_text="不在值班")).to_be_visible()
    page.locator("form[action='/profile/duty'] button").click()
    page.locator("form[action='/escalations/next'] button").click()
    expect(page.locator("p[role=status]", has_text="没有您可以认领的")).to_be_visible()


def test_notices_stand_above_the_queue_until_they_are_read(console):
    id, page = claimed(console)
    page.locator("summary", has_text="转交").click()
    page.locator("#person").select_option("lin")
    page.locator("#transfer-note").fill("请帮忙")
    page.locator("form[action$='/transfer'] button").click()
    taker = console.another(console.admin)  # Administrators are no coordinators: they only see that it is offered.
    receiver = console.another(console.psychologist)
    receiver.goto(f"/escalations/{id}")
    receiver.locator("form[action$='/decline'] button").click()
    taker.context.close()
    other = console.case(sender="u-notice")
    page.goto(f"/escalations/{other}")
    page.locator("#claim").click()
    page.locator("#reply").fill("请稍等")
    page.locator("button[value=stay]").click()
    expect(page.locator(".held")).to_be_visible()
    page.goto("/escalations")
    expect(page.locator("body[data-live=on]")).to_be_attached()
    write(console, "u-notice")
    expect(page.locator(".notices")).to_contain_text("对方又写来了", timeout=30000)
    assert "还有一件事" not in page.locator(".notices").inner_text()
    page.locator(".notices button").click()
    expect(page.locator(".notices")).to_have_count(0)
    expect(page).to_have_url(re.compile("/escalations$"))


# ---- Nothing typed is lost

def test_a_draft_is_on_every_device_and_goes_with_the_answer(console):  # C7
    console.join("yu", "于敏", "counselor")
    page = sign_in(console, "yu")
    id = console.case()
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    lease = page.locator("#lease").get_attribute("data-lease")
    page.locator("#reply").press_sequentially("您好，我在这里")
    expect(page.locator("#draft")).to_have_text("草稿已存", timeout=15000)  # Half a second after the last key.
    assert page.locator("#lease").get_attribute("data-lease") >= lease  # E6: typing renews the lease.
    phone = console.another(page, PHONE)
    phone.goto(f"/escalations/{id}")
    expect(phone.locator("#reply")).to_have_value("您好，我在这里")
    expect(phone.locator("#draft")).to_have_text("已恢复草稿")
    other = console.another(console.admin)
    other.goto(f"/escalations/{id}")
    expect(other.locator("#presence")).to_contain_text("于敏 正在回复")  # E7
    assert "您好，我在这里" not in other.content()
    page.locator("form[action='/sign-out'] button").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('huzhu.draft'))") == []
    again = console.page()
    again.goto("/sign-in")
    again.locator("#login").fill("yu")
    again.locator("#password").fill(staff.PASSWORD)
    again.locator("#code").fill(console.secrets["yu"][1][0])  # a recovery code
    again.locator("#code").press("Enter")
    again.goto(f"/escalations/{id}")
    expect(again.locator("#reply")).to_have_value("您好，我在这里")
    again.locator("button[value=stay]").click()
    expect(again.locator(".thread .reply").last).to_contain_text("您好，我在这里")
    again.goto(f"/escalations/{id}")
    assert again.locator("#reply").count() == 0 or again.locator("#reply").input_value() == ""


def test_typing_goes_on_while_the_connection_is_lost(console):  # C19, C7
    id, page = claimed(console)
    page.context.set_offline(True)
    try:
        page.locator("#reply").fill("断网时写的话")
        expect(page.locator("#draft")).to_contain_text("已存在本机")
    finally:
        page.context.set_offline(False)
    page.goto(f"/escalations/{id}")
    expect(page.locator("#reply")).to_have_value("断网时写的话")
    expect(page.locator("#draft")).to_have_text("草稿已存")
    console.problems.clear()


def test_another_language_keeps_the_address_and_what_is_typed(console):  # X5
    id, page = claimed(console)
    page.locator("#reply").fill("写到一半")
    page.locator("summary", has_text="内部备注").click()
    page.locator("#note").fill("备注也写到一半")
    page.locator(".languages a[lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert f"/escalations/{id}" in page.url
    expect(page.locator("#reply")).to_have_value("写到一半")
    assert page.locator("#note").input_value() == "备注也写到一半"
    page.locator(".languages a[lang=zh-Hans]").click()
    expect(page.locator("#reply")).to_have_value("写到一半")
    page.goto("/escalations?state=claimed&desk=counselors")
    page.locator(".languages a[lang=zh-Hant]").click()
    assert "state=claimed" in page.url and "desk=counselors" in page.url
    page.goto("/escalations?lang=zh-Hans")


# ---- Nothing is sent in haste

def test_an_answer_can_be_taken_back_for_ten_seconds(console):  # C6
    id, page = claimed(console)
    page.locator("#reply").fill("写错了的回复")
    page.keyboard.press("Control+Enter")
    held = page.locator(f".held[action^='/escalations/{id}/']")
    expect(held).to_contain_text(re.compile(r"回复将在 (10|9|8|7) 秒后发出"))
    expect(held).to_contain_text(re.compile(r"回复将在 (6|5) 秒后发出"), timeout=6000)
    held.locator("button").click()
    expect(page.locator("#reply")).to_have_value("写错了的回复")
    assert page.locator(".thread .reply", has_text="写错了的回复").count() == 0
    assert console.state(id)["state"] == "claimed"
    page.wait_for_load_state()
    page.keyboard.press("Control+Shift+Enter")
    expect(page).to_have_url(re.compile("/escalations$"))
    page.wait_for_load_state()
    page.keyboard.press("u")  # Resolved in the same press, and still taken back.
    expect(page.locator("#reply")).to_have_value("写错了的回复")
    assert console.state(id)["state"] == "claimed"


def test_a_kill_in_the_ten_seconds_neither_loses_nor_doubles_the_answer(tmp_path, sink):  # C6, at four seconds of the ten
    daemon = Daemon(tmp_path, sink, {"HUZHU_TEST_HOLD_SECONDS": "4"}, small=True).start()
    admin = Visitor(daemon)
    admin.enrol(staff.first_link(daemon), login="admin", name="管理员")
    counselor, _ = join(daemon, "chen", "counselor")
    assert daemon.post(message("请问谁能帮我联系学校宿舍?", mentions_bot=True))[0] == 202
    id = until(lambda: re.search(r'id="row-(\w+)"', counselor.get("/escalations").text), 40, "the case")[1]
    def act(move, **fields):
        version = re.search(r'name="version" value="(\d+)"', counselor.get(f"/escalations/{id}").text)[1]
        assert counselor.post(f"/escalations/{id}/{move}", {"version": version, **fields}).status == 303
    def sent():
        return [each for each in sink.deliveries if each["text"] == "只发一次的回复"]
    act("claim")
    act("answer", text="只发一次的回复", then="stay")
    daemon.kill()
    assert sent() == []
    daemon.start()
    assert 'class="held"' in counselor.get(f"/escalations/{id}").text or sent(), "it waits on, and leaves by itself"
    until(sent, 40, "the answer")
    with sqlite3.connect(tmp_path / "data/huzhu.sqlite", timeout=30) as database:
        left = "SELECT count(*) FROM \"delivery\" WHERE \"kind\" = 'counselor' AND \"state\" <> 'delivered'"
        until(lambda: database.execute(left).fetchone()[0] == 0, 20, "the receipt")
    assert len(sent()) == 1
    daemon.kill()


# ---- Nobody is in each other's way

def test_fifty_claim_at_once_and_one_has_it(console):  # C3: fifty sessions by HTTP, two of them seen in real browsers
    watcher = console.another(console.admin)
    people = [console.enrol(f"many{number}", f"志愿者{number}", "counselor") for number in range(48)]
    own = [f"huzhu={each.cookies['huzhu']}" for each in people]
    sessions = own + [cookies(console.counselor), cookies(console.psychologist)]
    id = console.case()
    watcher.goto("/escalations")
    expect(watcher.locator(f"#row-{id}")).to_be_visible()
    expect(watcher.locator("body[data-live=on]")).to_be_attached()
    tokens = []
    for session in sessions[:-1]:
        page = console.daemon.call("GET", "/escalations", headers={"Cookie": session})[1]["text"]
        tokens.append(re.search(r'name="token" value="([^"]+)"', page)[1])
    answers, gate = [], threading.Barrier(len(tokens))
    def claim(session, token):
        gate.wait()
        answers.append(console.daemon.call("POST", f"/escalations/{id}/claim", urlencode(
            {"token": token, "version": "1"}).encode(), headers={
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": session, "Origin": console.base}))
    threads = [threading.Thread(target=claim, args=pair) for pair in zip(sessions, tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(status for status, _ in answers)
    assert statuses == [303] + [409] * (len(tokens) - 1) and len(tokens) == 49
    owner = console.state(id)["owner"]["name"]
    refused = [page["text"] for status, page in answers if status == 409]
    assert all(re.search(rf"{owner} 在 \S+ 认领", page) or re.search(rf"{owner}.*认领", page) for page in refused)
    expect(watcher.locator(f"#row-{id}")).to_have_count(0, timeout=15000)


def test_who_looks_and_who_writes_is_seen_and_gone_in_twenty_seconds(console):  # C4
    id, page = claimed(console)
    page.reload()
    other = console.another(console.admin)
    other.goto(f"/escalations/{id}")
    expect(other.locator("#presence")).to_contain_text("陈怡 正在查看", timeout=15000)
    expect(page.locator("#presence")).to_contain_text("管理员 正在查看", timeout=15000)
    page.locator("#reply").press_sequentially("您")
    expect(other.locator("#presence")).to_contain_text("陈怡 正在回复", timeout=15000)
    other.context.set_offline(True)  # As when a browser is killed: no last word comes from it.
    began = time.monotonic()
    expect(page.locator("#presence")).to_have_text("", timeout=21000)
    assert time.monotonic() - began <= 20.5
    other.context.close()
    page.goto("/escalations")
    console.problems.clear()


# ---- Nothing is missed

def test_an_answered_case_that_comes_back_opens_its_reply_box_on_the_open_page(console):
    sender = "u-back"
    id = console.case(sender=sender)
    page = console.join("kang", "康宁", "counselor")
    page.goto("/escalations")
    page.locator("form[action='/profile/duty'] button").click()
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    page.locator("#reply").fill("请稍等,我去问。")
    page.locator("button[value=stay]").click()
    expect(page.locator("#reply")).to_have_count(0)
    write(console, sender)
    expect(page.locator("#reply")).to_be_visible(timeout=30000)
    expect(page.locator(".thread .member .text").last).to_contain_text("还有一件事")


def test_a_new_line_is_marked_and_counted_for_its_reader_in_every_tab(console):  # C12
    sender = "u-unread"
    id = console.case(sender=sender)
    console.counselor.goto("/escalations")
    reader = console.join("bai", "白露", "counselor")
    reader.goto(f"/escalations/{id}")
    reader.locator("#claim").click()
    reader.goto("/escalations")
    second = reader.context.new_page()
    second.goto("/profile")
    assert not reader.title().startswith("(")
    expect(reader.locator("body[data-live=on]")).to_be_attached()
    write(console, sender)
    for tab in (reader, second):
        expect(tab).to_have_title(re.compile(r"^\(1\) "), timeout=30000)
    other = console.another(console.admin)
    other.goto("/escalations")
    assert not other.title().startswith("(")
    reader.goto(f"/escalations/{id}")
    expect(reader.locator(".unread + .line .text")).to_contain_text("还有一件事")
    assert reader.locator(".unread").count() == 1
    reader.reload()
    expect(reader.locator(".unread")).to_have_count(0)
    assert not reader.title().startswith("(")
    write(console, sender, "再补充一句话给工作人员")
    expect(reader.locator(".unread")).to_have_count(1, timeout=30000)
    expect(reader).to_have_title(re.compile(r"^(?!\()"), timeout=15000)  # Seen on the open page for three seconds.


STUBS = """
  window.told = []; window.beeps = 0;
  %s
  window.AudioContext = class { constructor() { this.destination = {}; this.currentTime = 0; }
    createOscillator() { window.beeps++; return { frequency: {}, connect() {}, start() {}, stop() {} }; } close() {} };
  Object.defineProperty(document, 'hidden', { get: () => window.isAway === true });
"""
NOTICE = """window.Notification = class { constructor(title, options) { window.told.push(title + '|' + (options.body ?? '')); }
  static permission = 'default'; static asked = 0;
  static async requestPermission() { Notification.asked++; Notification.permission = 'granted'; return 'granted'; } };"""


@pytest.mark.parametrize("has_notices", [True, False], ids=["browser", "chat-apps-browser"])
def test_a_notice_comes_by_choice_only_and_says_nothing_of_the_case(console, has_notices):  # C13
    login = f"notified{int(has_notices)}"
    page = console.join(login, "阿提", "counselor")
    page.context.add_init_script(STUBS % (NOTICE if has_notices else "delete window.Notification;"))
    page.goto("/profile")
    assert not has_notices or page.evaluate("Notification.asked") == 0
    page.locator("#notify-what").select_option("all")
    page.locator("#notify-sound").check()
    page.locator("#notify-keep").click()
    expect(page.locator("#notify-said")).to_contain_text("没有通知功能" if not has_notices else "存好了")
    if has_notices:
        assert page.evaluate("Notification.asked") == 1
    page.goto("/escalations")
    page.clock.install()
    expect(page.locator("body[data-live=on]")).to_be_attached()
    def heard():
        return page.evaluate("window.told.length + window.beeps")
    first = console.case("能不能请工作人员尽快联系我一下?")
    page.clock.run_for(2000)
    expect(page.locator(f"#row-{first}")).to_be_visible(timeout=20000)
    page.clock.run_for(2000)
    assert heard() == 0  # Looked at: no noise.
    page.evaluate("window.isAway = true")
    if has_notices:
        page.evaluate("Notification.permission = 'granted'")
    console.case("能不能再请工作人员联系我一下?")
    until(lambda: page.clock.run_for(500) or page.evaluate("window.beeps") == 1, 30, "the sound")
    page.clock.run_for(31000)
    assert page.evaluate("window.beeps") == 2  # Again after half a minute.
    told = page.evaluate("window.told")
    assert told == (["互助|有新的求助"] * 2 if has_notices else [])
    page.evaluate("window.isAway = false; document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    page.clock.run_for(65000)
    assert page.evaluate("window.beeps") == 2
    page.context.close()
    console.problems.clear()


# ---- Times, words and sizes

def test_times_are_told_by_the_readers_clock_and_the_members(console):  # C14
    page = console.join("nima", "尼玛", "counselor")
    console.admin.goto("/people/nima")
    console.admin.locator("#zone").fill("Asia/Kathmandu")
    console.admin.locator("form.stack button.main").click()
    id = console.case()
    page.goto(f"/escalations/{id}")
    received, local = page.locator("header.case time:not(.clock)").all()
    utc = time.strptime(received.get_attribute("datetime"), "%Y-%m-%dT%H:%M:%SZ")
    minutes = (utc.tm_hour * 60 + utc.tm_min + 345) % 1440  # five hours and three quarters ahead
    assert f"{minutes // 60:02d}:{minutes % 60:02d}" in received.inner_text()
    assert local.get_attribute("datetime").endswith("Z")
    for each in page.locator("time").all():
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each.get_attribute("datetime"))


@pytest.mark.parametrize("lang,nowhere", [("zh-Hans", "没有这一页"), ("en", "There is no such page")])
def test_errors_and_empty_lists_say_what_to_do_next(console, lang, nowhere):  # C22
    page = console.join(f"new{lang.lower()}", "新来的", "disseminator")
    for path, word in (("/escalations", "/escalations"), ("/escalations?mine=1", "mine"), ("/schedule", "roster.yaml")):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        calm = page.locator(".calm").all_inner_texts()
        assert calm and all(len(text) > 8 for text in calm), (path, word)
    for path in ("/escalations/nonsense", "/people", "/audit", "/groups"):
        answer = page.goto(f"{path}?lang={lang}")
        assert answer.status == 404 and page.locator("html").get_attribute("lang") == lang
        assert page.locator("main a.button").get_attribute("href") == "/escalations"
    for path in ("/nothing-here", "/chat/nowhere"):
        answer = page.goto(f"{path}?lang={lang}")
        assert answer.status == 404 and page.locator("html").get_attribute("lang") == lang
        assert nowhere in page.inner_text("h1") and page.locator("main a.button").get_attribute("href") == "/"
        assert console.daemon.call("GET", path)[1]["type"] == "about:blank", "a program is told as ever"
    cookie = cookies(page) + f"; huzhu_language={lang}"
    for path, fields, status in (("/profile/theme", {"token": "x"}, 403), ("/profile/theme", {}, 403)):
        code, html = console.daemon.call("POST", path, urlencode(fields).encode(), headers={
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": console.base})
        assert code == status and f'lang="{lang}"' in html["text"] and 'href="/escalations"' in html["text"]
    console.problems.clear()


def test_a_page_survives_narrow_screens_large_text_and_wide_spacing(console):  # X2
    id, page = claimed(console, page=console.another(console.counselor, (320, 640)))
    spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
    apply = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"
    for path in ("/escalations", f"/escalations/{id}", "/profile", "/schedule", "/canned"):
        for css in ("", "html { font-size: 200%; }", spacing):
            page.goto(path)
            page.evaluate(apply, css)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), (path, css)
    page.context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_focus_is_seen_and_never_covered_and_targets_are_large(console, size):  # X2
    id, page = claimed(console, page=console.another(console.counselor, size))
    page.goto(f"/escalations/{id}")
    covered, small = [], []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => { const e = document.activeElement; if (!e || e === document.body) return null;
          const r = e.getBoundingClientRect(), s = getComputedStyle(e);
          const x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y);
          return { html: e.outerHTML.slice(0, 90), seen: !!top && (e.contains(top) || top.contains(e) || top.closest('label')?.contains(e)),
            outline: s.outlineStyle !== 'none', tall: e.closest('label') ? e.closest('label').getBoundingClientRect().height : r.height, inline: s.display === 'inline' }; }""")
        if found is None:
            break
        if not found["seen"] or not found["outline"]:
            covered.append(found["html"])
        if found["tall"] < 44 and not found["inline"]:
            small.append(found["html"])
    assert covered == []
    assert small == []
    page.context.close()


def test_a_shift_is_offered_in_one_press_and_taken_in_one(console):  # C16
    leaver, follower = console.join("wan", "万晚", "counselor"), console.join("zao", "早早", "counselor")
    leaver.goto("/handover")
    expect(leaver.locator(".calm")).to_contain_text("安心下班")
    cases = [claimed(console, page=leaver)[0], claimed(console, text="能不能再请工作人员联系我一下?", page=leaver)[0]]
    leaver.goto("/handover")
    expect(leaver.locator(".rows li")).to_have_count(2)
    leaver.locator("#to").select_option("zao")
    leaver.get_by_role("button", name="全部交班").click()
    expect(leaver.locator(".calm").first).to_contain_text("已请 早早 接班")
    follower.goto("/escalations")
    follower.get_by_role("link", name="同事想把这一班交给您").click()
    expect(follower).to_have_url(re.compile("/handover$"))
    follower.get_by_role("button", name="全部接下").click()
    expect(follower).to_have_url(re.compile("mine=1"))
    assert [console.state(id)["owner"]["login"] for id in cases] == ["zao", "zao"]
    leaver.goto("/handover")
    expect(leaver.locator(".rows li")).to_have_count(0)
    leaver.goto("/handover?lang=en")
    assert violations(leaver) == []
    follower.context.close()
    leaver.context.close()
