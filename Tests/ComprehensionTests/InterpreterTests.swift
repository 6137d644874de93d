import Testing

@testable import Comprehension

/// All parts together: zones, labels from knowledge, completeness (F1, F2, F3).
struct InterpreterTests {
    static let interpreter = Interpreter(
        labels: LabelModelTests.model,
        dangerSigns: DangerSignRules(
            [
                DangerSignRule(
                    id: "self_harm.wish",
                    sign: .selfHarm,
                    phrases: ["不想活"],
                    near: [],
                    isHeldBackByNegation: true,
                    isHeldBackByPast: true
                )
            ],
            guards: DangerSignGuards(idioms: [], negations: ["没有"], past: [], fiction: [], others: ["我妈"])
        ),
        knowledge: RetrievalTests.index
    )

    @Test func `a question that an entry answers is in the answer zone and a policy question (F2)`() {
        let understanding = Self.interpreter.understand("入境浙江隔离几天?")

        #expect(understanding.zone == .answer)
        #expect(understanding.candidates.first?.entry == "quarantine")
        #expect(understanding.decided.contains(.policyQuestion))
        #expect(understanding.labels[.policyQuestion] ?? 0 >= understanding.candidates.first?.probability ?? 1)
    }

    @Test func `texts understood at once are each understood as alone, with vectors and with words only`() {
        let texts = ["入境浙江隔离几天?", "谢谢大家!德国签证到期怎么办?", "那小孩呢?", "我不想活了", "隔离", ""]
        let vector: @Sendable (String) -> [Float] = { text in
            var numbers = [Float](repeating: 0.01, count: SentenceVector.size)
            for scalar in text.unicodeScalars { numbers[Int(scalar.value) % SentenceVector.size] += 1 }
            return numbers
        }
        let seeing = Interpreter(
            labels: LabelModelTests.model,
            dangerSigns: DangerSignRules(
                [],
                guards: DangerSignGuards(idioms: [], negations: [], past: [], fiction: [], others: [])
            ),
            knowledge: KnowledgeIndex(RetrievalTests.index.entries, vector: vector),
            vector: vector
        )

        for interpreter in [Self.interpreter, seeing] {
            let together = interpreter.understand(texts.map { interpreter.read($0) })

            #expect(together == texts.map { interpreter.understand($0) })
        }
    }

    @Test func `two entries that fit alike are asked about, and nothing near goes to a person (F2)`() {
        #expect(Self.interpreter.understand("晚上吃什么").zone == .escalate)

        let unclear = Self.interpreter.understand("隔离")

        #expect(unclear.zone == .ask)
    }

    @Test func `thanks and a question give both labels (F19)`() {
        let decided = Self.interpreter.understand("谢谢大家!德国签证到期怎么办?").decided

        #expect(decided.contains(.thankYou) && decided.contains(.policyQuestion))
    }

    @Test func `a statement that an entry is near is no question`() {
        let understanding = Self.interpreter.understand("隔离酒店今天有红烧肉")

        #expect(!understanding.isQuestion)
        #expect(!understanding.decided.contains(.policyQuestion))
    }

    @Test func `a danger sign is complete at once, whatever else is said (F1)`() {
        let understanding = Self.interpreter.understand("不想活")

        #expect(understanding.isComplete && understanding.isSensitive)
        #expect(understanding.dangerSigns.map(\.sign) == [.selfHarm])
    }

    @Test func `a fragment waits`() {
        #expect(!Self.interpreter.understand("在吗").isComplete)
        #expect(Self.interpreter.understand("入境浙江隔离几天").isComplete)
    }

    @Test func `set thresholds are used, otherwise those of the knowledge base`() {
        let strict = Interpreter(
            labels: LabelModelTests.model,
            dangerSigns: DangerSignRules(
                [],
                guards: .init(idioms: [], negations: [], past: [], fiction: [], others: [])
            ),
            knowledge: RetrievalTests.index,
            thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 0.11, ask: 0.25)
        )

        #expect(strict.understand("入境浙江隔离几天呢").zone == .ask)
        #expect(Self.interpreter.understand("入境浙江隔离几天呢").thresholds == RetrievalTests.index.thresholds)
    }

    @Test func `the same text gives the same understanding`() {
        let text = "My German visa expires, 怎么办?谢谢"

        #expect(Self.interpreter.understand(text) == Self.interpreter.understand(text))
    }

    @Test(arguments: ["", " ", "\u{0}", "🙂", String(repeating: "隔", count: 20_000), "\u{202E}abc", "a\u{301}"])
    func `no text is too odd to be understood`(text: String) {
        #expect(!Self.interpreter.understand(text).decided.isEmpty)
    }
}
