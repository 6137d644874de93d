import Testing

@testable import Comprehension

/// Labels learnt from a handful of lines made here.
struct LabelModelTests {
    static let examples: [LabelledExample] = {
        let lines: [(Label, [String])] = [
            (
                .policyQuestion,
                [
                    "回国要隔离几天", "签证到期怎么办", "健康码在哪里填", "现在能转机吗", "how long is the quarantine",
                    "where do I fill in the health code", "can I transit in Dubai", "机票怎么退",
                ]
            ),
            (
                .thankYou,
                [
                    "谢谢大家", "口罩收到了,谢谢", "太感谢了", "多谢志愿者", "thank you so much", "thanks a lot everyone", "感恩家乡",
                    "收到,谢谢老师",
                ]
            ),
            (
                .distress,
                [
                    "我好害怕,睡不着", "天天哭,撑不住了", "一个人好孤单", "我快崩溃了", "I am so scared and alone", "I can't sleep, I cry",
                    "心里很难受", "焦虑得不行",
                ]
            ),
            (
                .chatter,
                [
                    "今天天气真好", "哈哈哈哈", "早上好", "晚安", "good morning", "lol nice", "我做了红烧肉", "周末一起打牌",
                ]
            ),
        ]
        let openings = ["", "大家好,", "hi all, ", "嗯 "]
        let both = ["谢谢大家!请问隔离几天", "收到口罩了,谢谢!健康码在哪里填?", "多谢志愿者,机票怎么退?", "thanks! can I transit in Doha?"]
        let several = openings.flatMap { opening in
            both.map { LabelledExample(text: opening + $0, labels: [.thankYou, .policyQuestion]) }
        }
        return several
            + lines.flatMap { label, texts in
                texts.flatMap { text in openings.map { LabelledExample(text: $0 + text, labels: [label]) } }
            }
    }()

    static let model = LabelModel(learningFrom: examples)

    private func decided(_ text: String) -> [Label] {
        Self.model.decided(Self.model.probabilities(of: PlainText(text)))
    }

    @Test(arguments: [
        ("请问回国隔离多少天", Label.policyQuestion), ("谢谢志愿者,收到了", .thankYou), ("我很害怕,天天睡不着", .distress),
        ("哈哈哈早上好", .chatter),
    ])
    func `a line like the examples gets their label`(text: String, label: Label) {
        #expect(decided(text) == [label])
    }

    @Test func `a message that says two things gets both labels`() {
        #expect(decided("口罩收到了,谢谢大家!请问签证到期怎么办?") == [.policyQuestion, .thankYou])
    }

    @Test func `chatter stands alone, and only when nothing else is reached`() {
        #expect(Self.model.decided([.chatter: 1, .thankYou: 0.99]) == [.thankYou])
        #expect(Self.model.decided([:]) == [.chatter])
        #expect(decided("") == [.chatter])
    }

    @Test func `with no example everything is chatter`() {
        let model = LabelModel(learningFrom: [])

        #expect(model.decided(model.probabilities(of: PlainText("谢谢"))) == [.chatter])
    }

    @Test func `the same lines give the same probabilities, bit for bit`() {
        let again = LabelModel(learningFrom: Self.examples)

        for text in ["谢谢", "回国要隔离几天?", "hello there"] {
            #expect(again.probabilities(of: PlainText(text)) == Self.model.probabilities(of: PlainText(text)))
        }
    }

    @Test func `every label has a probability`() {
        let probabilities = Self.model.probabilities(of: PlainText("谢谢"))

        #expect(Set(probabilities.keys) == Set(Label.allCases))
        #expect(probabilities.values.allSatisfy { (0...1).contains($0) })
    }
}
