import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// What members say of answers: which answer they mean, and how it is counted (F9, F12).
struct FeedbackStoreTests {
    @Test func `a quote means the answer that was posted, with its entry and version (F9, F12)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")

        let burst = try await fixture.says("没解决", by: "u-2", quoting: "bot-1")

        let meant = try #require(try await fixture.meant(by: burst))
        #expect((meant.entry, meant.version, meant.isQuoted) == ("quarantine", "v1", true))
    }

    @Test func `a quote of something else means no answer, and neither does a line of somebody else (F9)`() async throws
    {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")

        let other = try await fixture.says("没解决", by: "u-1", quoting: "m-9")
        #expect(try await fixture.meant(by: other) == nil)
        try await fixture.settle(other, replies: [], reasons: [.onlyRemark])
        let stranger = try await fixture.says("没解决", by: "u-2")
        #expect(try await fixture.meant(by: stranger) == nil)
    }

    @Test func `the next line means the answer, and a day later nothing does (F9)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: nil)

        let burst = try await fixture.says("没解决", by: "u-1")

        #expect(try await fixture.meant(by: burst)?.isQuoted == false)
        #expect(try await fixture.database.answer(spokenOfBy: burst, since: Fixture.start + 86400) == nil)
    }

    @Test func `a case that follows has the entry, its version and the question that was answered (F9)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")
        let burst = try await fixture.says("没解决", by: "u-1", quoting: "bot-1")

        try await fixture.rate(burst, .unhelpful)

        let cases = try await fixture.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items
        #expect(cases.map(\.draftEntry) == ["quarantine"] && cases.map(\.draftVersion) == ["v1"])
        #expect(cases.first?.messages.map(\.text.exposed) == ["回国要隔离几天?", "没解决"])
    }

    @Test func `each member counts once a version, and the last word is the one that counts (F9)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")

        for (sender, verdict) in [
            ("u-1", Verdict.unhelpful), ("u-2", .unhelpful), ("u-2", .helpful), ("u-3", .helpful),
        ] {
            try await fixture.rate(try await fixture.says("…", by: sender, quoting: "bot-1"), verdict)
        }

        let ratings = try await fixture.database.ratings(of: "quarantine")
        #expect(ratings.map(\.version) == ["v1"])
        #expect(ratings.map(\.helpful) == [2] && ratings.map(\.unhelpful) == [1])
    }

    @Test func `a reaction to an answer is a line that quotes it, once, and other reactions are none (F9)`()
        async throws
    {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")

        try await fixture.reacts("🎉", to: "bot-1")
        try await fixture.reacts("👎", to: "m of bot-1")
        try await fixture.reacts("👎", to: "bot-1", event: "e-1")
        try await fixture.reacts("👎", to: "bot-1", event: "e-1")

        let burst = try await fixture.claim()
        #expect(burst.messages.map(\.text.exposed) == ["👎"])
        #expect(burst.messages.map(\.replyTo) == ["bot-1"] && burst.isAddressed)
        #expect(try await fixture.meant(by: burst)?.entry == "quarantine")
        try await fixture.rate(burst, .unhelpful)
        try await fixture.reacts("👎", to: "bot-1")
        await #expect(throws: Fixture.NothingDue.self) { try await fixture.claim() }
    }
}

extension Fixture {
    /// A question of a member's that an entry answered in the group.
    func answer(
        _ sender: String,
        posted: String?,
        room: String = "europe",
        visibility: Visibility = .group,
        language: ReplyLanguage = .chinese
    ) async throws {
        try await receive(by: sender, id: "m of " + (posted ?? sender), room: room)
        var decision = Decision()
        decision.replies = [Reply(kind: .answer, visibility: visibility, text: "十四天")]
        decision.answered = AnsweredEntry(entry: "quarantine", version: "v1", language: language, probability: 0.9)
        decision.reasons = [.answered]
        try await settle(try await claim(), decision)
        let due = try await database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Self.start)
        for delivery in due {
            try await database.record(.delivered(platformMessageID: posted), of: delivery, now: Self.start)
        }
    }

    fileprivate func says(_ text: String, by sender: String, quoting: String? = nil) async throws -> Burst {
        var message = IncomingMessage(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: UUID().uuidString,
            sender: Sender(platformID: PrivateText(sender), name: "小陈"),
            text: PrivateText(text),
            sentAt: Self.start
        )
        message.replyTo = quoting
        try await receive(.messageCreated(message))
        return try await claim()
    }

    fileprivate func reacts(_ reaction: String, to post: String, event: String = UUID().uuidString) async throws {
        let reference = IncomingReference(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: post,
            sender: Sender(platformID: "u-7", name: "小林")
        )
        try await receive(.reactionAdded(reference, reaction: reaction), event: event)
    }

    fileprivate func meant(by burst: Burst) async throws -> GivenAnswer? {
        try await database.answer(spokenOfBy: burst, since: Self.start.addingTimeInterval(-Feedback.lifetime))
    }

    fileprivate func rate(_ burst: Burst, _ verdict: Verdict) async throws {
        guard let answer = try await meant(by: burst) else { throw NothingDue() }
        var decision = Decision()
        decision.feedback = Feedback(verdict: verdict, answer: answer)
        decision.reasons = [verdict == .helpful ? .foundHelpful : .notSolved]
        if verdict == .unhelpful {
            decision.escalation = EscalationRequest(
                severity: .s2,
                desk: .counselors,
                labels: [],
                dangerSigns: [],
                reason: .notSolved,
                draftEntry: answer.entry,
                draftVersion: answer.version
            )
        }
        try await settle(burst, decision)
    }

    func settle(_ burst: Burst, _ decision: Decision) async throws {
        _ = try await database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .nothing, knowledge: "test", at: Self.start),
                state: .settled,
                country: nil,
                at: Self.start,
                escalation: database.ids.next(),
                dutyLine: nil
            )
        )
    }
}
