import Foundation
import MutualAid
import Testing

@testable import Storage

struct ClaimTests {
    @Test func `of sixty-four claims at once one wins and each other is told by whom (E5)`() async throws {
        let queue = try Queue()
        let opened = try await queue.fixture.openCase()
        var people: [Escalation.Owner] = []
        for number in 0..<64 { people.append(try await queue.fixture.addStaff("s\(number)")) }

        let told = await withTaskGroup(of: (String, String?).self) { group in
            for person in people {
                group.addTask {
                    do {
                        let mine = try await queue.database.change(
                            opened.id,
                            .claim(queue.lease),
                            by: person,
                            scope: .all,
                            version: opened.version,
                            now: Fixture.start
                        )
                        return ("won", mine.owner?.login)
                    } catch EscalationConflict.stale(let present) {
                        return ("lost to", present.owner?.login)
                    } catch { return ("failed", nil) }
                }
            }
            return await group.reduce(into: [(String, String?)]()) { $0.append($1) }
        }

        let winner = told.first { $0.0 == "won" }?.1
        #expect(winner != nil)
        #expect(told.filter { $0.0 == "won" }.count == 1)
        #expect(told.filter { $0.0 == "lost to" && $0.1 == winner }.count == 63)
    }

    @Test func `a person holds four cases at once, an S0 beside them (E16)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        for _ in 0..<6 { _ = try await queue.fixture.openCase() }
        let lease = Lease.shipped
        for _ in 0..<4 {
            #expect(try await next(queue, owner, lease) != nil)
        }

        #expect(try await next(queue, owner, lease) == nil)
        let waiting = try await queue.database.escalations(in: .waiting, scope: .all, after: nil, limit: 1).items
        await #expect { try await queue.make(.claim(lease), waiting[0].id, by: owner) } throws: {
            if case EscalationConflict.atCapacity(4) = $0 { true } else { false }
        }
        _ = try await queue.fixture.openCase(.s0)
        #expect(try await next(queue, owner, lease)?.severity == .s0)
    }

    @Test func `a coordinator takes over with a reason, others only when the lease is as good as over (E8)`()
        async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff("owner", roles: [.counselor])
        let other = try await queue.fixture.addStaff("other", roles: [.counselor])
        let lead = try await queue.fixture.addStaff("lead", roles: [.coordinator])
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)

        await #expect { try await queue.make(.takeOver(queue.lease, reason: "急"), opened.id, by: other) } throws: {
            if case EscalationConflict.stale(let known) = $0 { known.owner == owner } else { false }
        }
        await #expect { try await queue.make(.takeOver(queue.lease, reason: " "), opened.id, by: lead) } throws: {
            if case EscalationConflict.reasonMissing = $0 { true } else { false }
        }
        #expect(try await queue.make(.takeOver(queue.lease, reason: "急"), opened.id, by: lead).owner == lead)
        let late = try await queue.make(.takeOver(queue.lease, reason: "急"), opened.id, by: other, after: 850)

        #expect(late.owner == other)
        #expect(late.events.last?.kind == .escalationTakenOver && late.events.last?.details["from"] == "claimed")
        #expect(try await queue.database.unreadNotices(of: "lead").map(\.kind) == [.takenOver])
    }

    @Test func `a stale version is told what happened since (E9)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)
        try await queue.make(.release, opened.id, by: owner)

        await #expect {
            _ = try await queue.database.change(
                opened.id,
                .claim(queue.lease),
                by: owner,
                scope: .all,
                version: 1,
                now: Fixture.start
            )
        } throws: { error in
            guard case EscalationConflict.stale(let present) = error else { return false }
            return present.events.map(\.kind) == [.escalationClaimed, .escalationReleased]
        }
    }

    private func next(_ queue: Queue, _ owner: Escalation.Owner, _ lease: Lease) async throws -> Escalation? {
        try await queue.database.claimNext(by: owner, scope: .all, lease: lease, now: Fixture.start)
    }
}
