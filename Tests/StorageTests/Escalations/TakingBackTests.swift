import Foundation
import MutualAid
import Testing

@testable import Storage

/// Answers that can be taken back for ten seconds (criterion C6).
struct TakingBackTests {
    private func due(_ queue: Queue, after seconds: TimeInterval) async throws -> [Delivery] {
        try await queue.database.claimDeliveries(
            .ordinary,
            limit: 10,
            excluding: [],
            now: Fixture.start.addingTimeInterval(seconds)
        )
    }

    private func answered(_ queue: Queue) async throws -> (ID<Escalation>, Escalation.Owner) {
        let owner = try await queue.fixture.addStaff()
        let id = try await queue.fixture.openCase().id
        try await queue.make(.claim(queue.lease), id, by: owner)
        for delivery in try await due(queue, after: 0) {
            try await queue.database.record(.delivered(platformMessageID: nil), of: delivery, now: Fixture.start)
        }
        try await queue.make(.answer(texts: ["": "请打开窗户。"], .private, hold: 10), id, by: owner)
        return (id, owner)
    }

    @Test func `a held answer leaves when its ten seconds are over, not before`() async throws {
        let queue = try Queue()
        _ = try await answered(queue)

        #expect(try await due(queue, after: 9.9).isEmpty)
        #expect(try await due(queue, after: 10.1).map(\.text.exposed) == ["请打开窗户。"])
    }

    @Test func `one that stands behind another text waits its ten seconds too`() async throws {
        let queue = try Queue()
        let (id, owner) = try await answered(queue)
        try await queue.make(.answer(texts: ["": "再喝点水。"], .private, hold: 10), id, by: owner, after: 9)
        let first = try await due(queue, after: 11)
        try await queue.database.record(
            .delivered(platformMessageID: nil),
            of: first[0],
            now: Fixture.start.addingTimeInterval(11)
        )

        #expect(try await due(queue, after: 18).isEmpty)
        #expect(try await due(queue, after: 19.1).map(\.text.exposed) == ["再喝点水。"])
    }

    @Test(arguments: [false, true])
    func `taking it back sends nothing, and gives the case and the words to their author`(
        isResolved: Bool
    ) async throws {
        let queue = try Queue()
        let (id, owner) = try await answered(queue)
        if isResolved { try await queue.make(.resolve(followUp: nil, reason: nil), id, by: owner) }
        #expect(try await queue.database.heldAnswers(of: owner.login, now: Fixture.start).map(\.escalation) == [id])

        let now = Fixture.start.addingTimeInterval(8)
        let back = try await queue.database.takeBackAnswer(of: id, by: owner, scope: .all, now: now)

        #expect(back.state == .claimed && back.owner == owner && back.leaseUntil == now.addingTimeInterval(900))
        #expect(back.course.draft?.text.exposed == "请打开窗户。")
        #expect(back.course.askers.allSatisfy { !$0.isAnswered })
        #expect(try await due(queue, after: 3600).isEmpty)
        #expect(try await queue.database.heldAnswers(of: owner.login, now: now).isEmpty)
        #expect(try await queue.pass(800) == [])
        let told = StateFromEvents(try await queue.database.events(after: 0, limit: 10_000))
        #expect(told.escalations[id]?.state == "claimed" && told.escalations[id]?.owner == owner.login)
    }

    @Test func `what has left, and what is another's, is not taken back`() async throws {
        let queue = try Queue()
        let (id, owner) = try await answered(queue)
        let other = try await queue.fixture.addStaff("lin")

        await #expect(throws: EscalationConflict.self) {
            try await queue.database.takeBackAnswer(of: id, by: other, scope: .all, now: Fixture.start)
        }
        await #expect(throws: EscalationConflict.self) {
            try await queue.database.takeBackAnswer(
                of: id,
                by: owner,
                scope: .all,
                now: Fixture.start.addingTimeInterval(10)
            )
        }
        #expect(try await due(queue, after: 11).count == 1)
    }
}
