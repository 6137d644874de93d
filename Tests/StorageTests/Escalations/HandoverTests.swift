import Foundation
import MutualAid
import Testing

@testable import Storage

/// A whole shift changes hands when it is accepted, and only then (criteria E10, E16).
struct HandoverTests {
    @Test func `an accepted shift goes over whole, each case as it stands, beyond any capacity (E10)`() async throws {
        let (queue, chen, li) = try await scene()
        let states: [Escalation.State] = [
            .claimed, .claimed, .claimed, .claimed, .claimed, .answered, .awaitingMember, .snoozed,
        ]
        var cases: [ID<Escalation>] = []
        for state in states {
            let opened = try await queue.fixture.openCase()
            try await queue.lead(opened.id, to: state, by: chen)
            cases.append(opened.id)
        }
        let offer = try await queue.database.offerShift(of: chen.login, to: li.login, now: Fixture.start)
        for id in cases { #expect(try await queue.read(id).owner == chen) }

        let done = try await queue.database.acceptShift(offer.id, by: li.login, now: later(60))

        #expect(done.taken.count == states.count && done.left.isEmpty)
        for (id, state) in zip(cases, states) {
            let known = try await queue.read(id)
            #expect((known.state, known.owner) == (state, li))
            #expect(known.leaseUntil == (state == .claimed ? later(60 + 900) : nil))
        }
        let events = try await queue.database.events(after: 0, limit: 9999)
        let rebuilt = StateFromEvents(events)
        for id in cases { #expect(rebuilt.escalations[id]?.owner == li.login) }
        #expect(try await queue.database.openHandovers(of: li.login, now: later(60)) == [])
    }

    @Test func `a shift that is declined, or not accepted in an hour, stays where it is (E10)`() async throws {
        let (queue, chen, li) = try await scene()
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: chen)
        let first = try await queue.database.offerShift(of: chen.login, to: li.login, now: Fixture.start)
        #expect(try await queue.database.openHandovers(of: li.login, now: Fixture.start) == [first])
        try await queue.database.declineShift(first.id, by: li.login, now: later(5))
        let second = try await queue.database.offerShift(of: chen.login, to: li.login, now: later(10))

        for (id, seconds) in [(first.id, 20.0), (second.id, 10 + 3600)] {
            await #expect(throws: HandoverRefusal.notFound) {
                _ = try await queue.database.acceptShift(id, by: li.login, now: later(seconds))
            }
        }
        await #expect(throws: HandoverRefusal.notFound) {
            _ = try await queue.database.acceptShift(second.id, by: chen.login, now: later(20))
        }

        #expect(try await queue.read(opened.id).owner == chen)
        #expect(try await queue.database.unreadNotices(of: li.login).map(\.kind) == [.shiftOffered, .shiftOffered])
        #expect(try await queue.database.unreadNotices(of: chen.login).map(\.kind) == [.shiftDeclined])
    }

    @Test func `what the receiver may not take stays with the sender`() async throws {
        let (queue, chen, _) = try await scene()
        let doctor = try await queue.fixture.addStaff("doctor", roles: [.generalPractitioner])
        let opened = [
            try await queue.fixture.openCase(.s1, desk: .generalPractitioners),
            try await queue.fixture.openCase(.s1, desk: .psychologists),
        ]
        for known in opened { try await queue.make(.claim(queue.lease), known.id, by: chen) }
        let offer = try await queue.database.offerShift(of: chen.login, to: doctor.login, now: Fixture.start)

        let done = try await queue.database.acceptShift(offer.id, by: doctor.login, now: later(5))

        #expect(done == HandedOver(taken: [opened[0].id], left: [opened[1].id]))
        #expect(try await queue.read(opened[1].id).owner == chen)
    }

    @Test func `there must be somebody to take it, and something to take`() async throws {
        let (queue, chen, li) = try await scene()
        await #expect(throws: HandoverRefusal.nothingToHandOver) {
            _ = try await queue.database.offerShift(of: chen.login, to: li.login, now: Fixture.start)
        }
        for receiver in [chen.login, "nobody"] {
            await #expect(throws: HandoverRefusal.nobodyThere) {
                _ = try await queue.database.offerShift(of: chen.login, to: receiver, now: Fixture.start)
            }
        }
    }

    private func scene() async throws -> (Queue, Escalation.Owner, Escalation.Owner) {
        let queue = try Queue()
        return (queue, try await queue.fixture.addStaff(), try await queue.fixture.addStaff("li"))
    }

    private func later(_ seconds: TimeInterval) -> Date { Fixture.start.addingTimeInterval(seconds) }
}
