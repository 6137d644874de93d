"""The pages on which entries are found, written, published and brought back, and those of what the bot says."""

import datetime
import re
import shutil
import time

import pytest
from playwright.sync_api import expect

from console_pages import LOOKS, PHONE, Console, chromium, violations  # noqa: F401
from program import ROOT, Daemon, until
from test_console_rooms import send

ENTRY = "quarantine-on-arrival-zhejiang"
UNSAID = re.compile(r"\b(?:faq|topic|state|problem|phrase|phrases|error|language)_[a-zA-Z0-9_]+")


@pytest.fixture(scope="module")
def console(tmp_path_factory, chromium):  # noqa: F811
    daemon = Daemon(tmp_path_factory.mktemp("faq"), small=True)
    (daemon.folder / "Templates/models").mkdir()
    shutil.copy(ROOT / "Templates/models/same-question.model", daemon.folder / "Templates/models")
    daemon.start()
    made = Console(daemon, chromium)
    made.writer = made.join("wen", "文静", "disseminator")
    made.second = made.join("su", "苏明", "coordinator")
    made.faq_token = daemon.token("reader", "coordinator")
    yield made
    daemon.kill()


def fresh(page):
    """The form of a new entry, without what was typed into it before."""
    page.goto("/faq/new")
    if page.locator(".restored button").count():
        page.locator(".restored button").click()
        expect(page.locator(".restored")).to_have_count(0)


def written(page, id, title="测试条目", answer="请看新公告。", question="新公告在哪里看", **more):
    """Fills the form of a new entry and saves it."""
    fresh(page)
    fields = {"id": id, "topic": "consular", "title_zh": title, "questions_zh": question, "answer_zh": answer,
              "source_name": "大使馆通知", **more}
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_role("button", name="存草稿").click()
    expect(page).to_have_url(re.compile(f"/faq/{id}\\?told=saved"))
    return page


def press(page, name):
    page.locator("#standing").get_by_role("button", name=name).click()


def published(console, id, **more):
    written(console.writer, id, **more)
    console.second.goto(f"/faq/{id}")
    press(console.second, "现在发布")
    expect(console.second.locator(".standing .severity")).to_contain_text("已发布")


def entry(console, id):
    return console.daemon.get(f"/api/v1/faq/{id}", console.faq_token)[1]


# ---- The list

def test_the_list_finds_entries_by_words_state_topic_and_country_and_names_the_next_step(console):
    page = console.writer
    written(page, "list-one", title="护照过期怎么办", countries="英国、fr")
    page.goto("/faq")
    row = page.locator("#entry-list-one")
    for word in ("草稿", "护照过期怎么办", "领事", "英国", "缺英文", "文静"):  # a missing language is marked
        expect(row).to_contain_text(word)
    expect(page.locator(f"#entry-{ENTRY}")).to_contain_text("已发布")
    assert page.locator(f"#entry-{ENTRY} .about").inner_text().split(" · ")[:2] == ["隔离", "2020-03-26 至 2020-05-31 有效"]
    page.locator("#q").fill("護照過期")  # Traditional finds Simplified
    page.get_by_role("button", name="显示").click()
    expect(page.locator(".entries li")).to_have_count(1)
    for query in ("country=GB", "state=draft&topic=consular", "q=list-one"):
        page.goto(f"/faq?{query}")
        expect(row).to_be_visible()
        expect(page.locator(f"#entry-{ENTRY}")).to_have_count(0)
    page.goto("/faq?q=nothing-like-it")
    expect(page.locator("main")).to_contain_text("没有符合的条目")
    page.goto("/faq?lang=en")
    expect(page.locator("nav.pages")).to_contain_text("FAQ")
    expect(row).to_contain_text("English is missing")
    page.goto("/faq?lang=zh-Hans")


def test_whoever_writes_no_entries_reads_them_and_finds_no_form(console):
    page = console.counselor
    page.goto(f"/faq/{ENTRY}")
    expect(page.locator(".bubble").first).to_contain_text("隔离")
    assert page.locator("#entry-form").count() == 0 and page.locator("#standing form").count() == 0
    assert page.goto("/faq/new").status == 404
    page.goto("/faq")
    assert send(console, page, f"/faq/{ENTRY}", {"revision": "1"})[0] == 404
    assert send(console, page, f"/faq/{ENTRY}/change", {"revision": "1", "then": "pause"})[0] == 404
    console.problems.clear()


# ---- Writing

def test_a1_two_languages_stand_side_by_side_and_a_missing_one_is_named_at_publishing(console):
    page = written(console.writer, "a1-panes")
    panes = page.locator("fieldset.pane")
    boxes = [panes.nth(n).bounding_box() for n in (0, 1)]
    assert boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]
    expect(panes.nth(1)).to_contain_text("缺英文")
    expect(page.locator("#standing")).to_contain_text("还没有英文")
    phone = console.another(page, PHONE)
    phone.goto("/faq/a1-panes")
    boxes = [phone.locator("fieldset.pane").nth(n).bounding_box() for n in (0, 1)]
    assert boxes[0]["x"] == boxes[1]["x"] and boxes[0]["y"] < boxes[1]["y"]
    phone.context.close()
    page.locator("#answer_zh").fill("头发和面条")
    page.locator("summary", has_text="繁体草稿").click()
    expect(page.locator(".bubble [lang=zh-Hant]")).to_have_text("頭髮和麵條")  # the Traditional draft
    page.goto("/faq")  # what was typed is kept, not saved
    assert entry(console, "a1-panes")["latest"] == 1


def test_a1_changing_one_language_marks_the_other_and_the_writer_may_say_it_still_holds(console):
    page = console.writer
    written(page, "parity", title_en="A notice", questions_en="where is the notice", answer_en="See the notice.")
    page.locator("#answer_zh").fill("请看第二份公告。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#standing")).to_contain_text("英文还没核对，不会自动发出")
    assert entry(console, "parity")["stale"] == ["en"]
    page.locator("[name=confirmed_en]").check()
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#standing")).not_to_contain_text("还没核对")
    assert entry(console, "parity")["stale"] == []


def test_a2_the_preview_follows_when_typing_stops_and_counts(console):
    page = written(console.writer, "a2-preview")
    page.locator("#answer_zh").fill("先准备一下")
    expect(page.locator(".bubble").first).to_contain_text("先准备一下")
    times = []
    for turn in range(5):
        text = f"第{turn}次改动的回答"
        began = time.monotonic()
        page.locator("#answer_zh").fill(text)
        page.wait_for_function("text => document.querySelector('.bubble .text')?.textContent.includes(text)", arg=text, polling=10)
        times.append(time.monotonic() - began)
    # 300 ms is the bar on a quiet machine, and a row of `bin/bench console`: here others may keep the machine busy.
    assert min(times) <= 3, times
    expect(page.locator(".bubble").first).to_contain_text("大使馆通知")  # the source line, as it would be sent
    page.locator("#answer_zh").fill("一\n二\n三\n四\n五\n\n细节在这里")
    expect(page.locator(".bubble .count.late").first).to_contain_text("群里最多 3 行")
    expect(page.locator(".bubble", has_text="细节在这里").first).to_contain_text("私信")


def test_what_is_typed_is_kept_on_the_server_and_on_every_device(console):
    page = written(console.writer, "kept")
    page.locator("#answer_zh").fill("打了一半")
    expect(page.locator("#kept")).to_contain_text("已自动保存")
    other = console.another(page, PHONE)
    other.goto("/faq/kept")
    expect(other.locator("#answer_zh")).to_have_value("打了一半")
    expect(other.locator("#standing")).to_contain_text("没存的改动")
    other.get_by_role("button", name="不要了").click()
    expect(other.locator("#answer_zh")).to_have_value("请看新公告。")
    other.context.close()


def test_the_editor_works_without_a_script(console):  # C21 for entries
    page = console.another(console.writer, java_script_enabled=False)
    written(page, "no-script")
    page.locator("#answer_zh").fill("没有脚本也能存。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator(".bubble").first).to_contain_text("没有脚本也能存。")
    page.context.close()


BAD = {
    "slot": ("answer_zh", "打 {{phone_of_my_uncle}}", "没有“phone_of_my_uncle”这个插入项"),
    "script": ("answer_zh", "<script>alert(1)</script>", "不能有脚本或 HTML"),
    "link": ("answer_zh", "请到 https://embassy.example.net/login 登录", "链接只能指向来源的网址"),
    "direction": ("answer_zh", "请看\u202eexe.txt", "看不见的字符"),
    "heading": ("answer_zh", "# en\n## answer\nhidden", "一行不能以 # 开头"),
    "day": ("valid_until", "2019-01-01", "不能早于开始"),
    "country": ("countries", "火星", "不认识这些国家：火星"),
    "address": ("source_url", "http://embassy.example", "要以 https:// 开头"),
}


@pytest.mark.parametrize("kind", BAD)
def test_x4_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(console, kind):
    field, text, told = BAD[kind]
    page = console.writer
    fresh(page)
    for name, value in {"id": f"bad-{kind}", "topic": "consular", "title_zh": "坏的", "questions_zh": "问",
                        "answer_zh": "答", "source_name": "通知", field: text}.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator(".errors")).to_contain_text(told)
    assert page.title().startswith("错误：")
    assert page.locator(".errors a").first.get_attribute("href") == f"#{field}"
    expect(page.locator(f"#{field}-wrong").or_(page.locator(f".wrong:near(#{field})")).first).to_contain_text(told)
    assert page.locator(f"#{field}").input_value() == text and page.locator("#title_zh").input_value() == "坏的"
    assert entry(console, f"bad-{kind}").get("id") is None
    console.problems.clear()


def test_a_text_of_ten_megabytes_is_refused_in_words(console):
    page = written(console.writer, "huge")
    status, html = send(console, page, "/faq/huge", {"revision": "1", "answer_zh": "x" * (10 << 20)})
    assert status == 413 and "太长了" in html and "回到上一页" in html
    status, html = send(console, page, "/faq/huge", {"revision": "1", "title_zh": "长", "questions_zh": "问", "answer_zh": "x" * 300_000})
    assert status == 422 and "太长了，最多 20000 字" in html
    assert entry(console, "huge")["latest"] == 1


def test_an_entry_that_is_asked_the_same_and_says_otherwise_is_named_on_saving(console):
    known = entry(console, ENTRY)["text"]
    question = re.search(r"^- (.+)$", known, re.M)[1]
    page = written(console.writer, "neighbour", question=question, answer="到浙江要隔离99天。")
    expect(page.locator("main > .warn").first).to_contain_text("浙江")
    page.locator("main > .warn a").first.click()
    expect(page).to_have_url(re.compile(f"/faq/{ENTRY}$"))
    page = written(console.writer, "neighbour-draft", title="同样的草稿", question=question, answer="到浙江要隔离99天。")
    expect(page.locator("main > .warn", has_text="测试条目")).to_be_visible()  # nobody has published that one yet


# ---- Two editors

def test_a7_a_second_editor_is_warned_within_a_second_and_a_stale_save_shows_both_texts(console):
    published(console, "a7-two")
    first, second = console.writer, console.second
    first.goto("/faq/a7-two")
    second.goto("/faq")
    second.goto("/faq/a7-two")
    first.wait_for_function("() => document.querySelector('.presence').textContent.includes('苏明')", polling=20)
    first.locator("#answer_zh").fill("文静写的")
    expect(second.locator(".presence")).to_contain_text("文静 正在改这一条")
    second.locator("#answer_zh").fill("苏明写的")
    second.get_by_role("button", name="存草稿").click()
    expect(second).to_have_url(re.compile("told=saved"))
    expect(first.locator("#moved-on")).to_be_visible()
    assert first.locator("#answer_zh").input_value() == "文静写的"
    with first.expect_response(lambda each: each.request.method == "POST" and each.url.endswith("/faq/a7-two")) as answer:
        first.get_by_role("button", name="存草稿").click()
    assert answer.value.status == 409
    both = first.locator("#other")
    expect(both).to_contain_text("苏明写的")
    expect(both).to_contain_text("文静写的")
    assert first.locator("#answer_zh").input_value() == "文静写的"
    first.get_by_role("button", name="存草稿").click()  # seen, and wanted
    expect(first).to_have_url(re.compile("told=saved"))
    versions = console.daemon.get("/api/v1/faq/a7-two/versions", console.faq_token)[1]["items"]
    assert ["苏明写的" in versions[-2]["text"], "文静写的" in versions[-1]["text"]] == [True, True]
    console.problems.clear()


# ---- Publishing

def test_a5_a_schedule_names_its_effect_in_two_zones_and_the_one_it_replaces_and_goes_live(console):
    written(console.writer, "a5-schedule")
    page = console.second
    page.goto("/faq/a5-schedule")
    page.locator("#when summary").click()
    page.locator("#zone").select_option("Asia/Shanghai")
    page.locator("#at").fill("2031-12-01T09:00")
    button = page.locator("#when").get_by_role("button", name="定时发布")
    expect(button).to_contain_text("12月1日 09:00 中国大陆时间")
    assert re.search(r"12月1日 0[12]:00 .+时间 /|/ 12月1日 0\d:00 .+时间", button.inner_text())
    button.click()
    expect(page.locator(".standing .severity")).to_contain_text("已定时")
    expect(page.locator("#standing")).to_contain_text("取消原定的 12月1日")
    page.locator("#when summary").click()
    page.locator("#at").fill("2031-12-02T09:00")
    expect(page.locator("#when").get_by_role("button", name="改为定时发布")).to_contain_text("原定 12月1日")
    page.goto("/faq/a5-schedule?at=2019-01-01T09:00")
    expect(page.locator("#when")).to_contain_text("请选一个将来的时间")
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    revision = page.locator("#standing input[name=revision]").first.input_value()
    assert send(console, page, "/faq/a5-schedule/change", {"revision": revision, "then": "schedule", "time": soon})[0] == 303
    until(lambda: entry(console, "a5-schedule")["state"] == "published", 7, "going live")


def test_a5_a_high_risk_text_needs_a_second_person_and_every_state_is_told_in_words(console):
    page = console.second
    written(page, "a5-risk", topic="visa")
    press(page, "现在发布")
    expect(page.locator(".errors")).to_contain_text("由作者以外的人发布")
    press(page, "送第 1 版给别人复核")
    expect(page.locator(".standing .severity")).to_contain_text("等复核")
    expect(page.locator("#reason")).to_be_visible()
    admin = console.admin
    admin.goto("/faq/a5-risk")
    press(admin, "现在发布第 1 版")
    expect(admin.locator(".standing .severity")).to_contain_text("已发布")
    press(admin, "暂停")
    expect(admin.locator(".standing .severity")).to_contain_text("已暂停")
    press(admin, "恢复")
    expect(admin.locator(".standing .severity")).to_contain_text("已发布")
    admin.locator("#answer_zh").fill("第二版")
    admin.get_by_role("button", name="存草稿").click()
    expect(admin.locator(".standing .severity")).to_contain_text("已发布，有草稿")
    page.goto("/faq/a5-risk")
    press(page, "现在发布第 2 版")
    press(page, "撤销发布，回到第 1 版")  # the undo window
    expect(page.locator("#standing")).to_contain_text("在用：第 3 版")
    press(page, "归档")
    expect(page.locator(".standing .severity")).to_contain_text("已归档")
    console.problems.clear()


def test_a4_pinned_questions_block_publishing_until_a_reason_is_given(console):
    pinned = {"text": "回国到浙江要隔离多少天?", "expected": "a4-gate", "group": "europe"}
    written(console.writer, "a4-gate", question="哪里有大使馆的电话", answer="见大使馆主页。")
    status, made = console.daemon.call("POST", "/api/v1/faq/pinned", pinned, token=console.faq_token)
    assert status == 201, made
    page = console.second
    page.goto("/faq/a4-gate")
    press(page, "现在发布")
    expect(page.locator(".pinned")).to_contain_text("回国到浙江要隔离多少天?")
    assert entry(console, "a4-gate")["state"] == "draft"
    page.locator("#override").fill("新规定还没出")
    press(page, "仍然发布")
    expect(page.locator(".standing .severity")).to_contain_text("已发布")
    console.daemon.call("DELETE", f"/api/v1/faq/pinned/{made['id']}", token=console.faq_token)
    console.problems.clear()


# ---- Versions

def test_a6_any_two_versions_are_compared_and_one_is_brought_back_in_two_presses(console):
    published(console, "a6-versions", title_en="Notice", questions_en="what now", answer_en="Stay fourteen days at home.")
    page = console.second
    page.locator("#answer_zh").fill("请看旧公告。")
    page.locator("#answer_en").fill("Stay seven days at home.")
    page.get_by_role("button", name="存草稿").click()
    press(page, "现在发布")
    page.get_by_role("link", name="全部版本").click()
    expect(page.locator("del", has_text="新")).to_have_text("新")  # by character in Chinese
    expect(page.locator("ins", has_text="旧")).to_have_text("旧")
    expect(page.locator("del", has_text="fourteen")).to_have_text("fourteen")  # by word in English
    before = console.daemon.get("/api/v1/faq/a6-versions/versions", console.faq_token)[1]
    page.locator("#version-1 summary").click()
    page.locator("#version-1").get_by_role("button", name="马上按第 1 版回答（成为第 3 版）").click()
    expect(page.locator("#standing")).to_contain_text("在用：第 3 版")
    after = console.daemon.get("/api/v1/faq/a6-versions/versions", console.faq_token)[1]["items"]
    assert after[:2] == before["items"] and after[2]["text"] == after[0]["text"]  # history is never rewritten


# ---- What the bot says

def test_a_bot_phrase_is_edited_in_place_refused_with_wrong_slots_and_brought_back(console):
    page = console.admin
    page.goto("/phrases")
    row = page.locator("#phrase-answer")
    row.locator("summary").first.click()
    box = row.locator("textarea").first
    box.fill("{{{answer}}} {{{weather}}}")
    row.get_by_role("button", name="马上这样说").first.click()
    expect(page.locator(".errors")).to_contain_text("没有“weather”这个插入项")
    expect(page.locator(".errors")).to_contain_text("不能少了插入项“source_line”")
    expect(box).to_have_value("{{{answer}}} {{{weather}}}")
    for text, told in (("{{{answer}} {{{source_line}}}", "花括号没有成对"), ("<b>x</b>{{{answer}}}{{{source_line}}}", "不能有脚本"), (" ", "不能是空的")):
        box.fill(text)
        row.get_by_role("button", name="马上这样说").first.click()
        expect(page.locator(".errors")).to_contain_text(told)
    box.fill("{{{answer}}}\n—— {{{source_line}}}")
    row.get_by_role("button", name="马上这样说").first.click()
    expect(page.locator("main")).to_contain_text("已生效")
    writer = console.writer
    writer.goto(f"/faq/{ENTRY}")
    expect(writer.locator(".bubble").first).to_contain_text("—— 来源")
    console.daemon.stop()
    console.daemon.start(port=console.daemon.port)  # the edit outlives a restart
    page.goto("/phrases")
    expect(row).to_contain_text("—— {{{source_line}}}")
    row.locator("summary").first.click()
    row.get_by_role("button", name="改回原文").click()
    expect(row).not_to_contain_text("——")
    assert send(console, page, "/phrases", {"phrase": "thanks", "language": "zh", "text": "甲", "version": "3", "then": "keep"})[0] == 409
    console.counselor.goto("/phrases")
    assert console.counselor.locator("main form").count() == 0
    console.problems.clear()


def test_what_is_said_in_an_emergency_is_changed_by_two(console):
    page, row = console.admin, console.admin.locator("#phrase-emergency_violence")
    page.goto("/phrases")
    row.locator("summary").first.click()
    box = row.locator("textarea").first
    before = box.input_value()
    box.fill(before + "\n我们都在。")
    row.get_by_role("button", name="请另一个人看").first.click()
    expect(page.get_by_role("status").filter(has_text="等另一个人看过才生效")).to_be_visible()
    expect(row.locator(".text").first).to_have_text(before)  # the old text is still said
    expect(row).to_contain_text("管理员 建议改成")
    assert row.get_by_role("button", name="看过了，马上这样说").count() == 0
    seen = row.locator("[name=seen]").input_value()
    fields = {"phrase": "emergency_violence", "language": "zh", "then": "accept", "seen": seen}
    assert send(console, page, "/phrases", fields)[0] == 409  # not by its author, by no way
    second = console.second
    second.goto("/phrases")
    assert send(console, second, "/phrases", {**fields, "seen": "another text"})[0] == 409  # only what was seen
    other = second.locator("#phrase-emergency_violence")
    other.get_by_role("button", name="看过了，马上这样说").click()
    expect(other.locator(".text").first).to_have_text(before + "\n我们都在。")
    expect(other).not_to_contain_text("建议改成")
    other.locator("summary").first.click()
    other.get_by_role("button", name="改回原文").first.click()  # what shipped was looked at before
    expect(other.locator(".text").first).to_have_text(before)
    other.locator("summary").first.click()
    other.locator("textarea").first.fill("另一段话 {{{number}}}" if "{{{number}}}" in before else before + "。")
    other.get_by_role("button", name="请另一个人看").first.click()
    other.get_by_role("button", name="不要了").click()
    expect(second.get_by_role("status").filter(has_text="已放弃")).to_be_visible()
    console.problems.clear()


# ---- How they are used and how they look

def test_an_entry_is_written_and_published_by_keyboard_alone(console):
    page = console.second
    page.goto("/faq")
    page.get_by_role("link", name="写一条新的").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id")).to_be_visible()
    page.locator("#id").focus()
    typed = {"id": "by-keys", "title_zh": "键盘", "questions_zh": "只用键盘可以吗", "answer_zh": "可以。", "topic": "groups", "source_name": "通知"}
    reached = []
    for _ in range(60):
        name = page.evaluate("document.activeElement.id")
        if name in typed and name not in reached:
            reached.append(name)
            page.keyboard.insert_text(typed[name])
        if len(reached) == len(typed):
            break
        page.keyboard.press("Tab")
    assert set(reached) == set(typed)
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile("/faq/by-keys"))
    button = page.locator("#standing").get_by_role("button", name="现在发布")
    for _ in range(40):
        if button.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".standing .severity")).to_contain_text("已发布")


@pytest.mark.parametrize("lang,size,theme", LOOKS, ids=str)
def test_x1_every_page_of_the_faq_is_free_of_barriers(console, lang, size, theme):
    page = console.another(console.admin, size, color_scheme=theme)
    found, unsaid = {}, {}
    for path in ("/faq", "/faq/new", f"/faq/{ENTRY}", f"/faq/{ENTRY}/versions", "/faq?q=none-such", "/phrases"):
        page.goto(path + ("&" if "?" in path else "?") + f"lang={lang}")
        for each in page.locator("main details > summary").all()[:4]:
            each.click()
        if path == "/faq/new":
            page.locator("#topic").fill("X")
            page.locator(".entry-form .send button").click()
            expect(page.locator(".errors")).to_be_visible()
        wrong = violations(page)
        if wrong:
            found[path] = wrong
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        keys = UNSAID.findall(page.locator("main").inner_text())
        if [key for key in keys if path != "/phrases"]:
            unsaid[path] = keys
    page.context.close()
    assert (found, unsaid) == ({}, {})
    assert [p for p in console.problems if "422" not in p] == []
    console.problems.clear()
