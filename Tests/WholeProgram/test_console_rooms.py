"""The console's other pages: schedule, groups, canned replies, the audit trail, and people."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

import staff
from console_pages import DESKTOP, PHONE, barriers, chromium, claimed, console, cookies  # noqa: F401
from program import until

ROSTER = """
cover: [counselors, psychologists]
people:
  - login: chen
    time_zone: Europe/Berlin
    languages: [zh, en]
    desks: [counselors]
    shifts:
      - { days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "12:00" }
      - { days: [mon, tue, wed, thu, fri, sat, sun], from: "12:00", to: "24:00" }
"""


def send(console, page, path, fields):
    """Posts a form as this browser would; gives status and page."""
    token = page.locator("input[name=token]").first.get_attribute("value")
    status, answer = console.daemon.call("POST", path, urlencode({"token": token, **fields}, doseq=True).encode(), headers={
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies(page), "Origin": console.base})
    return status, answer.get("text", "")


# ---- Schedule

def test_the_schedule_tells_who_is_there_and_names_each_gap(console):  # C16: a gap is told a day ahead
    page = console.counselor
    page.goto("/schedule")
    expect(page.locator("main")).to_contain_text("排班表是空的")
    roster = console.daemon.folder / "Config/roster.yaml"
    roster.write_text(ROSTER)
    until(lambda: page.goto("/schedule") and page.locator(".day").count() == 7, 30, "the roster")
    expect(page.locator(".gaps li")).to_have_count(5)  # nobody sits at the psychologists' desk of any group
    expect(page.locator(".gaps li").first).to_contain_text("心理")
    expect(page.locator(".gaps")).not_to_contain_text("咨询答疑")
    expect(page.locator(".day").first).to_contain_text("今天")
    expect(page.locator(".day li").first).to_contain_text("陈怡")
    assert page.locator(".day").first.locator("rect.shift").count() >= 1
    page.goto("/schedule?lang=en")
    expect(page.locator(".day h2").first).to_contain_text(re.compile("(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"))
    page.goto("/schedule?lang=zh-Hans")
    console.admin.goto("/escalations")
    expect(console.admin.locator(".warn")).to_contain_text("有空档，没有人值班")
    page.goto("/escalations")
    expect(page.locator("p.warn")).to_have_count(0)  # told to those who can fill it


# ---- Groups and connections

def test_groups_and_connections_show_state_and_last_message(console):
    console.case()
    page = console.admin
    page.goto("/groups")
    expect(page.locator("main")).to_contain_text("自动发出")
    europe = page.locator("li", has_text="欧洲").first
    expect(europe).to_contain_text("最后一条消息")
    expect(page.locator("li", has_text="大洋洲").first).to_contain_text("最近没有消息")
    expect(page.locator("li", has_text="gateway").last).to_contain_text("webhook")
    assert console.counselor.goto("/groups").status == 404
    console.problems.clear()


# ---- Canned replies

def test_an_administrator_edits_canned_replies_and_counselors_find_them(console):  # C8, X4
    page = console.admin
    page.goto("/canned")
    form = page.locator("form:has(input[name=new])")
    form.locator("#name").fill("通风")
    form.locator("#keywords").fill("window air")
    form.locator("#zh").fill("请先打开窗户通风。")
    form.locator("#en").fill(" ")
    form.locator("button").click()
    expect(page.locator(".errors")).to_be_focused()
    assert page.title().startswith("错误：") and page.locator(".errors a").get_attribute("href") == "#en"
    assert form.locator("#zh").input_value() == "请先打开窗户通风。"
    form.locator("#en").fill("Please open a window first.")
    form.locator("button").click()
    row = page.locator(".replies > li", has_text="通风")
    expect(row).to_contain_text("Please open a window first.")
    row.locator("summary").click()
    row.locator("textarea[name=zh]").fill("请先开窗。<b>慢慢</b>呼吸。")
    row.get_by_role("button", name="存好").click()
    expect(page.locator(".replies > li", has_text="通风")).to_contain_text("<b>慢慢</b>")
    _, counselor = claimed(console)
    counselor.locator("#reply").fill("")
    counselor.keyboard.insert_text("/tf")
    expect(counselor.locator("#canned li").first).to_contain_text("请先开窗")
    counselor.keyboard.press("Escape")
    counselor.goto("/canned")
    assert counselor.locator("main form").count() == 0
    assert send(console, counselor, "/canned", {"name": "x", "zh": "x", "en": "x", "then": "keep", "version": "0"})[0] == 404


def test_two_editors_of_one_canned_reply_do_not_overwrite_each_other(console):
    page = console.admin
    page.goto("/canned")
    fields = {"name": "收到", "keywords": "", "en": "Got it", "then": "keep", "version": "0"}
    assert send(console, page, "/canned", {**fields, "zh": "甲写的"})[0] == 303
    status, html = send(console, page, "/canned", {**fields, "zh": "乙写的"})
    assert status == 409 and "乙写的" in html and "刚刚有人改过" in html
    assert send(console, page, "/canned", {**fields, "version": "1", "then": "remove"})[0] == 303
    page.goto("/canned")
    assert page.locator(".replies > li", has_text="收到您的问题").count() == 0
    page.get_by_role("button", name="恢复 收到").click()
    expect(page.locator(".replies > li", has_text="收到您的问题")).to_have_count(1)
    new = {**fields, "new": "1", "zh": "重名"}
    assert send(console, page, "/canned", new)[0] == 422


# ---- Audit trail

def test_the_audit_trail_is_filtered_paged_and_for_administrators_alone(console):
    id, page = claimed(console)
    admin = console.admin
    admin.goto("/audit")
    expect(admin.locator(".calm").first).to_contain_text("记录链完整")
    admin.locator("#subject").fill(id)
    admin.locator("#actor").select_option("chen")
    admin.locator("form.filter-row button").click()
    rows = admin.locator(".trail li")
    assert rows.count() >= 1 and all("陈怡" in text and id in text for text in rows.all_inner_texts())
    assert "请工作人员" not in admin.content()
    for _ in range(60):  # each look at the trail is a row of it
        console.daemon.call("GET", "/audit", headers={"Cookie": cookies(admin)})
    admin.goto("/audit?action=auditRead&actor=admin")
    expect(rows).to_have_count(50)
    first = rows.first.inner_text()
    admin.get_by_role("link", name="再往后").click()
    assert rows.count() >= 10 and "action=auditRead" in admin.url and "actor=admin" in admin.url
    assert rows.first.inner_text() != first or rows.count() < 50
    admin.goto("/audit?subject=0000000000000")
    expect(admin.locator("main")).to_contain_text("没有符合的记录")
    assert page.goto("/audit").status == 404
    console.problems.clear()


# ---- People

def test_an_administrator_changes_what_somebody_is_trusted_with_and_it_counts_at_once(console):
    page = console.join("wei", "卫青", "counselor")
    medical = console.case("我妈妈发烧三天了,一直咳嗽,要吃什么药?")
    assert page.goto(f"/escalations/{medical}").status == 404
    admin = console.admin
    admin.goto("/people")
    admin.locator("#person-wei").get_by_role("link", name="修改").click()
    admin.locator("input[name=role][value=counselor]").uncheck()
    admin.locator("#name").fill("")
    admin.locator("#name").evaluate("each => each.required = false")
    admin.locator("#zone").fill("Mars/Olympus")
    admin.locator("form.stack button.main").click()
    expect(admin.locator(".errors li")).to_have_count(3)  # X4: every problem at once, nothing lost
    assert admin.locator("#zone").input_value() == "Mars/Olympus"
    admin.locator("#name").fill("卫医生")
    admin.locator("input[name=role][value=general_practitioner]").check()
    admin.locator("input[name=group][value=europe]").check()
    admin.locator("input[name=desk][value=general_practitioners]").check()
    admin.locator("input[name=language][value=en]").uncheck()
    admin.locator("#zone").fill("Europe/Rome")
    admin.locator("form.stack button.main").click()
    row = admin.locator("#person-wei")
    for word in ("卫医生", "全科医生", "欧洲", "Europe/Rome"):
        expect(row).to_contain_text(word)
    assert page.goto(f"/escalations/{medical}").status == 200
    page.goto("/profile")
    expect(page.locator("main")).to_contain_text("卫医生")
    console.problems.clear()


def test_an_administrator_cannot_take_the_role_from_themselves(console):
    admin = console.admin
    admin.goto("/people/admin")
    admin.locator("input[name=role][value=administrator]").uncheck()
    admin.locator("input[name=role][value=counselor]").check()
    admin.locator("form.stack button.main").click()
    expect(admin.locator(".errors")).to_contain_text("不能去掉自己的管理员角色")
    assert console.counselor.goto("/people/chen").status == 404
    console.problems.clear()


def test_an_invitation_is_sent_again_and_a_second_factor_reset(console):
    page = console.join("duo", "多多", "volunteer")
    console.admin.goto("/people/duo")
    console.admin.get_by_role("button", name="重设登录").click()
    link = "/invitation/" + console.admin.locator(".address").inner_text().split("/invitation/")[1]
    console.admin.goto("/people/duo")
    console.admin.get_by_role("button", name="重设登录").click()
    newer = "/invitation/" + console.admin.locator(".address").inner_text().split("/invitation/")[1]
    other = console.page()
    assert other.goto(link).status == 404  # the older link is void
    secret, codes = staff.enrol(other, newer)
    assert secret != console.secrets["duo"][0] and len(codes) == 10
    page.goto("/escalations")
    expect(page).to_have_url(re.compile("/sign-in"))  # what was there before is void
    console.problems.clear()


# ---- How they look

@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_every_further_page_is_free_of_barriers(console, lang, size):  # X1, light and dark
    admin = console.another(console.admin, size, color_scheme="light")
    page = console.another(console.counselor, size, color_scheme="light")
    id, _ = claimed(console, page=page)
    page.locator("#reply").fill("一会儿再说")
    page.locator("button[value=stay]").click()
    expect(page.locator(".held").first).to_be_visible()
    found = {}
    visits = [(page, f"/escalations/{id}"), (page, "/schedule"), (page, "/handover"), (page, "/canned"), (page, "/profile"),
              (admin, "/groups"), (admin, "/canned"), (admin, "/audit"), (admin, "/people"), (admin, "/people/chen"),
              (admin, "/escalations")]
    for who, path in visits:
        who.goto(f"{path}?lang={lang}")
        who.locator(".menu summary").click()
        for each in who.locator("main details > summary").all()[:3]:
            each.click()
        wrong = barriers(who)
        if wrong:
            found[path] = wrong
        assert who.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        unsaid = re.findall(r"\b(?:label|state|desk|severity|role|problem|error|part|ready|key|theme|act|chain|mode|notice|connection|language|day|held|told)_[a-zA-Z0-9_]+", who.locator("body").inner_text())
        assert unsaid == [], path
    for who in (page, admin):
        who.context.close()
    assert found == {}
    assert console.problems == []
