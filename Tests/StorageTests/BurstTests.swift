import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

struct BurstTests {
    @Test func `one member's lines in one room are one burst, in order`() async throws {
        let fixture = try Fixture()
        for number in 1...3 { try await fixture.receive("第\(number)句", id: "m-\(number)") }
        try await fixture.receive("别人", by: "u-2", id: "m-9")

        let bursts = try await fixture.database.claimBursts(.ordinary, limit: 10, now: Fixture.start)

        #expect(bursts.map { $0.messages.map(\.text.exposed) } == [["第1句", "第2句", "第3句"], ["别人"]])
    }

    @Test func `a claimed burst is handed out once, and its member's next line waits for it`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(id: "m-1")
        _ = try await fixture.claim()
        try await fixture.receive(id: "m-2")

        #expect(try await fixture.database.claimBursts(.ordinary, limit: 10, now: Fixture.start).isEmpty)
    }

    @Test func `a lost claim comes back when its lease is over, and the late worker writes nothing`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(id: "m-1")
        let late = try await fixture.claim()

        let second = try await fixture.claim(at: Fixture.start.addingTimeInterval(31))

        #expect(second.attempts == 2)
        #expect(try await fixture.settle(late) == false)
        #expect(try await fixture.settle(second) == true)
        #expect(try await fixture.database.deliveryCounts() == [.waiting: 1])
    }

    @Test func `attempts count before the work, and not for a fragment that waits`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(id: "m-1")
        for _ in 1...5 {
            let burst = try await fixture.claim()
            #expect(burst.attempts == 1)
            try await fixture.database.postpone(burst, until: Fixture.start)
        }

        for attempt in 1...4 {
            let burst = try await fixture.claim()
            #expect(burst.attempts == attempt)
            try await fixture.database.giveBack(burst, until: Fixture.start)
        }
    }

    @Test func `what ended the work before is handed out alone, so that nobody else is blamed`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(id: "m-1")
        try await fixture.database.giveBack(try await fixture.claim(), until: Fixture.start)
        try await fixture.receive(by: "u-2", id: "m-2")

        let first = try await fixture.database.claimBursts(.ordinary, limit: 10, now: Fixture.start)
        let second = try await fixture.database.claimBursts(.ordinary, limit: 10, now: Fixture.start)

        #expect(first.count == 1)
        #expect(second.count == 1)
    }

    @Test func `a line that arrives before anything was delivered re-decides the whole burst`() async throws {
        let fixture = try Fixture()
        try await fixture.receive("口罩", id: "m-1")
        try await fixture.settle(try await fixture.claim(), escalation: .test(.s2))
        try await fixture.receive("已经收到了", id: "m-2", at: Fixture.start.addingTimeInterval(3))

        let burst = try await fixture.claim(at: Fixture.start.addingTimeInterval(3))
        try await fixture.settle(burst, escalation: .test(.s2))

        #expect(burst.messages.map(\.text.exposed) == ["口罩", "已经收到了"])
        #expect(try await fixture.database.deliveryCounts() == [.superseded: 1, .waiting: 1])
        #expect(try await fixture.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items.count == 1)
    }

    @Test func `once something was tried a further line is a follow-up`() async throws {
        let fixture = try Fixture()
        try await fixture.receive("口罩", id: "m-1")
        try await fixture.settle(try await fixture.claim())
        _ = try await fixture.database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        try await fixture.receive("谢谢", id: "m-2", at: Fixture.start.addingTimeInterval(3))

        let burst = try await fixture.claim(at: Fixture.start.addingTimeInterval(3))

        #expect(burst.messages.map(\.text.exposed) == ["谢谢"])
    }

    @Test func `the conversation tells of open cases, recent answers, the choice and the introduction`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(id: "m-1")
        var decision = Decision()
        decision.replies = [Reply(kind: .answer, visibility: .group, text: "答")]
        decision.answered = AnsweredEntry(entry: "quarantine", version: "1", language: .chinese, probability: 0.9)
        decision.escalation = .test(.s2)
        decision.choice = ["a", "b"]
        decision.reasons = [.introduced, .humanWanted]
        let burst = try await fixture.claim()
        _ = try await fixture.database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .nothing, knowledge: "", at: Fixture.start),
                state: .settled,
                country: LearntCountry(code: "DE", source: .stated),
                at: Fixture.start,
                escalation: fixture.database.ids.next(),
                dutyLine: nil
            )
        )
        _ = try await fixture.database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        try await fixture.receive(id: "m-2", at: Fixture.start.addingTimeInterval(60))

        let next = try await fixture.claim(at: Fixture.start.addingTimeInterval(60))

        #expect(next.conversation.openEscalations.map(\.state) == [.waiting])
        #expect(next.conversation.recentAnswers.map(\.entry) == ["quarantine"])
        #expect(next.conversation.choice?.entries == ["a", "b"])
        #expect(next.conversation.isIntroduced)
        #expect(next.conversation.humanRequests == 1)
        #expect(next.conversation.unaskedTexts == 1)
        #expect(next.member.country == "DE")
    }

    @Test func `the last question of a member is remembered for half an hour, with what answered it`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(id: "m-1")
        var decision = Decision()
        decision.answered = AnsweredEntry(entry: "quarantine", version: "1", language: .chinese, probability: 0.9)
        let burst = try await fixture.claim()
        _ = try await fixture.database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .nothing, knowledge: "", at: Fixture.start),
                state: .settled,
                country: nil,
                at: Fixture.start,
                escalation: fixture.database.ids.next(),
                dutyLine: nil
            )
        )
        try await fixture.receive(id: "m-2", at: Fixture.start.addingTimeInterval(60))
        let next = try await fixture.claim(at: Fixture.start.addingTimeInterval(60))

        let known = try await fixture.database.lastQuestion(before: next, since: Fixture.start.addingTimeInterval(-1))
        let forgotten = try await fixture.database.lastQuestion(
            before: next,
            since: Fixture.start.addingTimeInterval(1)
        )

        #expect(known == PreviousQuestion(text: PrivateText(burst.text), answered: "quarantine"))
        #expect(forgotten == nil)
    }
}
