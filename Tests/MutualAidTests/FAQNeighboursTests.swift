import Comprehension
import Testing

@testable import MutualAid

/// Entries that are asked the same, and answers that contradict each other.
struct FAQNeighboursTests {
    private func answers(_ chinese: String, _ english: String? = nil) -> FAQEntry {
        .make { $0.answers = [.chinese: chinese, .english: english ?? ""].filter { !$0.value.isEmpty } }
    }

    @Test(arguments: [
        ("隔离14天。", "隔离7天。", ["14天", "7天"]), ("隔离１４天。", "要隔离14天", []),
        ("4月10日起", "4月12日起", ["10日", "12日"]), ("打12308", "打12309", []),
        ("集中14天,再居家7天", "居家7天", []), ("费用300元", "隔离14天", []),
    ])
    func `two answers contradict each other where they share no number of one unit`(
        first: String,
        second: String,
        told: [String]
    ) {
        #expect(ToldNumber.contradictions(between: answers(first), and: answers(second)) == told)
    }

    @Test func `English numbers are compared by their word, one or many`() {
        let (one, other) = (answers("看公告", "Stay 1 day"), answers("看公告", "Stay 14 days"))

        #expect(ToldNumber.contradictions(between: one, and: other) == ["1 day", "14 day"])
    }

    @Test func `without what tells two questions to be the same nothing is said`() {
        let interpreter = Interpreter(
            labels: LabelModel(learningFrom: []),
            dangerSigns: DangerSignRules(
                [],
                guards: DangerSignGuards(idioms: [], negations: [], past: [], fiction: [], others: [])
            ),
            knowledge: KnowledgeIndex([])
        )
        let knowledge = Knowledge(entries: [.make()], interpreter: interpreter, fingerprint: "t", isAvailable: true)

        #expect(FAQNeighbours.of(.make(id: "other"), in: knowledge) == [])
    }
}
