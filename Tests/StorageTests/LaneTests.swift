import Foundation
import MutualAid
import Testing

@testable import Storage

/// Who is in danger does not wait for those who are not.
struct LaneTests {
    private let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func receive(_ id: String, by sender: String, _ lane: Lane) async throws {
        var message = IncomingMessage(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: id,
            sender: Sender(platformID: PrivateText(sender)),
            text: "一",
            sentAt: Fixture.start
        )
        message.lane = lane
        try await fixture.receive(.messageCreated(message))
    }

    @Test func `each lane is handed its own, and the member's other lines go with the emergency`() async throws {
        try await receive("m-1", by: "u-1", .ordinary)
        try await receive("m-2", by: "u-2", .ordinary)
        try await receive("m-3", by: "u-2", .emergency)

        let ordinary = try await fixture.database.claimBursts(.ordinary, limit: 9, now: Fixture.start)
        let emergency = try await fixture.database.claimBursts(.emergency, limit: 9, now: Fixture.start)

        #expect(ordinary.map { $0.messages.map(\.platformID) } == [["m-1"]])
        #expect(emergency.map { $0.messages.map(\.platformID) } == [["m-2", "m-3"]])
    }

    @Test func `a line that came while its member's burst was in work is due when that is settled`() async throws {
        try await receive("m-1", by: "u-1", .ordinary)
        let burst = try await fixture.claim()
        try await receive("m-2", by: "u-1", .ordinary)
        #expect(try await fixture.database.claimBursts(.ordinary, limit: 9, now: Fixture.start).isEmpty)

        try await fixture.settle(burst, replies: [])

        let next = try await fixture.database.claimBursts(.ordinary, limit: 9, now: Fixture.start)
        #expect(next.map { $0.messages.map(\.platformID) } == [["m-2"]])
    }

    @Test
    func `who is in danger waits neither behind many lines of their own nor for who has some in hand`()
        async throws
    {
        try await receive("m-1", by: "u-1", .ordinary)
        _ = try await fixture.claim()
        for number in 2...13 { try await receive("m-\(number)", by: "u-1", .ordinary) }
        // An ordinary claim in vain must not put the line in danger off with the others.
        try await receive("m-14", by: "u-1", .emergency)
        #expect(try await fixture.database.claimBursts(.ordinary, limit: 9, now: Fixture.start).isEmpty)

        let claimed = try await fixture.database.claimBursts(.emergency, limit: 9, now: Fixture.start)

        #expect(claimed.map { $0.messages.map(\.platformID) } == [(5...14).map { "m-\($0)" }])
        #expect(try await fixture.database.claimBursts(.emergency, limit: 9, now: Fixture.start).isEmpty)
    }

    @Test func `jobs for which there was no time come first in the next batch`() {
        var queue = WriteQueue()
        let job = WriteQueue.Job(run: { _ in {} }, fail: { _ in })
        for urgency in [WriteQueue.Urgency.ordinary, .arrival, .ordinary, .emergency] { _ = queue.add(job, urgency) }

        let batch = queue.take()
        queue.putBack(batch.jobs[3...])

        #expect((batch.urgent, batch.jobs.count) == (2, 4))
        #expect(queue.holdsOthersOnly)
        #expect(queue.take().jobs.count == 1)
    }
}
