"""The console in a real browser: coming in, the queue, a case from claim to resolve, and who is kept out."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

import staff
from console_pages import DESKTOP, PHONE, barriers, chromium, claimed, console, post  # noqa: F401
from program import ROOT, Daemon, message, until

HOSTILE = ["<img src=x onerror=window.hit=1>", "</script><script>window.hit=1</script>", "\u202egnp.exe {{token}} &lt;b&gt;",
           "'\"><svg/onload=window.hit=1>", "{{{words}}}{{/rows}}", "javascript:window.hit=1", "𝕏" * 500]


# ---- Coming in

def test_the_first_administrators_link_is_good_once(console):
    assert len(console.secrets["admin"][1]) == 10
    page = console.page()
    assert page.goto(console.link).status == 404
    console.problems.clear()  # Chromium writes the 404 itself to its console.


def test_a_phone_reads_the_qr_code_on_the_invitation(console):
    path = staff.invite(console.admin, "qr.reader", "扫码人", "volunteer")
    page = console.page()
    page.goto(path)
    assert staff.read_qr(page) == (
        f"otpauth://totp/Huzhu%3Aqr%2Ereader?secret={page.locator('.secret').inner_text()}&issuer=Huzhu")


def test_a_link_to_a_case_lands_on_it_after_signing_in_with_full_width_digits(console):
    id = console.case()
    page = console.page()
    page.goto(f"/escalations/{id}")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.locator("#login").fill("chen")
    page.locator("#password").fill(staff.PASSWORD)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in staff.code(console.secrets["chen"][0], time.time() + 30))
    page.locator("#code").fill(wide)
    page.locator("#code").press("Enter")
    expect(page).to_have_url(re.compile(f"/escalations/{id}"))


def test_wrong_and_unknown_look_the_same_and_the_form_keeps_the_login(console):
    shown = []
    for login in ("chen", "nobody-here"):
        page = console.page()
        page.goto("/sign-in")
        page.locator("#login").fill(login)
        page.locator("#password").fill("not the right words")
        page.locator("#code").fill("000000")
        page.locator("button.main").click()
        expect(page.locator(".errors")).to_be_focused()
        assert page.title().startswith("错误：")
        assert page.locator("#login").input_value() == login
        shown.append(page.content().replace(login, "LOGIN"))
    assert shown[0] == shown[1]
    console.problems.clear()


def test_forms_of_other_sites_and_without_token_are_refused(console):
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in console.counselor.context.cookies())
    console.counselor.goto("/profile")
    token = console.counselor.locator("input[name=token]").first.get_attribute("value")
    own = {"Origin": console.base}
    assert post(console, "/profile/theme", {"token": token}, own, cookies) == 303
    assert post(console, "/profile/theme", {"token": token}, {}, cookies) == 403
    assert post(console, "/profile/theme", {"token": token}, {"Origin": "http://evil.example"}, cookies) == 403
    assert post(console, "/profile/theme", {"token": token}, {"Origin": "null"}, cookies) == 403
    assert post(console, "/profile/theme", {"token": token}, {**own, "Sec-Fetch-Site": "cross-site"}, cookies) == 403
    assert post(console, "/profile/theme", {"token": "x" * 43}, own, cookies) == 403
    other = console.psychologist
    other.goto("/profile")
    theirs = other.locator("input[name=token]").first.get_attribute("value")
    assert post(console, "/profile/theme", {"token": theirs}, own, cookies) == 403
    assert post(console, "/sign-in", {"login": "chen"}, {"Origin": "http://evil.example"}) == 403


def test_cookies_and_headers_are_strict(console):
    cookies = {c["name"]: c for c in console.admin.context.cookies()}  # Given by the pages themselves.
    assert cookies["huzhu"]["httpOnly"] and cookies["huzhu"]["sameSite"] == "Lax" and cookies["huzhu"]["path"] == "/"
    headers = console.counselor.goto("/escalations").headers
    assert "default-src 'none'" in headers["content-security-policy"] and "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store" and headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_is_not_theirs_is_not_there(console):
    for path in ("/people", "/escalations/0000000000000", "/escalations/nonsense"):
        assert console.counselor.goto(path).status == 404
    id = console.case("我妈妈发烧三天了,一直咳嗽,要吃什么药?")
    assert console.counselor.goto(f"/escalations/{id}").status == 404  # the doctors' desk
    console.problems.clear()


def test_disabling_somebody_ends_their_session_at_once(console):
    page = console.join("leaver", "要走的人", "counselor")
    page.goto("/escalations")
    expect(page.locator("h1")).to_have_text("待办")
    console.admin.goto("/people")
    console.admin.locator("li", has_text="leaver").get_by_role("button", name="停用").click()
    page.goto("/escalations")
    expect(page).to_have_url(re.compile("/sign-in"))


# ---- A case

def test_the_main_task_takes_at_most_eight_key_presses(console):  # C1
    console.case()
    page = console.counselor
    page.goto("/escalations")
    expect(page.locator("body[data-live=on]")).to_be_attached()
    pressed = ["j", "c", "/", "ArrowDown", "Enter", "Control+Shift+Enter"]
    for key in pressed[:2]:
        page.keyboard.press(key)
    expect(page.locator("#reply")).to_be_focused()
    page.wait_for_load_state()
    id = page.locator("[data-case]").get_attribute("data-case")
    for key in pressed[2:]:
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("/escalations$"))
    assert console.state(id)["state"] == "resolved"
    assert len(pressed) <= 8


def test_the_main_task_takes_four_taps_on_a_phone(console):  # C2
    id = console.case()
    page = console.another(console.counselor, PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/escalations/{id}")
    page.locator("#claim").tap()
    page.locator("#canned-open").tap()
    page.locator("#canned li").nth(1).tap()
    page.locator("button[value=resolve]").tap()
    expect(page).to_have_url(re.compile("/escalations$"))
    assert console.state(id)["state"] == "resolved"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_claim_is_seen_by_others_within_a_second_and_comes_once(console):  # C3
    id = console.case()
    mine, other = console.another(console.counselor), console.another(console.admin)
    for page in (mine, other):
        page.goto("/escalations")
        expect(page.locator("body[data-live=on]")).to_be_attached()
    late = console.another(console.admin)
    late.goto(f"/escalations/{id}")
    mine.locator(f"#row-{id} button").click()
    expect(other.locator(f"#row-{id}")).to_have_count(0, timeout=15000)
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in late.context.cookies())
    token = late.locator("input[name=token]").first.get_attribute("value")
    assert post(console, f"/escalations/{id}/claim", {"token": token, "version": "1"}, {"Origin": console.base}, cookies) == 409
    console.problems.clear()


def test_a_new_line_stops_a_stale_reply_and_keeps_the_text(console):  # C5
    sender = "u-stale"
    id = console.case(sender=sender)
    page = console.another(console.counselor)
    page.goto(f"/escalations/{id}")
    page.locator("#claim").click()
    page.locator("#reply").fill("请稍等,我去问。")
    console.daemon.post(message("还有一件事:护照也快过期了怎么办?", sender))
    until(lambda: len(console.state(id)["messages"]) == 2, 40, "the second line")
    page.locator("button[value=stay]").click()
    expect(page.locator(".errors")).to_be_visible()
    assert page.locator("#reply").input_value() == "请稍等,我去问。"
    page.locator("button[value=stay]").click()
    expect(page.locator(".thread .reply").last).to_contain_text("请稍等")
    console.problems.clear()


def test_a_draft_survives_a_reload(console):  # C7, in this browser
    _, page = claimed(console)
    page.locator("#reply").fill("您好，请先")
    page.reload()
    expect(page.locator("#reply")).to_have_value("您好，请先")
    expect(page.locator("#draft")).to_have_text(re.compile("已恢复草稿|草稿已存"))


@pytest.mark.parametrize("typed", ["/fs", "／fs", "、fs", "/发", "/fever"])
def test_canned_replies_are_found_by_name_keyword_and_pinyin(console, typed):  # C8
    if not hasattr(console, "composing"):
        console.composing = claimed(console)[1].url
    page = console.counselor
    page.goto(console.composing)
    page.locator("#reply").fill("")
    page.keyboard.insert_text(typed)
    expect(page.locator("#canned li").first).to_contain_text("发烧")
    page.keyboard.press("Escape")
    expect(page.locator("#canned")).to_be_hidden()


def test_chinese_composition_never_sends(console):  # C9
    id, page = claimed(console)
    box = page.locator("#reply")
    expect(box).to_be_focused()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Input.imeSetComposition", {"text": "ceng", "selectionStart": 4, "selectionEnd": 4})
    page.keyboard.press("Control+Enter")
    cdp.send("Input.insertText", {"text": "测"})
    for shape in ({"isComposing": True}, {"keyCode": 229}):
        page.evaluate("s => document.querySelector('#reply').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, ...s}))", shape)
    assert "测" in box.input_value()
    assert console.state(id)["state"] == "claimed"


def test_a_note_never_reaches_the_member(console):  # C10
    id, page = claimed(console)
    page.locator("summary", has_text="内部备注").click()
    page.locator("#note").fill("只给同事看的一句话")
    page.locator("form.note button").click()
    expect(page.locator(".thread .note")).to_contain_text("只给同事看的一句话")
    assert "只给同事看的一句话" not in json.dumps(console.state(id), ensure_ascii=False)


def test_a_closed_case_opens_by_a_reason_and_both_stand_in_the_audit_trail(console):
    id = console.case("我妈妈发烧三天了,一直咳嗽,要吃什么药?", name="王小明")
    page = console.another(console.admin)
    page.goto(f"/escalations/{id}")
    assert "发烧" not in page.content() and "王小明" not in page.content()
    def trail():
        return [row["action"] for row in console.daemon.get(f"/api/v1/audit?actor=admin&escalation={id}", console.token)[1]["items"]]
    assert trail() == []
    page.locator("details.glass summary").click()
    page.locator("#reason").fill("值班医生联系不上")
    page.locator("details.glass button").click()
    expect(page.locator(".thread .member .text").first).to_contain_text("发烧")
    assert "王小明" not in page.content()  # C18: initials until it is claimed
    assert sorted(trail()) == ["glassBroken", "textViewed"]
    page.reload()
    assert trail().count("textViewed") == 2


def test_a_case_is_handed_on_to_a_person_who_accepts_it(console):  # C15
    id, page = claimed(console)
    page.locator("summary", has_text="转交").click()
    page.locator("#person").select_option("lin")
    page.locator("#transfer-note").fill("她想和心理咨询师谈")
    page.locator("form[action$='/transfer'] button").click()
    expect(page).to_have_url(re.compile("/escalations$"))
    assert console.state(id)["state"] == "transferring"
    receiver = console.another(console.psychologist)
    receiver.goto(f"/escalations/{id}")
    receiver.locator("form[action$='/accept'] button").click()
    expect(receiver.locator("#reply")).to_be_visible()
    expect(receiver.locator(".thread .note")).to_contain_text("她想和心理咨询师谈")
    assert (console.state(id)["state"], console.state(id)["owner"]["login"]) == ("claimed", "lin")


def test_handing_a_case_on_takes_five_key_presses_and_keys_of_one_letter_can_be_switched_off(console):  # C15, WCAG 2.1.4
    id, page = claimed(console)
    expect(page.locator("#reply")).to_be_focused()
    for key in ("Escape", "t", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    chosen = page.locator("form[action$='/transfer'] select[name=desk]").input_value()
    page.keyboard.insert_text("请接着帮她")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/escalations$"))
    assert console.state(id)["state"] == "transferring" and chosen in str(console.state(id))
    other = console.another(page)
    other.goto("/profile")
    other.locator("#one-letter").uncheck()
    other.goto("/escalations")
    expect(other.locator("body[data-live=on]")).to_be_attached()
    other.keyboard.press("?")
    expect(other.locator("#keys")).to_be_hidden()
    other.goto("/profile")
    other.locator("#one-letter").check()
    other.goto("/escalations")
    other.keyboard.press("?")
    expect(other.locator("#keys")).to_be_visible()
    other.context.close()


def test_a_case_is_put_off_and_taken_up_again(console):
    id, page = claimed(console)
    page.locator("summary", has_text="先放一放").click()
    page.locator("#snooze-reason").fill("等领馆上班")
    page.locator("form[action$='/snooze'] button").click()
    expect(page).to_have_url(re.compile("/escalations$"))
    assert console.state(id)["state"] == "snoozed"
    page.goto(f"/escalations/{id}")
    page.locator("form[action$='/wake'] button").click()
    expect(page.locator("#reply")).to_be_visible()
    assert console.state(id)["state"] == "claimed"


def test_a_critical_case_shows_numbers_and_is_not_resolved_without_a_choice(console):  # C17
    id = console.case("我不想活了")
    page = console.another(console.psychologist)
    page.goto(f"/escalations/{id}")
    expect(page.locator(".crisis")).to_contain_text("12308")
    page.locator("#claim").click()
    page.locator("#insert-crisis").click()
    page.locator("button[value=resolve]").click()
    expect(page.locator(".errors")).to_be_focused()
    assert "12308" in page.locator("#reply").input_value()
    page.locator("#replyform #follow-up").select_option("check_in")
    page.locator("button[value=resolve]").click()
    expect(page).to_have_url(re.compile("/escalations$"))
    assert console.state(id)["state"] == "resolved"
    console.problems.clear()


def test_eight_tabs_share_one_stream(console):  # C20
    first = console.another(console.counselor)
    tabs = [first] + [first.context.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto("/escalations")
        expect(tab.locator("body[data-live=on]")).to_be_attached()
    id = console.case()
    expect(tabs[7].locator(f"#row-{id}")).to_be_visible(timeout=15000)
    tabs[0].close()
    expect(tabs[3].locator("body[data-live=on]")).to_be_attached()
    id = console.case()
    expect(tabs[7].locator(f"#row-{id}")).to_be_visible(timeout=15000)
    first.context.close()


def test_claim_answer_and_resolve_work_without_script(console):  # C21
    id = console.case()
    page = console.another(console.counselor, java_script_enabled=False)
    page.goto("/escalations")
    page.locator(f"#row-{id} button").click()
    page.locator("#reply").fill("没有脚本也能回复")
    page.locator("button[value=stay]").click()
    assert "没有脚本也能回复" in page.locator("#thread").inner_text()
    page.locator("form[action$='/resolve'] button").click()
    assert page.locator(f"#row-{id}").count() == 0
    assert console.state(id)["state"] == "resolved"


def test_hostile_strings_are_shown_as_text(console):
    page = console.another(console.counselor)
    for number, text in enumerate(HOSTILE):
        id = console.case(f"能不能请工作人员联系我一下? {text}", f"u-hostile-{number}", name=text[:60])
        page.goto("/escalations")
        page.goto(f"/escalations/{id}")
        expect(page.locator(".thread .member .text").first).to_contain_text(text[:40])
        page.locator("#claim").click()
        page.locator("#reply").fill(text)
        page.locator("button[value=resolve]").click()
        expect(page).to_have_url(re.compile("/escalations$"))
        assert page.evaluate("window.hit") is None
    assert console.problems == []


# ---- How it looks

@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_every_page_is_free_of_barriers(console, lang, size):  # X1, light and dark
    if not hasattr(console, "shown"):
        console.shown = console.case("能不能请工作人员联系我一下?我住在慕尼黑"), claimed(console)[0], console.case("我不想活了", "u-crisis")
    waiting, mine, crisis = console.shown
    page = console.another(console.counselor, size, color_scheme="light")
    doctor = console.another(console.psychologist, size, color_scheme="light")
    admin = console.another(console.admin, size, color_scheme="light")
    stranger = console.page(size, color_scheme="light")
    visits = [(page, "/escalations"), (page, f"/escalations/{waiting}"), (page, f"/escalations/{mine}"), (doctor, f"/escalations/{crisis}"),
              (page, "/escalations?mine=1"), (page, "/profile"), (page, "/system"), (page, "/keys"), (page, "/prove"), (admin, "/people"), (stranger, "/sign-in")]
    found = {}
    for who, path in visits:
        who.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert who.locator("html").get_attribute("lang") == lang
        if path == f"/escalations/{mine}":
            who.locator("#canned-open").click()
        wrong = barriers(who)
        if wrong:
            found[path] = wrong
        assert who.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        small = who.evaluate("[...document.querySelectorAll('button,nav a,input:not([type=hidden]),select,summary')].map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()]).filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([h]) => h)")
        assert small == [], path
        unsaid = re.findall(r"\b(?:label|state|desk|severity|role|problem|error|part|ready|key|theme)_[a-zA-Z0-9_]+", who.locator("body").inner_text())
        assert unsaid == [], path
    for who in (page, doctor, admin, stranger):
        who.context.close()
    assert found == {}
    assert console.problems == []  # X7 and X8: nothing said, nothing asked of others


def test_the_queue_is_light(console):
    context = console.another(console.counselor, PHONE).context
    page = context.pages[0]
    page.goto("/escalations")
    page.wait_for_load_state("load")
    figures = page.evaluate("""() => { const n = performance.getEntriesByType('navigation')[0],
      r = performance.getEntriesByType('resource').filter(r => !r.name.endsWith('/live'));
      return { requests: 1 + r.length, bytes: n.transferSize + r.reduce((a, r) => a + r.transferSize, 0), nodes: document.querySelectorAll('*').length }; }""")
    print(figures)
    assert figures["requests"] <= 8 and figures["bytes"] <= 100_000 and figures["nodes"] <= 1500
    assert (ROOT / "Templates/assets/console.js").stat().st_size <= 20_000
    assert (ROOT / "Templates/assets/console.css").stat().st_size <= 15_000


def test_sigterm_ends_open_streams_and_the_page_says_so(tmp_path_factory, chromium):
    daemon = Daemon(tmp_path_factory.mktemp("stop"), small=True).start()
    page = chromium.new_context(base_url=f"http://127.0.0.1:{daemon.port}").new_page()
    staff.enrol(page, staff.first_link(daemon), "admin", "管理员")
    page.goto("/escalations")
    expect(page.locator("body[data-live=on]")).to_be_attached()
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began <= 2
    expect(page.locator('#lost')).to_be_visible(timeout=15000)  # C19
