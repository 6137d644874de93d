import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// After a crisis the member is asked how they are; a bad answer brings the case back, and so does none.
struct CheckInTests {
    private static let day: TimeInterval = 86400
    private static let words: [ReplyLanguage: PrivateText] = [.chinese: "您现在怎么样?", .english: "How are you?"]

    @Test func `three questions are asked, after 24 h, 72 h and 7 d, each in private and answered with thanks`()
        async throws
    {
        let (queue, id) = try await resolved(.checkIn)
        var asked: [TimeInterval] = []
        for days in [1.0, 3, 7] {
            #expect(try await ask(queue, at: days * Self.day - 1) == 0)
            #expect(try await ask(queue, at: days * Self.day) == 1)
            let sent = try await deliveries(queue, at: days * Self.day)
            #expect(sent.map(\.kind) == [.checkIn] && sent.map(\.visibility) == [.private])
            #expect(sent.map(\.text) == ["您现在怎么样?"])
            asked.append(days)
            try await write(queue, [.thankYou], after: days * Self.day + 60)
        }

        let known = try await queue.read(id)
        #expect(asked == [1, 3, 7] && known.state == .resolved)
        #expect(known.events.filter { $0.kind == .escalationCheckInAnswered }.count == 3)
        try await queue.pass(10 * Self.day)
        #expect(try await queue.read(id).state == .closed)
    }

    @Test func `no answer within a day brings the case back, and with it the alarm`() async throws {
        let (queue, id) = try await resolved(.checkIn)
        _ = try await ask(queue, at: Self.day)

        #expect(try await fire(queue, at: 2 * Self.day - 1) == [])
        #expect(try await fire(queue, at: 2 * Self.day) == [.checkInAnswer])

        let known = try await queue.read(id)
        let now = Fixture.start.addingTimeInterval(2 * Self.day)
        try await queue.database.raiseAlarms(now: now)
        #expect((known.state, known.course.waitingSince) == (.waiting, now))
        #expect(known.events.last?.details["cause"] == "check_in_unanswered")
        #expect(try await queue.database.dueAlarms(now: now, limit: 9).map(\.escalation) == [id])
        #expect(try await ask(queue, at: 30 * Self.day) == 0)
    }

    @Test(arguments: [[Label.chatter], [.distress], [.thankYou, .medicalQuestion]])
    func `whatever is not plainly good is read by a person`(labels: [Label]) async throws {
        let (queue, id) = try await resolved(.checkIn)
        _ = try await ask(queue, at: Self.day)

        try await write(queue, labels, after: Self.day + 60)

        let known = try await queue.read(id)
        #expect(known.state == .waiting && known.messages.count == 2)
        #expect(known.events.last?.details["cause"] == "check_in_answer")
    }

    @Test func `where no check-in was chosen nobody is asked, nor who was erased since`() async throws {
        let (queue, _) = try await resolved(.handedOver)
        #expect(try await ask(queue, at: 30 * Self.day) == 0)
        let (other, id) = try await resolved(.checkIn)
        let member = try await other.read(id).member.id
        _ = try await other.database.erase(
            member,
            by: "operator",
            sparing: nil,
            evenWithOpenCases: false,
            now: Fixture.start
        )

        #expect(try await ask(other, at: Self.day) == 1)
        #expect(try await deliveries(other, at: Self.day).isEmpty)
        #expect(try await fire(other, at: 2.5 * Self.day) == [])
    }

    private func resolved(_ followUp: EscalationChange.FollowUp) async throws -> (Queue, ID<Escalation>) {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        try await queue.write("u-1", .s1)
        let id = try #require(
            try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 1).items.first
        ).id
        try await queue.make(.claim(queue.lease), id, by: owner)
        try await queue.make(.resolve(followUp: followUp, reason: nil), id, by: owner)
        return (queue, id)
    }

    /// Asks whom a check-in is due for; tells how many timers fired.
    private func ask(_ queue: Queue, at seconds: TimeInterval) async throws -> Int {
        let now = Fixture.start.addingTimeInterval(seconds)
        let kinds = Set(CheckInDuty.days.map(\.kind))
        var count = 0
        for timer in try await queue.database.dueTimers(of: kinds, now: now, limit: 99)
        where try await queue.database.checkIn(timer, saying: Self.words, now: now) {
            count += 1
        }
        return count
    }

    private func fire(_ queue: Queue, at seconds: TimeInterval) async throws -> [EscalationTimer.Kind] {
        let now = Fixture.start.addingTimeInterval(seconds)
        var fired: [EscalationTimer.Kind] = []
        for timer in try await queue.database.dueTimers(of: [.checkInAnswer], now: now, limit: 9)
        where try await queue.database.fire(timer, now: now) {
            fired.append(timer.kind)
        }
        return fired
    }

    private func deliveries(_ queue: Queue, at seconds: TimeInterval) async throws -> [Delivery] {
        let now = Fixture.start.addingTimeInterval(seconds)
        let due = try await queue.database.claimDeliveries(.ordinary, limit: 99, excluding: [], now: now)
        for delivery in due {
            try await queue.database.record(.delivered(platformMessageID: nil), of: delivery, now: now)
        }
        return due
    }

    /// A private line of the member with these labels, that opens no case by itself.
    @Test func `thanks that may be about a heavy heart are read by a person`() async throws {
        let (queue, id) = try await resolved(.checkIn)
        _ = try await ask(queue, at: Self.day)

        try await write(queue, [.thankYou], chances: [.thankYou: 0.9, .distress: 0.6], after: Self.day + 60)

        #expect(try await queue.read(id).state == .waiting)
    }

    private func write(
        _ queue: Queue,
        _ labels: [Label],
        chances: [Label: Double] = [:],
        after seconds: TimeInterval
    ) async throws {
        let at = Fixture.start.addingTimeInterval(seconds)
        try await queue.fixture.receive("谢谢", by: "u-1", at: at, isPrivate: true)
        let burst = try await queue.fixture.claim(at: at)
        let understanding = Understanding(
            language: .chinese,
            labels: chances,
            decided: labels,
            dangerSigns: [],
            candidates: [],
            zone: .escalate,
            thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 1, ask: 1),
            countries: [],
            isQuestion: false,
            isComplete: true
        )
        let decision = Decision()
        _ = try await queue.database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: understanding, knowledge: "test", at: at),
                state: .settled,
                country: nil,
                at: at,
                escalation: queue.database.ids.next(),
                dutyLine: nil
            )
        )
    }
}
