import Foundation
import MutualAid
import Testing

@testable import Storage

/// The roster and a person's own word decide, in one place, who is there for a case (criterion E16).
struct DutyOfOwnersTests {
    /// Seconds until the next noon, at which `chen` is on shift and `li` is not.
    private static let noon: TimeInterval = 20000

    @Test func `who is off shift by the roster is offered nothing, whatever their row said once (E16)`() async throws {
        let (queue, chen, li) = try await scene()
        _ = try await queue.fixture.openCase()
        let now = Fixture.start.addingTimeInterval(Self.noon)

        let none = try await queue.database.claimNext(by: li, scope: .all, lease: queue.lease, now: now)
        let one = try await queue.database.claimNext(by: chen, scope: .all, lease: queue.lease, now: now)

        #expect(none == nil)
        #expect(one?.owner == chen)
    }

    @Test func `a member's line goes back to an owner on shift, and to the queue where the owner is not (E16)`()
        async throws
    {
        let (queue, chen, li) = try await scene()
        for (sender, owner) in [("u-1", chen), ("u-2", li)] {
            try await queue.write(sender)
            let waiting = try await queue.database.escalations(in: .waiting, scope: .all, after: nil, limit: 9).items
            let id = try #require(waiting.first).id
            try await queue.make(.claim(queue.lease), id, by: owner)
            try await queue.make(.answer(texts: ["": "好"], .private), id, by: owner)
        }

        for sender in ["u-1", "u-2"] { try await queue.write(sender, after: Self.noon) }

        let all = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items
        #expect(Dictionary(uniqueKeysWithValues: all.map { ($0.state, $0.owner) }) == [.claimed: chen, .waiting: nil])
    }

    @Test func `going off duty gives every claim back at its age, counted against nobody (E16)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = [try await queue.fixture.openCase(), try await queue.fixture.openCase(.s0)]
        for known in opened { try await queue.make(.claim(queue.lease), known.id, by: owner) }
        let now = Fixture.start.addingTimeInterval(60)
        let word = DutyOverride(login: owner.login, isOnDuty: false, until: now.addingTimeInterval(3600))

        try await queue.database.override(word, now: now)

        for known in opened {
            let left = try await queue.read(known.id)
            #expect((left.state, left.owner, left.course.returns) == (.waiting, nil, 0))
            #expect(left.course.waitingSince == known.receivedAt && left.events.last?.details["cause"] == "off_duty")
        }
        #expect(try await queue.database.claimNext(by: owner, scope: .all, lease: queue.lease, now: now) == nil)
        #expect(try await queue.database.staff().map(\.isOnDuty) == [false])
    }

    @Test func `a word about somebody who does not work here is refused, and nothing is kept of it`() async throws {
        let queue = try Queue()
        let word = DutyOverride(login: "nobody", isOnDuty: true, until: Fixture.start.addingTimeInterval(60))

        await #expect(throws: StaffConflict.notFound) { try await queue.database.override(word, now: Fixture.start) }

        #expect(try await queue.database.dutyOverrides(now: Fixture.start) == [])
    }

    /// Two people whose rows say that they are on duty, and a roster in which only one is on shift at noon.
    private func scene() async throws -> (Queue, Escalation.Owner, Escalation.Owner) {
        let queue = try Queue()
        let people = [try await queue.fixture.addStaff(), try await queue.fixture.addStaff("li")]
        queue.database.roster.replace(
            with: Roster(people: [
                RosterPerson.test("chen", from: 9 * 60, to: 17 * 60),
                RosterPerson.test("li", from: 20 * 60, to: 22 * 60),
            ])
        )
        return (queue, people[0], people[1])
    }
}

extension RosterPerson {
    /// Somebody who is on shift every day between two minutes of the day, UTC.
    static func test(_ login: String, from: Int, to: Int, line: Int = 1) -> RosterPerson {
        RosterPerson(
            login: login,
            timeZone: .gmt,
            languages: [],
            desks: [.counselors],
            groups: [],
            line: line,
            shifts: [Shift(days: .weekly(Set(Weekday.allCases)), from: from, to: to)],
            absences: [],
            chat: [:],
            email: nil
        )
    }
}
