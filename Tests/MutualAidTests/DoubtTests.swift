import Comprehension
import MutualAid
import Testing

/// Lines that were decided to be nobody's business, and are probably somebody's body or mind.
struct DoubtTests {
    /// A remark in the group with the chance of a label.
    private static func remark(_ label: Label, _ chance: Double) -> Scene {
        var scene = Scene()
        scene.labels = [.chatter]
        scene.isQuestion = false
        scene.namesPlainTopic = false
        scene.chances = [label: chance]
        return scene
    }

    @Test(arguments: [
        (Label.medicalQuestion, 0.2, Triage(severity: .s2, desk: .generalPractitioners)),
        (.distress, 0.5, Triage(severity: .s1, desk: .psychologists)),
    ])
    func `what may be sensitive is looked at by a person, and nobody is told`(
        label: Label,
        chance: Double,
        triage: Triage
    ) {
        let decision = Self.remark(label, chance).decide()

        #expect(decision.triage == triage)
        #expect(decision.escalation?.labels == [label])
        #expect(decision.escalation?.reason == .mayBeSensitive)
        #expect(decision.replies.isEmpty)
        #expect(Self.remark(label, chance.nextDown).decide().escalation == nil)
    }

    @Test func `who told the bot itself hears in private that a person has it`() {
        var scene = Self.remark(.medicalQuestion, 0.4)
        scene.mentionsBot = true

        #expect(scene.decide().said == ["holding private holding_question able|zh"])
    }

    @Test(arguments: [Label.thankYou, .returnDeclaration])
    func `a courtesy or a journey beside it does not hide it`(label: Label) {
        var scene = Self.remark(.distress, 0.6)
        scene.labels = [label]

        #expect(scene.decide().triage == Triage(severity: .s1, desk: .psychologists))
        #expect(scene.decide().replies.allSatisfy { $0.visibility == .private })
    }

    @Test func `an edited line is looked at like a new one`() {
        var scene = Self.remark(.medicalQuestion, 0.4)
        scene.origin = .edited

        #expect(scene.decide().escalation?.reason == .mayBeSensitive)
    }

    @Test func `an answer from an entry does not hide a question that is probably about the body`() {
        var scene = Scene.answerable()
        scene.chances = [.medicalQuestion: 0.4]
        #expect(scene.decide().escalation == nil)

        scene.chances = [.medicalQuestion: 0.5]

        let decision = scene.decide()

        #expect(decision.answered != nil && decision.replies.map(\.visibility) == [.private])
        #expect(decision.triage == Triage(severity: .s2, desk: .generalPractitioners))
    }

    @Test func `a case somebody is given anyway stays as it is`() {
        var scene = Scene()
        scene.chances = [.medicalQuestion: 0.4]

        #expect(scene.decide().triage == Triage(severity: .s2, desk: .counselors))
    }
}
