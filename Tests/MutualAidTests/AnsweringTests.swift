import Comprehension
import Foundation
import MutualAid
import Testing

struct AnsweringTests {
    typealias Change = @Sendable (inout FAQEntry.Draft) -> Void

    static let flaws: [(String, Reason, Change)] = [
        ("outside its dates", .entryNotValidToday, { $0.validUntil = "2020-04-09" }),
        ("before its first day", .entryNotValidToday, { $0.validFrom = "2020-04-11" }),
        ("paused", .entryPaused, { $0.isPaused = true }),
        ("without a review", .entryNotReviewed, { $0.reviewer = nil }),
        ("in a language nobody reviewed", .entryNotReviewed, { $0.unreviewed = [.chinese] }),
        ("in a language it does not have", .entryNotReviewed, { $0.answers = [.english: "Fourteen days."] }),
        ("for another group", .entryNotForGroup, { $0.groups = ["asia"] }),
        ("for another country", .entryNotForCountry, { $0.countries = ["FR"] }),
        ("with an empty slot", .slotUnfilled, { $0.answers = [.chinese: "打 {{missing}}"] }),
    ]

    @Test func `a certain answer goes to the group, short, and its details in private (F2, F7)`() {
        let decision = Scene.answerable().decide()

        #expect(decision.said[0].hasPrefix("answer group answer|zh|十四天。") || decision.said[0].contains("十四天。"))
        #expect(!decision.said[0].contains("细节"))
        #expect(decision.said[1].contains("private answer_details") && decision.said[1].contains("细节。"))
        #expect(
            decision.answered
                == AnsweredEntry(entry: "quarantine", version: "v1", language: .chinese, probability: 0.95)
        )
        #expect(decision.escalation == nil)
    }

    @Test(arguments: flaws)
    func `an entry that does not hold travels as a draft to a person (F11)`(
        name: String,
        reason: Reason,
        change: Change
    ) {
        var scene = Scene.answerable(change)
        scene.memberCountry = "DE"

        let decision = scene.decide()

        #expect(decision.reasons.contains(reason), "\(name)")
        #expect(decision.answered == nil)
        #expect(decision.escalation?.draftEntry == "quarantine")
        #expect(decision.triage == Triage(severity: .s2, desk: .counselors))
    }

    @Test func `an entry for some countries needs to know the member's, named in the burst or told before`() {
        var scene = Scene.answerable { $0.countries = ["DE"] }
        #expect(scene.decide().reasons.contains(.countryUnknown))

        scene.memberCountry = "DE"
        #expect(scene.decide().answered != nil)

        scene.countries = ["FR"]
        #expect(scene.decide().reasons.contains(.entryNotForCountry))
    }

    @Test func `the starter set counts as reviewed only while the knowledge is of a past day`() {
        var scene = Scene.answerable()
        scene.asOf = nil

        #expect(scene.decide().reasons.contains(.entryNotReviewed))
    }

    @Test func `dated knowledge leaves this machine only where that is allowed`() {
        var scene = Scene.answerable()
        scene.allowsDated = false

        #expect(scene.decide().reasons.contains(.datedAnswersNotAllowed))
        #expect(scene.decide().answered == nil)
    }

    @Test func `unasked in a group the bar is higher than when addressed (F3)`() {
        var scene = Scene.answerable()
        scene.candidates = [Candidate(entry: "quarantine", score: 5, probability: 0.65)]

        #expect(scene.decide().reasons.contains(.belowUnaskedBar))
        scene.mentionsBot = true
        #expect(scene.decide().answered != nil)
    }

    @Test func `two entries too close together are not answered (F2)`() {
        var scene = Scene.answerable()
        scene.candidates.append(Candidate(entry: "other", score: 8, probability: 0.9))

        #expect(scene.decide().answered == nil)
        #expect(scene.decide().triage == Triage(severity: .s2, desk: .counselors))
    }

    @Test func `addressed and unsure, it offers up to three titles that hold (F2)`() {
        var scene = Scene.answerable()
        scene.mentionsBot = true
        scene.entries = ["a", "b", "c", "d"].map { FAQEntry.make(id: $0) } + [.make(id: "x") { $0.isPaused = true }]
        scene.candidates = ["x", "a", "b", "c", "d"].map { Candidate(entry: $0, score: 1, probability: 0.4) }

        let decision = scene.decide()

        #expect(decision.choice == ["a", "b"])
        #expect(decision.replies.map(\.kind) == [.choice])
        #expect(decision.escalation == nil)
    }

    @Test(arguments: ["2", "２", "2.", "@互助 2"])
    func `a number takes the offered title (F6)`(text: String) {
        var scene = Scene.answerable()
        scene.text = text
        scene.labels = [.chatter]
        scene.candidates = []
        scene.conversation.choice = .init(
            entries: ["other", "quarantine"],
            offeredAt: Scene.now.addingTimeInterval(-599)
        )

        #expect(scene.decide().answered?.entry == "quarantine")
    }

    @Test func `zero asks for a person, an old or foreign number means nothing (F6)`() {
        var scene = Scene()
        scene.labels = [.chatter]
        scene.isQuestion = false
        scene.text = "0"
        scene.conversation.choice = .init(entries: ["a"], offeredAt: Scene.now)
        #expect(scene.decide().reasons.contains(.choiceDeclined))
        #expect(scene.decide().escalation != nil)

        scene.text = "1"
        scene.conversation.choice = .init(entries: ["a"], offeredAt: Scene.now.addingTimeInterval(-601))
        #expect(scene.decide().reasons == [.onlyRemark])
        scene.conversation.choice = nil
        #expect(scene.decide().reasons == [.onlyRemark])
    }

    @Test func `the same answer within half an hour is a pointer to the first (F8)`() {
        var scene = Scene.answerable()
        scene.conversation.recentAnswers = [.init(entry: "quarantine", language: "zh", at: Scene.now)]

        let decision = scene.decide()

        #expect(decision.said.count == 1 && decision.said[0].hasPrefix("answer group answer_pointer"))
        #expect(decision.answered != nil)
    }

    @Test func `a group that has heard enough gets the answer privately, unless the bot was asked (F8)`() {
        var scene = Scene.answerable()
        scene.conversation.unaskedTexts = 12

        #expect(scene.decide().said.map { $0.contains("private answer_private_over_budget") } == [true])
        scene.mentionsBot = true
        #expect(scene.decide().replies[0].visibility == .group)
    }

    @Test func `the reply is in the language of the question`() {
        var scene = Scene.answerable()
        scene.language = .english

        #expect(scene.decide().said[0].contains("answer") && scene.decide().said[0].contains("|en|Fourteen days."))
    }

    @Test(arguments: [true, false])
    func `paused or without knowledge a question still reaches a person (E13, F16)`(isPaused: Bool) {
        var scene = Scene.answerable()
        scene.isPaused = isPaused
        scene.isAvailable = isPaused

        let decision = scene.decide()

        #expect(decision.answered == nil)
        #expect(decision.triage == Triage(severity: .s2, desk: .counselors))
        #expect(decision.replies.map(\.kind) == [.holding])
    }
}
