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

    private let job = WriteQueue.Job(run: { _ in {} }, fail: { _ in })

    @Test func `jobs for which there was no time come first in the next batch`() {
        var queue = WriteQueue()
        for urgency in [WriteQueue.Urgency.ordinary, .arrival, .ordinary, .emergency] { _ = queue.add(job, urgency) }

        let batch = queue.take()
        let arrivals = queue.takeArrivals()
        queue.putBack(batch.others[1...])

        #expect((batch.emergencies.count, batch.others.count, arrivals.count) == (1, 2, 1))
        #expect(queue.holdsOthersOnly)
        #expect(queue.take().others.count == 1)
    }

    @Test func `arrivals of a batch are those that came while its other jobs were done, and who came into danger too`()
    {
        var queue = WriteQueue()
        _ = queue.add(job, .arrival)
        #expect(queue.take().hasArrivals)
        for urgency in [WriteQueue.Urgency.arrival, .emergency, .ordinary] { _ = queue.add(job, urgency) }

        #expect(queue.takeArrivals().count == 3)
        #expect(queue.holdsOthersOnly)
    }

    @Test func `a writer that waits for more arrivals is woken by the last of them or by anybody in danger`() {
        var queue = WriteQueue()
        queue.awaited = 3
        #expect(queue.add(job, .arrival).wakes)
        #expect(!queue.add(job, .arrival).wakes)
        #expect(queue.isStillAwaited)
        #expect(queue.add(job, .arrival).wakes)
        #expect(!queue.isStillAwaited)

        _ = queue.takeArrivals()
        queue.awaited = 3
        #expect(queue.add(job, .emergency).wakes)
        #expect(!queue.isStillAwaited && queue.hasEmergencies)
    }

    @Test
    func `beside a stream of arrivals workers have their share of the time, and pay back what they took beyond it`() {
        var time = ContinuousClock.now
        var budget = BatchBudget { time }
        budget.begin(besideArrivals: true)
        #expect(budget.isSpent)

        time += .milliseconds(10)
        budget.begin(besideArrivals: true)
        #expect(!budget.isSpent)
        time += .milliseconds(2)
        #expect(budget.isSpent)
        budget.endOthers()

        for _ in 1...2 {
            time += .milliseconds(5)
            budget.begin(besideArrivals: true)
            #expect(budget.isSpent)
        }
        time += .milliseconds(20)
        budget.begin(besideArrivals: true)
        #expect(!budget.isSpent)
    }

    @Test func `arrivals in a stream are waited for as long as a synced commit takes, and no others`() {
        var time = ContinuousClock.now
        var budget = BatchBudget { time }
        budget.note(arrivals: 4)
        #expect(budget.worthwhile == 0)

        budget.beginSync()
        time += .milliseconds(1)
        budget.endSync(ofArrivals: true)
        budget.begin(besideArrivals: true)
        #expect(budget.worthwhile == 6)
        #expect(budget.patience != nil)

        budget.beginSync()
        budget.endSync(ofArrivals: false)
        #expect(budget.patience != nil)

        // Running those that are there is no waiting; all the waits of a batch are counted together.
        budget.beginArrivals()
        time += .milliseconds(1)
        #expect(budget.patience == .nanoseconds(1_000_000))
        for left in [DispatchTimeInterval.nanoseconds(500_000), nil] {
            budget.beginWait()
            time += .microseconds(500)
            #expect(budget.patience == left)
            budget.endWait()
            #expect(budget.patience == left)
        }
        budget.beginArrivals()
        #expect(budget.patience != nil)
        time += .milliseconds(10)
        #expect(budget.worthwhile == 0)
    }
}
