"""The console's pages on trying questions, misses, replays, corrections and figures."""

import io
import os
import re
import sqlite3
import unicodedata

import pypdf
import pytest
from playwright.sync_api import expect

from console_pages import LOOKS, PHONE, Console, chromium, cookies, violations  # noqa: F401
from program import Daemon, Sink, message, until
from visitor import join

ENTRY = "quarantine-on-arrival-zhejiang"
QUESTION = "回国到浙江要隔离多少天?"
TITLE = "到浙江后要隔离多久、在哪里"


def call(daemon, token, method, path, body=None, seen=None):
    headers = {"If-Match": f'"{seen}"'} if seen is not None else {}
    return daemon.call(method, f"/api/v1/faq/{path}", body, token=token, headers=headers)


@pytest.fixture(scope="module")
def console(tmp_path_factory, chromium):
    """One installation with one entry; a coordinator, another one, and somebody who writes entries."""
    sink = Sink()
    sink.behave = lambda number, body: (200, {}, b'{"message_id": "post-%d"}' % number)
    daemon = Daemon(tmp_path_factory.mktemp("insight"), sink, small=True)
    daemon.start()
    made = Console(daemon, chromium)
    made.sink = sink
    made.chen = made.join("xu", "徐宁", "coordinator")
    made.wang = made.join("wang", "王芳", "coordinator")
    made.lin = made.join("lei", "雷敏", "disseminator")
    made.robot = daemon.token("robot", "coordinator")
    made.writer = daemon.token("writer", "disseminator")
    yield made
    daemon.kill()
    sink.close()


def asked(console, text, sender=None, **more):
    assert console.daemon.post(message(text, sender, mentions_bot=True, **more))[0] == 202


def last_event(console):
    found = console.daemon.get("/api/v1/events?limit=500", console.robot)[1]["items"]
    return found[-1]["sequence"] if found else 0


# ---- Trying questions

def test_enter_tries_a_question_and_shows_scores_thresholds_and_why(console):  # A3
    page = console.lin
    before = last_event(console)
    page.goto("/faq/try")
    page.locator("#text").fill(QUESTION)
    page.locator("#text").press("Enter")
    expect(page.locator("#trial-head")).to_contain_text(TITLE)
    assert 1 <= page.locator(".candidates > li").count() <= 5
    first = page.locator(".candidates > li").first
    assert 60 <= int(first.locator(".score").inner_text()) <= 100
    bar = float(first.locator("rect.bar-line").get_attribute("x"))
    assert 50 <= bar <= 80 and float(first.locator("rect.value").get_attribute("width")) > bar
    expect(first).to_contain_text(QUESTION)  # the nearest phrasing
    expect(first).to_contain_text("共同的字词")
    version = call(console.daemon, console.writer, "GET", f"{ENTRY}/versions")[1]["items"][-1]["fingerprint"]
    expect(first).to_contain_text(version)
    expect(page.locator(".trial")).to_contain_text("有条目够把握")
    expect(page.locator(".trial")).to_contain_text(re.compile(r"[\d.]+ ms"))
    assert "隔离" not in page.url
    assert last_event(console) == before  # never counted


def test_the_arrows_bring_back_what_was_tried_before(console):  # A3
    page = console.lin
    page.goto("/faq/try")
    page.evaluate("sessionStorage.clear()")
    page.goto("/faq/try")
    for text in ("第一个问题是什么?", "第二个问题是什么?"):
        page.locator("#text").fill(text)
        page.locator("#text").press("Enter")
        expect(page.locator("#trial-head")).to_be_visible()
        expect(page.locator("#text")).to_have_value(text)
    box = page.locator("#text")
    box.fill("写了一半")
    seen = []
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
        box.press(key)
        seen.append(box.input_value())
    assert seen == ["第二个问题是什么?", "第一个问题是什么?", "第一个问题是什么?", "第二个问题是什么?", "写了一半"]
    page.goto("/faq/try")
    box.press("ArrowUp")
    assert box.input_value() == "第二个问题是什么?"
    expect(page.locator("#recall")).to_be_visible()


def test_an_entry_is_put_right_where_it_was_found_and_the_question_is_tried_again(console):  # A3
    daemon, page = console.daemon, console.lin
    _, before = call(daemon, console.writer, "GET", ENTRY)
    page.goto("/faq/try")
    page.locator("#text").fill(QUESTION)
    page.locator("#text").press("Enter")
    first = page.locator(".candidates > li").first
    first.locator("summary", has_text="在这里改").click()
    questions, answer = first.locator("[name=questions_zh]"), first.locator("[name=answer_zh]")
    questions.fill(questions.input_value() + "\n宿舍晚上几点关门?")
    answer.fill("<script>alert(1)</script>")
    first.get_by_role("button", name="存草稿，再试一次").click()
    expect(page.locator(".errors")).to_contain_text("不能有脚本或 HTML")
    expect(answer).to_be_visible()  # nothing typed is lost
    assert answer.input_value().startswith("<script>") and questions.input_value().endswith("几点关门?")
    answer.fill("七天。")
    first.get_by_role("button", name="存草稿，再试一次").click()
    expect(page.get_by_role("status").filter(has_text="已存成第")).to_be_visible()
    assert page.locator("#source").input_value() == "draft" and page.locator("#text").input_value() == QUESTION
    _, after = call(daemon, console.writer, "GET", ENTRY)
    assert after["latest"] == before["latest"] + 1 and after["published"] == before["published"]
    assert "- 宿舍晚上几点关门?\n" in after["text"] and "七天。" in after["text"] and after["stale"] == ["en"]
    fingerprint = call(daemon, console.writer, "GET", f"{ENTRY}/versions")[1]["items"][-1]["fingerprint"]
    expect(first).to_contain_text(fingerprint)
    # Somebody saved meanwhile: nothing goes over their text, and what was typed stays.
    first.locator("summary", has_text="在这里改").click()
    answer.fill("八天。")
    back = call(daemon, console.writer, "PUT", ENTRY, {"text": before["text"], "confirmed": ["zh", "en"]}, after["version"])
    assert back[0] == 200
    first.get_by_role("button", name="存草稿，再试一次").click()
    expect(page.locator(".errors")).to_contain_text("刚刚变了")
    assert answer.input_value() == "八天。"
    assert call(daemon, console.writer, "GET", ENTRY)[1]["latest"] == back[1]["latest"]
    page = console.counselor
    page.goto("/faq/try")
    page.locator("#text").fill(QUESTION)
    page.locator("#text").press("Enter")
    expect(page.locator("#trial-head")).to_be_visible()
    assert page.locator("summary", has_text="在这里改").count() == 0  # only who may write entries
    console.problems.clear()


def test_country_and_language_of_the_member_and_a_draft_can_be_tried(console):  # A3
    daemon, page = console.daemon, console.lin
    _, entry = call(daemon, console.writer, "GET", ENTRY)
    text = entry["text"].replace("- 回国到浙江要隔离多少天?", "- 回国到浙江要隔离多少天?\n- 学校宿舍晚上几点关门?")
    _, saved = call(daemon, console.writer, "PUT", ENTRY, {"text": text}, entry["version"])
    page.goto("/faq/try")
    page.locator("#text").fill("学校宿舍晚上几点关门?")
    page.locator("#country").fill("ｉｔ")
    page.locator("#language").select_option("en")
    page.locator("#text").press("Enter")
    expect(page.locator("#trial-head")).to_contain_text("交给人")
    assert page.locator("#country").input_value() == "IT" and page.locator("#language").input_value() == "en"
    page.locator("#source").select_option("draft")
    page.locator("#text").press("Enter")
    expect(page.locator("#trial-head")).to_contain_text(TITLE)
    drafted = call(daemon, console.writer, "GET", f"{ENTRY}/versions")[1]["items"][-1]["fingerprint"]
    expect(page.locator(".candidates > li").first).to_contain_text(drafted)
    back = call(daemon, console.writer, "PUT", ENTRY, {"text": entry["text"]}, saved["version"])
    assert back[0] == 200


def test_many_questions_are_tried_at_once_and_the_wrong_ones_come_first(console):  # A3
    page = console.lin
    page.goto("/faq/try")
    page.locator(".batch summary").click()
    page.locator("#batch").fill(f"{QUESTION},{ENTRY}\n学校宿舍晚上几点关门?\n\"{QUESTION}\",no-such")
    page.locator("#file").set_input_files({
        "name": "more.csv", "mimeType": "text/csv",
        "buffer": f"\ufeffquestion,expected\r\n\"入境浙江, 隔离几天\",{ENTRY}\r\n".encode()})
    page.get_by_role("button", name="全部试一遍").click()
    expect(page.locator("#batch-head")).to_have_text("4 个里有 3 个合预期")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("不合")
    expect(rows.first).to_contain_text("no-such（没有这个条目）")
    expect(rows.nth(1)).not_to_contain_text("不合")
    page.locator("#batch").fill("")
    page.get_by_role("button", name="全部试一遍").click()
    expect(page.locator(".errors")).to_be_focused()
    console.problems.clear()  # the refused form is a 422 of ours


def test_a_question_is_tried_without_a_script(console):  # A3, C21
    page = console.another(console.lin, PHONE, java_script_enabled=False)
    page.goto("/faq/try")
    page.locator("#text").fill(QUESTION)
    page.locator("#text").press("Enter")
    expect(page.locator("#trial-head")).to_contain_text(TITLE)
    page.context.close()


# ---- Misses

def test_a_miss_becomes_a_draft_with_its_phrasing_in_two_presses(console):  # A9, F14
    for sender in ("m-1", "m-2"):
        asked(console, "驾照过期了怎么换新的?我叫王小明,电话13812345678", sender)
    page = console.chen
    gap = page.locator(".misses > li", has_text="驾照")
    until(lambda: page.goto("/faq/misses") and gap.filter(has_text="问了 2 次，2 人").count() == 1, 40, "the gap")
    expect(gap).to_contain_text("欧洲")
    gap.locator("summary").click()  # one
    phrasing = gap.locator("textarea")
    assert "13812345678" not in phrasing.input_value() and "王小明" not in phrasing.input_value()
    assert "〔电话〕" in phrasing.input_value() and "〔姓名〕" in phrasing.input_value()
    gap.get_by_role("button", name="新建条目草稿").click()  # two
    page.wait_for_url(re.compile("/faq/asked-"))
    id = page.url.split("/faq/")[1].split("?")[0]
    status, entry = call(console.daemon, console.writer, "GET", id)
    assert status == 200 and entry["state"] == "draft" and "驾照过期了怎么换新的" in entry["text"]
    assert "unreviewed: [zh, en]" in entry["text"]
    page.goto("/faq/misses")
    expect(page.locator(".misses > li", has_text="驾照")).to_contain_text("已有一份草稿")
    audit = console.daemon.get("/api/v1/audit?limit=200", console.daemon.token("boss", "administrator"))[1]["items"]
    assert any(act["actor"] == "xu" and act["action"] == "textViewed" for act in audit)
    console.problems.clear()


def test_a_miss_is_one_more_phrasing_of_an_entry_in_three_presses(console):  # A9
    asked(console, "从冰岛回诸暨的集中住宿费用谁出?")
    page = console.chen
    until(lambda: page.goto("/faq/misses") and page.locator(".misses > li", has_text="冰岛").count() == 1, 40, "the gap")
    gap = page.locator(".misses > li", has_text="冰岛")
    gap.locator("summary").click()
    gap.locator("input[name=entry]").fill("no-such-entry")
    gap.get_by_role("button", name="加到这个条目").click()
    expect(page.locator(".errors")).to_contain_text("没有这个条目")
    gap = page.locator(".misses > li", has_text="冰岛")
    assert "冰岛" in gap.locator("textarea").input_value()  # nothing typed is lost
    gap.locator("input[name=entry]").fill(ENTRY)
    gap.get_by_role("button", name="加到这个条目").click()
    page.wait_for_url(re.compile(ENTRY))
    _, entry = call(console.daemon, console.writer, "GET", ENTRY)
    assert "- 从冰岛回诸暨的集中住宿费用谁出?" in entry["text"] and entry["stale"] == []
    console.problems.clear()


def test_the_words_of_a_miss_are_for_those_who_have_the_case_and_it_can_be_dismissed(console):  # F14
    asked(console, "附近哪家理发店周末开门?")
    page = console.chen
    # Earlier questions stand there too: it is this one that is waited for.
    until(lambda: page.goto("/faq/misses") and page.locator(".misses > li", has_text="理发店").count() > 0, 40, "the gap")
    other = console.lin
    other.goto("/faq/misses")
    assert other.locator(".misses > li", has_text="只给接待的人看").count() > 0
    assert "理发店" not in other.content()
    page.locator(".misses > li", has_text="理发店").get_by_role("button", name="不用管").click()
    expect(page.locator("p[role=status].calm")).to_contain_text("不再列出")
    assert page.locator(".misses > li", has_text="理发店").count() == 0
    assert console.counselor.goto("/faq/misses").status == 404
    console.problems.clear()


# ---- Replay

def test_a_replay_shows_what_the_edit_changes_and_questions_are_pinned(console):  # A4, item 5
    asked(console, QUESTION, "r-1")
    until(lambda: [d for d in console.sink.deliveries if d["kind"] == "answer"], 40, "the answer")
    _, entry = call(console.daemon, console.writer, "GET", ENTRY)
    text = re.sub(r"## questions\n(- .*\n)+", "## questions\n- 学校宿舍几点关门?\n", entry["text"], count=1)
    assert call(console.daemon, console.writer, "PUT", ENTRY, {"text": text}, entry["version"])[0] == 200
    page = console.chen
    page.goto(f"/faq/{ENTRY}/replay")
    expect(page.locator("main")).to_contain_text("还没跑过")
    page.get_by_role("button", name="开始").click()
    expect(page.locator("#replay-head")).to_contain_text("跑完了", timeout=60000)  # the page looks by itself
    link = page.locator(".effects a").first
    expect(link).to_be_visible()
    link.click()  # each list by one press
    expect(page.locator("#list + .candidates > li").first).to_contain_text("之前")
    page.locator("#text").fill("隔离要多少天?")
    page.get_by_role("button", name="固定这个问题").click()
    expect(page.locator("#pinned .people li")).to_have_count(1)
    page.locator("#country").fill("Italy")
    page.locator("#country").evaluate("each => each.value = 'X1Y'")
    page.locator("#text").fill("还有一个")
    page.get_by_role("button", name="固定这个问题").click()
    expect(page.locator(".errors")).to_contain_text("两个字母")
    assert page.locator("#text").input_value() == "还有一个"
    page.goto(f"/faq/{ENTRY}/replay")
    page.locator("#pinned .people li button").click()
    expect(page.locator("#pinned .people li")).to_have_count(0)
    _, now = call(console.daemon, console.writer, "GET", ENTRY)
    assert call(console.daemon, console.writer, "PUT", ENTRY, {"text": entry["text"]}, now["version"])[0] == 200
    console.problems.clear()


# ---- Corrections

def test_a_correction_is_drafted_by_one_and_sent_by_another(console):  # F12, F17
    asked(console, QUESTION, "c-1", group="asia")
    until(lambda: any(d["kind"] == "answer" and d["group_id"] == "asia" for d in console.sink.deliveries), 40, "the answer")
    page = console.chen
    page.goto("/faq/corrections")
    page.locator("#entry").fill(ENTRY)
    page.locator("form.filter-row button").click()
    expect(page.locator(".effects").first).to_contain_text("亚洲")
    expect(page.locator("#versions")).to_contain_text("还在用")
    page.locator("summary", has_text="逐条看").click()
    expect(page.locator("tbody tr").first).to_contain_text("小")
    page.locator("#versions input").first.check()
    page.get_by_role("button", name="存为草稿，请人复核").click()
    expect(page.locator(".errors")).to_contain_text("中文")
    page.locator("#text-zh").fill("更正:现在是七天。")
    page.get_by_role("button", name="存为草稿，请人复核").click()
    expect(page.locator("#corrections")).to_contain_text("等人复核")
    expect(page.locator("#corrections button", has_text="发出更正")).to_have_count(0)  # not by its author
    other = console.wang
    other.goto("/faq/corrections")
    expect(other.locator("#corrections")).to_contain_text("更正:现在是七天。")
    other.get_by_role("button", name="看过了，发出更正").click()
    expect(other.locator(".errors")).to_contain_text("还在用这个版本")
    _, entry = call(console.daemon, console.robot, "GET", ENTRY)
    assert call(console.daemon, console.robot, "POST", f"{ENTRY}/pause", {}, entry["version"])[0] == 200
    other.goto("/faq/corrections")
    expect(other.locator("#old-head + .candidates, #old-head ~ .candidates").first).to_contain_text(TITLE)
    other.get_by_role("button", name="看过了，发出更正").click()
    expect(other.locator("#corrections")).to_contain_text("王芳 发给了")
    until(lambda: any(d["kind"] == "correction" and "现在是七天" in d["text"] for d in console.sink.deliveries), 40, "it")
    _, entry = call(console.daemon, console.robot, "GET", ENTRY)
    assert call(console.daemon, console.robot, "POST", f"{ENTRY}/resume", {}, entry["version"])[0] == 200
    console.problems.clear()


# ---- Figures

def test_figures_name_their_days_zone_and_age_and_each_chart_has_table_and_csv(console):  # A10
    page = console.chen
    page.goto("/insight")
    assert re.search(r"from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d&zone=", page.url)
    expect(page.locator("main")).to_contain_text("秒前")
    charts = page.locator("section.figure")
    expect(charts).to_have_count(5)
    for chart in charts.all():
        chart.locator("summary").click()
        assert chart.locator("table thead th").count() >= 3
        href = chart.locator("a.button", has_text="CSV").get_attribute("href")
        status, answer = console.daemon.call("GET", href, headers={"Cookie": cookies(page)})
        rows = answer["text"].splitlines()
        assert status == 200 and rows[0].startswith("\ufeff") and len(rows) == chart.locator("tbody tr").count() + 1
    assert page.locator("#messages svg rect").count() == 7
    shown = int(page.locator(".numbers b").first.inner_text())
    table = page.locator("#messages tbody tr td:nth-child(2)").all_inner_texts()
    assert shown == sum(map(int, table)) > 0
    page.locator("#zone").fill("Asia/Kathmandu")
    page.locator("#from").fill("2026-01-01")
    page.locator("#to").fill("2026-01-03")
    page.locator("form.filter-row button").click()
    page.wait_for_url(re.compile("from=2026-01-01&to=2026-01-03&zone=Asia"))
    expect(page.locator("#messages")).to_contain_text("这几天没有")
    page.goto("/insight?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/insight?lang=zh-Hans&from=x&to=2026-01-03&zone=Mars")
    assert "zone=Mars" not in page.url and "to=2026-01-03" in page.url
    assert console.counselor.goto("/insight").status == 404
    assert page.get_by_text("徐宁").count() == page.locator("header").get_by_text("徐宁").count()  # nobody is ranked
    console.problems.clear()


def test_the_table_of_questions_has_no_words_and_no_names(console):  # A11
    page = console.chen
    page.goto("/insight")
    href = page.locator("a", has_text="下载这几天的每个问题").get_attribute("href")
    _, answer = console.daemon.call("GET", href, headers={"Cookie": cookies(page)})
    rows = answer["text"].split("\r\n")
    assert rows[0].startswith("\ufeff时间") and len(rows) > 5 and rows[-1] == ""
    assert "小陈" not in answer["text"] and "隔离多少" not in answer["text"]
    assert any(f",bot,{ENTRY}" in row for row in rows)


def test_entries_to_look_after_are_listed_with_the_reason(console):  # A8
    """Entries of every kind; the knowledge is of 10 April 2020."""
    daemon, page = console.daemon, console.chen
    kinds = {
        "soon": ("租车保险到期了怎么续?", "2020-04-20", "2020-04-09"), "later": ("图书馆的书怎么还?", "2020-05-20", "2020-04-09"),
        "over": ("钢琴课在哪里报名?", "2020-04-05", "2020-04-04"), "old": ("雨伞落在车站怎么找?", "", "2020-02-01"),
        "unused": ("自行车停在哪里?", "", "2020-04-09"),
    }
    for id, (question, until_day, checked) in kinds.items():
        seeded(console, f"care-{id}", question, until_day, checked)
    daemon.stop()
    with sqlite3.connect(f"{daemon.folder}/data/huzhu.sqlite") as data:
        month = 31 * 86_400_000_000
        data.execute('UPDATE "faqEntry" SET "publishedAt" = "publishedAt" - ? WHERE "id" = ?', (month, "care-unused"))
    data.close()
    daemon.start(port=daemon.port)
    for sender in ("late-1", "late-2"):
        asked(console, kinds["over"][0], sender)
        asked(console, kinds["soon"][0], f"soon-{sender}", group="asia")

    def listed(name):
        page.goto("/insight")
        return page.locator(f"#{name} li").all_inner_texts()
    until(lambda: any("2 次" in row for row in listed("over_but_asked")), 40, "what was asked in vain")
    expect(page.locator(".tend")).to_have_count(5)
    ids = {name: re.findall(r"care-\w+", " ".join(listed(name))) for name in ("ends_soon", "over_but_asked", "never_matched", "old_source")}
    assert ids == {"ends_soon": ["care-soon"], "over_but_asked": ["care-over"], "never_matched": ["care-unused"], "old_source": ["care-old"]}
    assert "2020-04-20" in listed("ends_soon")[0] and "从没回答过" in listed("never_matched")[0]
    assert "核对于 2020-02-01" in listed("old_source")[0]
    page.locator("#old").fill("90")
    page.locator("form.filter-row button").click()
    page.wait_for_url(re.compile("old=90"))
    assert page.locator("#old").input_value() == "90"
    expect(page.locator("#old_source")).not_to_contain_text("care-old")
    page.locator("#ends_soon a").first.click()  # one press to where it is put right
    expect(page.locator("#valid_until")).to_have_value("2020-04-20")
    console.problems.clear()  # the pages that were open saw the program start again


def seeded(console, id, question, until_day, checked):
    """An entry in force, by two people."""
    until_line = f"valid_until: {until_day}\n" if until_day else ""
    text = (f'---\nid: {id}\ntopic: life\nrisk: normal\ntitle: {{ zh: "{question}", en: "{id}" }}\nvalid_from: 2020-01-01\n{until_line}'
            f'source: {{ name: "通知", date: 2020-01-01 }}\nchecked_on: {checked}\nreviewer: lei\n---\n'
            f"# zh\n## questions\n- {question}\n- 请问{question}\n## answer\n见通知。\n")
    status, saved = console.daemon.call(
        "PUT", f"/api/v1/faq/{id}", {"text": text}, token=console.writer, headers={"If-None-Match": "*"})
    assert status == 201, saved
    assert call(console.daemon, console.robot, "POST", f"{id}/publish", {}, saved["version"])[0] == 200
    found = lambda: call(console.daemon, console.writer, "POST", "try", {"text": question})[1]["candidates"]
    until(lambda: id in [each["entry"] for each in found()], 40, id)


# Radicals that are whole characters too and that NFKC leaves alone (Unicode's EquivalentUnifiedIdeograph.txt).
RADICALS = str.maketrans("⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳", "民母西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟")


def test_figures_are_printed_without_the_frame_and_with_every_number(console):  # A12
    page = console.chen
    page.goto("/insight")
    shown = page.locator(".numbers b").all_inner_texts()
    topics = page.locator("#topics tbody th").all_text_contents()
    page.emulate_media(media="print")
    for name in (".bar", ".tabs", ".filter-row", ".foot", ".effects"):
        assert not page.locator(name).first.is_visible(), name
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    page.emulate_media(media="screen")
    assert all(abs(float(each.mediabox.width) - 595) < 2 and abs(float(each.mediabox.height) - 842) < 2 for each in reader.pages)
    # Fonts draw some Han characters by their radicals' codes, and lines are broken anywhere.
    text = unicodedata.normalize("NFKC", "".join(each.extract_text() for each in reader.pages))
    text = re.sub(r"\s", "", text.translate(RADICALS))
    heads = page.locator("#messages thead th").all_text_contents()
    for word in ("每天的消息", "谁回答的", "等人回答要多久", "问得最多的条目", *shown, *topics[:3], *heads):
        assert re.sub(r"\s", "", word) in text, word
    first, last = re.search(r"from=([\d-]+)&to=([\d-]+)", page.url).groups()
    assert f"{first}–{last}" in text and f"{last}" in text
    for word in ("退出", "CSV", "看表格", "最近30天"):
        assert word not in text, word
    assert 1 <= len(reader.pages) <= 6


# ---- How they look

PATHS = ["/faq/try", "/faq/misses", f"/faq/{ENTRY}/replay", "/faq/corrections", f"/faq/corrections?entry={ENTRY}", "/insight"]


@pytest.mark.parametrize("lang,size,theme", LOOKS, ids=str)
def test_the_pages_are_free_of_barriers(console, lang, size, theme):  # X1, X2, X5
    page = console.another(console.chen, size, color_scheme=theme)
    found = {}
    for path in PATHS:
        page.goto(path + ("&" if "?" in path else "?") + f"lang={lang}")
        if path == "/faq/try":
            page.locator("#text").fill(QUESTION)
            page.locator("#text").press("Enter")
            expect(page.locator("#trial-head")).to_be_visible()
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        wrong = violations(page)
        if wrong:
            found[path] = wrong
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        unsaid = re.findall(
            r"\b(?:try|done|why|miss|replay|effect|pin|correct|figure|column|outcome|tend|said_in|state_faq|delivery|desk|severity|label|language|faq)_[a-zA-Z0-9_-]+",
            page.locator("body").inner_text())
        assert unsaid == [], path
    page.context.close()
    assert found == {} and console.problems == []


# ---- Many rows

def test_many_rows_are_streamed_in_little_memory(tmp_path):  # A11: all of 100,000 where HUZHU_THOROUGH is set
    rows = 100_000 if os.environ.get("HUZHU_THOROUGH") else 10_000
    daemon = Daemon(tmp_path, small=True)
    daemon.start()
    visitor, _ = join(daemon, "xu", "coordinator")
    daemon.post(message("你好"))
    data = sqlite3.connect(f"file:{daemon.folder}/data/huzhu.sqlite?mode=ro", uri=True)
    until(lambda: data.execute("SELECT COUNT(*) FROM message WHERE decision IS NOT NULL").fetchone()[0], 40, "the line")
    data.close()
    assert daemon.stop() == 0
    fill(f"{daemon.folder}/data/huzhu.sqlite", rows)
    daemon.start()
    visitor.patience = 240
    place = visitor.get("/insight").place
    visitor.get(place)
    before = resident(daemon)
    text = visitor.get("/insight/questions.csv?" + place.split("?")[1]).text
    assert text.count("\r\n") == rows + 2
    assert resident(daemon) - before < 50 * 1024
    daemon.kill()


def fill(path, rows):
    """Puts copies of the one decided line into the database of a daemon that rests."""
    data = sqlite3.connect(path)
    columns = [row[1] for row in data.execute("PRAGMA table_info(message)")]
    row = dict(zip(columns, data.execute("SELECT * FROM message WHERE decision IS NOT NULL").fetchone()))
    record, at = data.execute("SELECT record, at FROM decision WHERE id = ?", (row["decision"],)).fetchone()
    for number in range(1, rows + 1):
        data.execute("INSERT INTO decision VALUES (?, ?, ?)", (row["decision"] + number, record, at))
        copy = {**row, "id": row["id"] + number, "decision": row["decision"] + number, "text": None}
        data.execute(f"INSERT INTO message VALUES ({', '.join('?' * len(columns))})", list(copy.values()))
    data.commit()
    data.close()


def resident(daemon):
    """The most memory the daemon has had, in KiB."""
    status = open(f"/proc/{daemon.process.pid}/status").read()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])
