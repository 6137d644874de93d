import Comprehension
import MutualAid
import Testing

struct DiscretionTests {
    @Test(arguments: [Label.medicalQuestion, .distress])
    func `a question that may be sensitive is held in private, whatever it was decided to be`(label: Label) {
        var scene = Scene()
        scene.chances = [label: 0.12]

        let decision = scene.decide()

        #expect(decision.said == ["holding private holding_question able|zh"])
        #expect(decision.reasons.contains(.keptPrivate))
        #expect(decision.triage == Triage(severity: .s2, desk: .counselors))
    }

    @Test func `a question about nothing known to be plain is held in private, one about a plain topic in the group`() {
        var scene = Scene()
        scene.namesPlainTopic = false
        #expect(scene.decide().said == ["holding private holding_question able|zh"])

        scene.namesPlainTopic = true
        #expect(scene.decide().said == ["holding group holding_question able|zh"])
    }

    @Test func `an entry worth offering vouches for a question, unless it is itself about a body or a mind`() {
        for (topic, place) in [("visa", "group"), ("symptoms", "private"), ("stress", "private")] {
            var scene = Scene.answerable { $0.topic = topic }
            scene.namesPlainTopic = false
            scene.candidates = [Candidate(entry: "quarantine", score: 1, probability: 0.3)]

            #expect(scene.decide().said == ["holding \(place) holding_question able|zh"])
        }
    }

    @Test func `an answer about a body or a mind, or to a doubtful question, goes to the member whole and alone`() {
        var health = Scene.answerable { $0.topic = "symptoms" }
        var doubtful = Scene.answerable()
        doubtful.chances = [.distress: 0.4]
        health.mentionsBot = true

        for decision in [health.decide(), doubtful.decide()] {
            #expect(decision.replies.map(\.visibility) == [.private])
            #expect(decision.said[0].contains("十四天。\n\n细节。"))
            #expect(decision.answered != nil && decision.escalation == nil)
        }
    }

    @Test func `a little doubt leaves a certain answer in the group`() {
        var scene = Scene.answerable()
        scene.chances = [.medicalQuestion: 0.2]

        #expect(scene.decide().replies.map(\.visibility) == [.group, .private])
    }

    @Test func `where nothing private can be carried a person gets it, and the line fits every topic (E23)`() {
        var answer = Scene.answerable { $0.topic = "symptoms" }
        var question = Scene()
        question.namesPlainTopic = false

        for scene in [answer, question] {
            answer = scene
            answer.carriesPrivate = false
            #expect(answer.decide().said == ["holding group no_private_channel able|zh"])
            #expect(answer.decide().escalation != nil)
        }
    }

    @Test(arguments: [Label.supplyRequest, .humanWanted, .thankYou])
    func `what is about something concrete needs no topic, but no doubt either`(label: Label) {
        var scene = Scene()
        scene.labels = [label]
        scene.isQuestion = false
        scene.namesPlainTopic = false
        #expect(scene.decide().replies.map(\.visibility) == [.group])

        scene.chances = [.medicalQuestion: 0.2]
        #expect(scene.decide().replies.map(\.visibility) == [.private])
    }

    @Test func `a bot that introduces itself does not do so beside a doubtful line`() {
        var scene = Scene()
        scene.labels = [.chatter]
        scene.isQuestion = false
        scene.conversation.isIntroduced = false
        scene.chances = [.distress: 0.5]

        #expect(scene.decide().replies.isEmpty)
    }
}
