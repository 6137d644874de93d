import Foundation
import MutualAid
import Testing

@testable import Storage

/// What a lost lease must never do, and that a lease lasts as long as it says whatever the clocks on the walls do.
struct LeaseTests {
    @Test func `of ten thousand lost leases each counts once, and the late owner's answer goes nowhere (E6, E9)`()
        async throws
    {
        let queue = try Queue()
        let late = try await queue.fixture.addStaff("late")
        let next = try await queue.fixture.addStaff("next")
        let cases = Queue.rounds(2500, daily: 25)
        let losses = 4
        for number in 0..<cases {
            let start = Fixture.start.addingTimeInterval(Double(number) * 10_000)
            let id = try await queue.open(at: start)
            for loss in 0..<losses {
                let at = start.addingTimeInterval(Double(loss) * 1000)
                let claimed = try await change(queue, .claim(queue.lease), id, by: late, at: at)
                let due = try await queue.database.dueTimers(
                    of: [.lease],
                    now: at.addingTimeInterval(900),
                    limit: 9
                )
                async let first = queue.database.fire(due[0], now: at.addingTimeInterval(900))
                async let second = queue.database.fire(due[0], now: at.addingTimeInterval(900))
                #expect(try await [first, second].filter { $0 }.count == 1 && due.count == 1)
                await #expect {
                    _ = try await queue.database.change(
                        id,
                        .answer(texts: ["": "迟到的答复"], .private),
                        by: late,
                        scope: .all,
                        version: claimed.version,
                        now: at.addingTimeInterval(901)
                    )
                } throws: {
                    if case EscalationConflict.stale = $0 { true } else { false }
                }
            }
            let end = start.addingTimeInterval(5000)
            _ = try await change(queue, .claim(queue.lease), id, by: next, at: end)
            let done = try await change(queue, .answer(texts: ["": "答复"], .private), id, by: next, at: end)
            #expect((done.state, done.course.returns, done.course.line) == (.answered, losses, 2))
            #expect(done.events.filter { $0.kind == .escalationLeaseExpired }.count == losses)
        }

        let counts = try await queue.database.engine.read { database in
            try [
                "SELECT COUNT(*) FROM \"delivery\" WHERE \"kind\" = 'counselor'",
                "SELECT COUNT(*) FROM \"staffNotice\" WHERE \"kind\" = 'lease_expired'",
            ].map { try database.first($0)?.int(0) }
        }
        #expect(counts == [cases, cases * losses])
    }

    @Test func `for two years in twelve zones claims go to who is awake and leases end to the second (E6, E8, E16)`()
        async throws
    {
        let queue = try Queue()
        let zones = [
            "Asia/Shanghai", "Asia/Kolkata", "Asia/Tehran", "Europe/Berlin", "Europe/London", "Africa/Cairo",
            "Africa/Lagos", "America/New_York", "America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe",
            "Pacific/Auckland",
        ].compactMap { TimeZone(identifier: $0) }
        #expect(zones.count == 12)
        var people: [Escalation.Owner] = []
        for number in zones.indices {
            people.append(try await queue.fixture.addStaff("p\(number)", roles: [.counselor]))
        }
        let boss = try await queue.fixture.addStaff("boss")
        queue.database.roster.replace(with: Roster(people: zones.enumerated().map { awake($1, "p\($0)") }))
        let first = CalendarDay(at: Fixture.start, in: .gmt).number
        let days = Queue.rounds(730, daily: 10)
        for day in stride(from: 0, to: 730, by: 730 / days) {
            for (number, zone) in zones.enumerated() {
                let nine = LocalTime.instant(CalendarDay(number: first + 1 + day), minute: 9 * 60, in: zone)
                try await live(queue, from: nine, owner: people[number], boss: boss)
            }
        }
    }

    /// A day of one person: not before nine, then a claim that runs out, and one that is taken over in its last minute.
    private func live(_ queue: Queue, from nine: Date, owner: Escalation.Owner, boss: Escalation.Owner) async throws {
        let id = try await queue.open(at: nine.addingTimeInterval(-60))
        let early = try await queue.database.claimNext(
            by: owner,
            scope: .all,
            lease: queue.lease,
            now: nine.addingTimeInterval(-1)
        )
        let claimed = try await queue.database.claimNext(by: owner, scope: .all, lease: queue.lease, now: nine)
        #expect(early == nil && claimed?.id == id && claimed?.leaseUntil == nine.addingTimeInterval(900))
        #expect(try await due(queue, at: nine.addingTimeInterval(899)) == 0)
        #expect(try await due(queue, at: nine.addingTimeInterval(900)) == 1)
        let again = nine.addingTimeInterval(1000)
        _ = try await change(queue, .claim(queue.lease), id, by: owner, at: again)
        let other = try await queue.database.staff().first { $0.login != owner.login && $0.login != "boss" }?.asOwner
        let taker = try #require(other)
        let takeOver = EscalationChange.takeOver(queue.lease, reason: "换班")
        await #expect {
            _ = try await change(queue, takeOver, id, by: taker, at: again.addingTimeInterval(839))
        } throws: {
            if case EscalationConflict.stale = $0 { true } else { false }
        }
        let taken = try await change(queue, takeOver, id, by: taker, at: again.addingTimeInterval(841))
        #expect(taken.owner == taker && taken.course.waitingSince == nine.addingTimeInterval(-60))
        let back = try await change(queue, takeOver, id, by: boss, at: again.addingTimeInterval(842))
        #expect(back.owner == boss)
        _ = try await change(
            queue,
            .resolve(followUp: nil, reason: nil),
            id,
            by: boss,
            at: again.addingTimeInterval(843)
        )
    }

    private func due(_ queue: Queue, at now: Date) async throws -> Int {
        try await queue.database.returnExpiredClaims(now: now)
    }

    @discardableResult
    private func change(
        _ queue: Queue,
        _ change: EscalationChange,
        _ id: ID<Escalation>,
        by owner: Escalation.Owner,
        at now: Date
    ) async throws -> Escalation {
        let known = try await queue.read(id)
        return try await queue.database.change(id, change, by: owner, scope: .all, version: known.version, now: now)
    }

    /// On shift from nine to five by the clock of their zone.
    private func awake(_ zone: TimeZone, _ login: String) -> RosterPerson {
        RosterPerson(
            login: login,
            timeZone: zone,
            languages: [],
            desks: [.counselors],
            groups: [],
            line: 1,
            shifts: [Shift(days: .weekly(Set(Weekday.allCases)), from: 9 * 60, to: 17 * 60)],
            absences: [],
            chat: [:],
            email: nil
        )
    }
}
