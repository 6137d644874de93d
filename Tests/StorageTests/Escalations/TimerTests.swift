import Foundation
import Logging
import MutualAid
import Testing

@testable import Storage

struct TimerTests {
    @Test func `the second return sends a case to the second line, and its owner is told each time (E6)`() async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await queue.fixture.openCase()

        try await queue.make(.claim(queue.lease), opened.id, by: owner)
        try await queue.pass(901)
        let once = try await queue.read(opened.id)
        try await queue.make(.claim(queue.lease), opened.id, by: owner, after: 1000)
        try await queue.pass(2000)
        let twice = try await queue.read(opened.id)

        #expect((once.state, once.course.returns, once.course.line) == (.waiting, 1, 1))
        #expect((twice.state, twice.course.returns, twice.course.line) == (.waiting, 2, 2))
        #expect(twice.receivedAt == opened.receivedAt && twice.course.waitingSince == opened.receivedAt)
        let told = try await queue.database.unreadNotices(of: owner.login)
        #expect(told.map(\.kind) == [.leaseExpired, .leaseExpired])
    }

    @Test func `a note and a draft of the owner renew the lease, those of others do not (E6)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let other = try await queue.fixture.addStaff("other")
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)

        try await queue.make(.note("别人的"), opened.id, by: other, after: 300)
        #expect(try await queue.read(opened.id).leaseUntil == Fixture.start.addingTimeInterval(900))
        try await queue.make(.draft("草稿"), opened.id, by: owner, after: 600)
        #expect(try await queue.read(opened.id).leaseUntil == Fixture.start.addingTimeInterval(1500))
        try await queue.make(.note("自己的"), opened.id, by: owner, after: 900)

        let known = try await queue.read(opened.id)
        #expect(known.leaseUntil == Fixture.start.addingTimeInterval(1800))
        #expect(known.course.draft?.text.exposed == "草稿")
        #expect(queue.fixture.bytes.range(of: Data("草稿".utf8)) == nil)
    }

    @Test func `a transfer nobody accepts goes back to the sender and to the second line (E10)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)
        let pending = try await queue.make(
            .transfer(desk: .psychologists, login: nil, note: "请看"),
            opened.id,
            by: owner
        )
        #expect(pending.owner == owner && pending.state == .transferring)

        #expect(try await queue.pass(599) == [])
        #expect(try await queue.pass(600) == [.transfer])

        let back = try await queue.read(opened.id)
        #expect((back.state, back.owner, back.course.line, back.desk) == (.claimed, owner, 2, .counselors))
    }

    @Test func `who accepts a transfer owns the case at the desk it was offered to (E10)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let doctor = try await queue.fixture.addStaff("doctor", roles: [.generalPractitioner])
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)
        try await queue.make(.transfer(desk: .generalPractitioners, login: nil, note: ""), opened.id, by: owner)
        let scope = Scope(groups: [], desks: [.generalPractitioners], login: "doctor")
        #expect(try await queue.database.escalation(opened.id, scope: scope) != nil)

        let taken = try await queue.make(.accept, opened.id, by: doctor)

        #expect((taken.state, taken.owner, taken.desk) == (.claimed, doctor, .generalPractitioners))
        #expect(taken.receivedAt == opened.receivedAt)
    }

    @Test func `a snooze ends at its date, or at once by a line of the member (E18)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        try await queue.write("u-1")
        try await queue.write("u-2")
        let cases = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items
        for known in cases {
            try await queue.make(.claim(queue.lease), known.id, by: owner)
            let until = Fixture.start.addingTimeInterval(7200)
            try await queue.make(.snooze(until: until, reason: "等回音"), known.id, by: owner)
        }

        try await queue.write("u-1", after: 60)
        #expect(try await queue.read(cases[0].id).state == .claimed)
        #expect(try await queue.read(cases[1].id).state == .snoozed)
        try await queue.pass(7200)

        #expect(try await queue.read(cases[1].id).state == .claimed)
        await #expect {
            try await queue.make(.snooze(until: Fixture.start, reason: "x"), cases[1].id, by: owner, after: 7300)
        } throws: {
            if case EscalationConflict.dateMissing = $0 { true } else { false }
        }
    }

    @Test(arguments: [(Severity.s0, 24.0), (.s1, 24), (.s2, 90 * 24), (.s3, 90 * 24)])
    func `what may be a crisis is put off by a day at most, and the refusal names the limit (E18)`(
        severity: Severity,
        hours: Double
    ) async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await queue.fixture.openCase(severity)
        try await queue.make(.claim(queue.lease), opened.id, by: owner)
        let last = Fixture.start.addingTimeInterval(hours * 3600)

        await #expect {
            try await queue.make(.snooze(until: last.addingTimeInterval(1), reason: "等"), opened.id, by: owner)
        } throws: {
            guard case EscalationConflict.snoozeTooLong(severity, let most) = $0 else { return false }
            return most == hours * 3600
        }

        #expect(try await queue.read(opened.id).state == .claimed)
        let known = try await queue.make(.snooze(until: last, reason: "等"), opened.id, by: owner)
        #expect(known.course.snoozedUntil == last)
    }

    @Test func `the third reopening is for the coordinators (E17), and after the grace a case is closed for good`()
        async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        try await queue.write("u-1")
        let opened = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items[0]
        var lines: [Int] = []
        for round in 1...3 {
            let at = Double(round) * 3600
            try await queue.make(.claim(queue.lease), opened.id, by: owner, after: at)
            try await queue.make(.resolve(followUp: nil, reason: nil), opened.id, by: owner, after: at)
            try await queue.write("u-1", after: at + 60)
            lines.append(try await queue.read(opened.id).course.line)
        }
        #expect(lines == [1, 1, 3])

        try await queue.make(.claim(queue.lease), opened.id, by: owner, after: 20000)
        try await queue.make(.resolve(followUp: nil, reason: nil), opened.id, by: owner, after: 20000)
        try await queue.pass(20000 + 48 * 3600)
        try await queue.write("u-1", after: 300_000)

        #expect(try await queue.read(opened.id).state == .closed)
        let all = try await queue.database.escalations(in: .waiting, scope: .all, after: nil, limit: 9).items
        #expect(all.map(\.course.follows) == [opened.id])
    }

    @Test func `what fell due while the daemon was down fires once, in due order (E20)`() async throws {
        let queue = try Queue()
        for (severity, age) in [(Severity.s2, 0.0), (.s0, 10), (.s1, 20), (.s3, 30)] {
            _ = try await queue.fixture.openCase(severity, at: Fixture.start.addingTimeInterval(age))
        }
        try await queue.fixture.close()
        let again = try Fixture.open(queue.fixture.folder)
        let late = Fixture.start.addingTimeInterval(30 * 86400)
        let due = try await again.dueTimers(of: EscalationSchedule.kinds, now: late, limit: 99)
        #expect(due.map(\.dueAt) == due.map(\.dueAt).sorted() && due.count == 4)
        let clock = EscalationClock(
            timers: again,
            duties: [QueueDuty(timers: again)],
            now: { late },
            logger: Logger(label: "test"),
            waitForWork: { _ in }
        )

        let next = await clock.fireDue()

        #expect(next == nil)
        let raised = try await again.events(after: 0, limit: 999).filter { $0.kind == .escalationLineRaised }
        #expect(raised.map { $0.details["line"] ?? "" } == ["2", "2", "2", "2", "3", "3", "3", "3"])
        for timer in due { #expect(try await again.fire(timer, now: late) == false) }
        try await again.close()
    }
}
