import Testing

@testable import Comprehension

/// What corrections make of a label model.
struct CorrectedLabelTests {
    private let base = LabelModelTests.model
    private let examples = LabelModelTests.examples

    private func decided(_ text: String, _ model: LabelModel) -> [Label] {
        model.decided(model.probabilities(of: PlainText(text)))
    }

    private func learning(_ lines: [(String, Set<Label>)]) -> LabelModel {
        base.learning(lines.map { LabelledExample(text: $0, labels: $1) }, besides: examples)
    }

    @Test func `one corrected line counts, for itself and for what is said alike, in words never seen before`() {
        let line = "阿弥陀佛,各位好人一生平安"
        #expect(decided(line, base) == [.chatter])

        let corrected = learning([(line, [.thankYou])])

        #expect(decided(line, corrected) == [.thankYou])
        #expect(decided("阿弥陀佛,好人一生平安啊", corrected) == [.thankYou])
    }

    @Test func `a label that was wrong is taken away by a correction`() {
        let line = "口罩收到了,谢谢大家!请问签证到期怎么办?"
        #expect(decided(line, base) == [.policyQuestion, .thankYou])

        #expect(decided(line, learning([(line, [.policyQuestion])])) == [.policyQuestion])
    }

    @Test func `what the examples say is still told`() {
        let corrected = learning([("阿弥陀佛,各位好人一生平安", [.thankYou])])

        for example in examples where decided(example.text, base) == Label.allCases.filter(example.labels.contains) {
            #expect(decided(example.text, corrected) == decided(example.text, base))
        }
    }

    @Test func `one wrong correction does not turn the lines beside it`() {
        let corrected = learning([("回国要隔离几天", [.chatter])])

        #expect(decided("请问回国隔离多少天", corrected) == [.policyQuestion])
        #expect(decided("签证到期怎么办", corrected) == [.policyQuestion])
    }

    @Test func `the same corrections give the same model, and none give the old one`() {
        let lines: [(String, Set<Label>)] = [("好人一生平安", [.thankYou]), ("胸口闷得慌", [.distress])]

        #expect(learning(lines).classifier == learning(lines).classifier)
        #expect(learning([]).classifier == base.classifier)
    }
}
