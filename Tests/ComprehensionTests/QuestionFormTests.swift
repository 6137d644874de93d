import Testing

@testable import Comprehension

/// Whether a line asks and whether a further line is worth waiting for (E3: a burst that reads complete is not kept).
struct QuestionFormTests {
    @Test(arguments: [
        "回国要隔离几天", "请问健康码在哪里填?", "能不能在香港转机", "how long is the quarantine", "Thanks! how do I register",
        "有人在吗?我想问健康码怎么填", "I want to know where to get masks",
    ])
    func `a question asks and is complete`(text: String) {
        let form = QuestionForm(PlainText(text))

        #expect(form.isQuestion && form.isComplete)
    }

    @Test(arguments: ["口罩收到了", "谢谢大家!", "Masks arrived, thank you.", "👍", "我今天已经从法兰克福飞到上海现在在酒店隔离"])
    func `a finished statement is complete and does not ask`(text: String) {
        let form = QuestionForm(PlainText(text))

        #expect(!form.isQuestion && form.isComplete)
    }

    @Test(arguments: [
        "在吗", "你好", "请问一下", "在吗?", "hi", "Hello everyone, quick question", "我的签证", "我买了机票,", "因为我在德国,然后",
        "my passport", "I fly on Monday and", "我想问一下", "群主,", "关于健康码:",
    ])
    func `an opening or a broken-off line waits for the next`(text: String) {
        #expect(!QuestionForm(PlainText(text)).isComplete)
    }

    @Test func `an opening by itself is no question`() {
        #expect(!QuestionForm(PlainText("在吗?")).isQuestion)
        #expect(!QuestionForm(PlainText("请问")).isQuestion)
    }
}
