"""A day in the life of the FAQ, told in browsers: a policy arrives, is written, tried, replayed, approved, asked for,
changed and put right (issue "FAQ templates that administrators trust", Must show)."""

import re

import pytest
from playwright.sync_api import expect

from console_pages import Console, chromium  # noqa: F401
from program import Daemon, Sink, message, until

ENTRY = "licence-renewal"
QUESTION = "国内驾照过期了,在国外怎么换新的?"


@pytest.fixture(scope="module")
def console(tmp_path_factory, chromium):
    sink = Sink()
    sink.behave = lambda number, body: (200, {}, b'{"message_id": "post-%d"}' % number)
    daemon = Daemon(tmp_path_factory.mktemp("day"), sink, small=True)
    daemon.start()
    made = Console(daemon, chromium)
    made.sink = sink
    made.writer = made.join("lei", "雷敏", "disseminator")
    made.approver = made.join("xu", "徐宁", "coordinator")
    yield made
    daemon.kill()
    sink.close()


def sent(console, kind, words):
    return [d for d in console.sink.deliveries if d["kind"] == kind and words in d["text"]]


def approve(console):
    """The writer sends the draft for review; a second person puts it in force."""
    console.writer.locator("button[value=review]").click()
    expect(console.writer.locator("#standing")).to_be_visible()
    page = console.approver
    page.goto(f"/faq/{ENTRY}")
    page.locator("button[value=publish]").click()
    expect(page.locator("#standing[data-state=published]")).to_be_visible()


def test_a_policy_is_written_tried_approved_asked_for_changed_and_put_right(console):  # A3, A4, F12, F13
    page = console.writer

    # A new policy arrives: the writer writes the entry, in both languages.
    console.daemon.post(message(QUESTION, "early", mentions_bot=True))
    page.goto("/faq/new")
    for field, text in {
        "id": ENTRY, "title_zh": "驾照过期怎么换", "title_en": "Renewing a licence",
        "questions_zh": f"{QUESTION}\n驾照到期了怎么办?", "questions_en": "How do I renew my Chinese driving licence abroad?",
        "answer_zh": "请在网上提交,七天内答复。", "answer_en": "Apply online; the answer takes seven days.",
        "topic": "visa", "valid_from": "2020-04-01", "source_name": "公安部公告", "source_date": "2020-04-01",
        "checked_on": "2020-04-09", "reviewer": "雷敏",
    }.items():
        page.locator(f"#{field}").fill(text)
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url(re.compile(f"/faq/{ENTRY}"))

    # They try it: nothing in force answers, the draft does.
    page.goto("/faq/try")
    page.locator("#text").fill("驾照过期了怎么换新的?")
    page.locator("#source").select_option("draft")
    page.locator("#text").press("Enter")
    expect(page.locator("#trial-head")).to_contain_text("驾照过期怎么换")

    # They see what it changes for what was really asked.
    page.goto(f"/faq/{ENTRY}/replay")
    page.get_by_role("button", name="开始").click()
    expect(page.locator("#replay-head")).to_contain_text("跑完了", timeout=60000)
    page.locator(".effects a", has_text="现在能答了").click()
    expect(page.locator("#list + .candidates")).to_contain_text("驾照过期怎么换")

    # A second person approves; a member asks and is answered.
    page.goto(f"/faq/{ENTRY}")
    approve(console)
    token = console.daemon.token("robot", "coordinator")
    tried = lambda: console.daemon.call("POST", "/api/v1/faq/try", {"text": QUESTION}, token=token)[1]["candidates"]
    until(lambda: any(found["entry"] == ENTRY for found in tried()), 30, "the entry in force")
    console.daemon.post(message(QUESTION, mentions_bot=True, group="asia"))
    until(lambda: sent(console, "answer", "七天内答复"), 40, "the answer")

    # The policy changes, and so does the entry, by the same two.
    page.goto(f"/faq/{ENTRY}")
    page.locator("#answer_zh").fill("请在网上提交,三十天内答复。")
    page.locator("#answer_en").fill("Apply online; the answer takes thirty days.")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#standing")).to_be_visible()
    approve(console)

    # The correction reaches those who were told, once each place and person.
    page.goto("/faq/corrections")
    page.locator("#old-head ~ .candidates a", has_text="驾照过期怎么换").click()
    expect(page.locator(".effects").first).to_contain_text("亚洲")
    page.locator("#text-zh").fill("更正:答复要三十天,不是七天。")
    page.get_by_role("button", name="存为草稿，请人复核").click()
    expect(page.locator("#corrections")).to_contain_text("等人复核")
    page = console.approver
    page.goto("/faq/corrections")
    page.get_by_role("button", name="看过了，发出更正").click()
    expect(page.locator("#corrections")).to_contain_text("徐宁 发给了")
    until(lambda: sent(console, "correction", "不是七天"), 60, "the correction")
    told = [d for d in console.sink.deliveries if d["kind"] == "correction" and d["visibility"] == "group"]
    assert len(told) == 1 and told[0]["group_id"] == "asia" and told[0]["in_reply_to"].startswith("post-")
    console.problems.clear()
