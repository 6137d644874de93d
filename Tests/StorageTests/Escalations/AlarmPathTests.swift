import Foundation
import MutualAid
import Testing

@testable import Storage

/// Whichever way an S0 or S1 comes to wait, people are called for it at once.
struct AlarmPathTests {
    /// The ways that lead back to `waiting`.
    enum Path: CaseIterable {
        case opened, raised, released, leaseExpired, wentOffDuty, transferDeclined, transferExpired, snoozeEnded, woken
        case lineAfterAnswer, lineAfterQuestionBack, reopenedByPerson, reopenedByLine, raisedOutOfMerge
    }

    @Test(arguments: Path.allCases)
    func `an alarm is due the moment a crisis waits (E14, E16, E20)`(path: Path) async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let (id, at) = try await lead(queue, path, by: owner)
        let now = Fixture.start.addingTimeInterval(at)
        let known = try await queue.read(id)
        try #require(known.state == .waiting && known.severity <= .s1)

        try await queue.database.raiseAlarms(now: now)

        let due = try await queue.database.dueAlarms(now: now, limit: 9)
        #expect(due.map(\.escalation) == [id])
    }

    @Test func `a case brought back days later is called for from the first rung on`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let (id, at) = try await lead(queue, .reopenedByLine, by: owner)
        let now = Fixture.start.addingTimeInterval(at)

        try await queue.database.raiseAlarms(now: now)

        let due = try await queue.database.dueAlarms(now: now, limit: 9)
        #expect(due.map(\.rung) == [0])
        #expect(due.map(\.receivedAt) == [try await queue.read(id).course.waitingSince])
    }

    @Test func `a claimed case that becomes an S0 keeps no longer a lease than an S0, and its owner is told (E3)`()
        async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        try await queue.write("u-1")
        let id = try await only(queue)
        try await queue.make(.claim(queue.lease), id, by: owner)

        try await queue.write("u-1", .s0, after: 60)

        let known = try await queue.read(id)
        #expect((known.state, known.severity) == (.claimed, .s0))
        #expect(known.leaseUntil == Fixture.start.addingTimeInterval(60 + 300))
        #expect(try await queue.database.unreadNotices(of: owner.login).map(\.kind) == [.memberWrote])
    }

    /// Brings an S0 to `waiting` on that way; tells when.
    private func lead(
        _ queue: Queue,
        _ path: Path,
        by owner: Escalation.Owner
    ) async throws -> (ID<Escalation>, TimeInterval) {
        func goOffDuty(at seconds: TimeInterval) async throws {
            let now = Fixture.start.addingTimeInterval(seconds)
            let until = now.addingTimeInterval(40000)
            let word = DutyOverride(login: owner.login, isOnDuty: false, until: until)
            try await queue.database.override(word, now: now)
        }
        try await queue.write("u-1", path == .raised || path == .raisedOutOfMerge ? .s2 : .s0)
        let id = try await only(queue)
        // The alarm of its first waiting, which must not stand in the way of the next.
        try await queue.database.raiseAlarms(now: Fixture.start)
        switch path {
        case .opened: return (id, 0)
        case .raised: try await queue.write("u-1", .s0, after: 5)
        case .raisedOutOfMerge:
            let other = try await queue.fixture.openCase()
            try await queue.make(.merge(into: other.id), id, by: owner)
            try await queue.write("u-1", .s1, after: 5)
        case .released:
            try await queue.make(.claim(queue.lease), id, by: owner)
            try await queue.make(.release, id, by: owner, after: 5)
        case .leaseExpired:
            try await queue.make(.claim(queue.lease), id, by: owner)
            try await queue.pass(301)
            return (id, 301)
        case .wentOffDuty:
            try await queue.make(.claim(queue.lease), id, by: owner)
            try await goOffDuty(at: 5)
        case .transferDeclined, .transferExpired:
            try await queue.make(.claim(queue.lease), id, by: owner)
            let other = try await queue.fixture.addStaff("other")
            try await queue.make(.transfer(desk: nil, login: "other", note: ""), id, by: owner)
            try await goOffDuty(at: 3)
            if path == .transferDeclined {
                try await queue.make(.decline, id, by: other, after: 5)
            } else {
                try await queue.pass(180)
                return (id, 180)
            }
        case .snoozeEnded, .woken:
            try await queue.make(.claim(queue.lease), id, by: owner)
            let until = Fixture.start.addingTimeInterval(60)
            try await queue.make(.snooze(until: until, reason: "等"), id, by: owner)
            try await goOffDuty(at: 3)
            let other = try await queue.fixture.addStaff("other")
            if path == .woken {
                try await queue.make(.wake, id, by: other, after: 5)
            } else {
                try await queue.pass(60)
                return (id, 60)
            }
        case .lineAfterAnswer, .lineAfterQuestionBack:
            try await queue.make(.claim(queue.lease), id, by: owner)
            let words: [String: PrivateText] = ["": "您好"]
            let isAnswer = path == .lineAfterAnswer
            let change: EscalationChange =
                isAnswer ? .answer(texts: words, .private) : .askMember(texts: words, .private)
            try await queue.make(change, id, by: owner)
            try await goOffDuty(at: 3)
            try await queue.write("u-1", .s0, after: 5)
        case .reopenedByPerson, .reopenedByLine:
            try await queue.make(.claim(queue.lease), id, by: owner)
            try await queue.make(.resolve(followUp: .handedOver, reason: nil), id, by: owner)
            if path == .reopenedByPerson {
                try await queue.make(.reopen, id, by: owner, after: 5)
            } else {
                try await queue.write("u-1", .s0, after: 86400)
                return (id, 86400)
            }
        }
        return (id, 5)
    }

    private func only(_ queue: Queue) async throws -> ID<Escalation> {
        let all = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items
        return try #require(all.first).id
    }
}
