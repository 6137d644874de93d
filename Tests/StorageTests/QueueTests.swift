import Foundation
import MutualAid
import Testing

@testable import Storage

struct QueueTests {
    private static let lease = Lease(ordinary: 900, s0: 300)

    @Test func `the queue orders by severity, then by the age of the first message (E4)`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        for (severity, age) in [(Severity.s2, 0.0), (.s1, 50), (.s2, -50), (.s0, 90), (.s1, 10)] {
            _ = try await fixture.openCase(severity, at: Fixture.start.addingTimeInterval(age))
        }

        var order: [String] = []
        while let next = try await fixture.database.claimNext(
            by: owner,
            scope: .all,
            lease: Self.lease,
            now: Fixture.start
        ) {
            order.append("\(next.severity.rawValue) \(Int(next.receivedAt.timeIntervalSince(Fixture.start)))")
        }

        #expect(order == ["S0 90", "S1 10", "S1 50", "S2 -50", "S2 0"])
    }

    @Test func `an expired lease returns the case at its original age (E6)`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        let opened = try await fixture.openCase(.s0)
        _ = try await fixture.database.claimNext(by: owner, scope: .all, lease: Self.lease, now: Fixture.start)

        #expect(try await fixture.database.returnExpiredClaims(now: Fixture.start.addingTimeInterval(299)) == 0)
        #expect(try await fixture.database.returnExpiredClaims(now: Fixture.start.addingTimeInterval(301)) == 1)

        let returned = try await fixture.database.escalation(opened.id, scope: .all)
        #expect(returned?.state == .waiting)
        #expect(returned?.owner == nil)
        #expect(returned?.receivedAt == opened.receivedAt)
    }

    @Test func `a further line joins the open case and can raise its severity, never lower it (E3)`() async throws {
        let fixture = try Fixture()
        let opened = try await fixture.openCase(.s2, by: "u-1")
        for severity in [Severity.s3, .s0, .s2] {
            try await fixture.receive(by: "u-1", id: UUID().uuidString)
            try await fixture.settle(try await fixture.claim(), replies: [], escalation: .test(severity))
        }

        let cases = try await fixture.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items
        #expect(cases.map(\.id) == [opened.id])
        #expect(cases[0].severity == .s0)
        #expect(cases[0].messages.count == 4)
    }

    @Test func `a stale version is refused with the present state, a missing one too (E9)`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        let opened = try await fixture.openCase()
        _ = try await fixture.database.change(
            opened.id,
            .claim(Self.lease),
            by: owner,
            scope: .all,
            version: 1,
            now: Fixture.start
        )

        await #expect { try await change(fixture, opened.id, .release, owner, version: 1) } throws: { error in
            guard case EscalationConflict.stale(let current) = error else { return false }
            return current.state == .claimed && current.version == 2
        }
        await #expect { try await change(fixture, opened.id, .release, owner, version: nil) } throws: { error in
            if case EscalationConflict.versionMissing = error { true } else { false }
        }
    }

    @Test func `somebody who is not the owner can neither answer nor resolve (E8)`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        let other = try await fixture.addStaff("other")
        let opened = try await fixture.openCase()
        let claimed = try await change(fixture, opened.id, .claim(Self.lease), owner, version: 1)

        for move in [
            EscalationChange.answer(texts: ["": "您好"], .private),
            .resolve(followUp: EscalationChange.FollowUp.none, reason: nil), .release,
        ] {
            await #expect(throws: EscalationConflict.self) {
                try await change(fixture, opened.id, move, other, version: claimed.version)
            }
        }
        #expect(try await fixture.database.deliveryCounts().isEmpty)
    }

    @Test func `an S0 or S1 is resolved only with a follow-up, and never answered in the group`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        let opened = try await fixture.openCase(.s1)
        let claimed = try await change(fixture, opened.id, .claim(Self.lease), owner, version: 1)

        await #expect {
            try await change(fixture, opened.id, .resolve(followUp: nil, reason: nil), owner, version: claimed.version)
        } throws: {
            if case EscalationConflict.followUpMissing = $0 { true } else { false }
        }
        await #expect {
            try await change(fixture, opened.id, .answer(texts: ["": "您好"], .group), owner, version: claimed.version)
        } throws: {
            if case EscalationConflict.mustBePrivate = $0 { true } else { false }
        }
    }

    @Test func `an answer leaves by the same outbox, in the language of the question`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        let opened = try await fixture.openCase()
        let claimed = try await change(fixture, opened.id, .claim(Self.lease), owner, version: 1)

        _ = try await change(
            fixture,
            opened.id,
            .answer(texts: ["en": "Fourteen days.", "zh": "十四天。"], .private),
            owner,
            version: claimed.version
        )

        let due = try await fixture.database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        #expect(due.map(\.kind) == [.counselor])
        #expect(due.map(\.text.exposed) == ["十四天。"])
        #expect(due.map { $0.inReplyTo != nil } == [true])
    }

    @Test func `who may not know of a case gets nothing of it`() async throws {
        let fixture = try Fixture()
        let opened = try await fixture.openCase(.s1, desk: .psychologists)
        let counselor = Scope(groups: [], desks: [.counselors])
        let elsewhere = Scope(groups: ["asia"], desks: [])
        let owner = try await fixture.addStaff()

        for scope in [counselor, elsewhere] {
            #expect(try await fixture.database.escalation(opened.id, scope: scope) == nil)
            #expect(try await fixture.database.escalations(in: nil, scope: scope, after: nil, limit: 9).items.isEmpty)
            #expect(
                try await fixture.database.claimNext(by: owner, scope: scope, lease: Self.lease, now: Fixture.start)
                    == nil
            )
        }
    }

    @Test func `the duty room gets one line for a new S0 or S1, and one when a case is raised`() async throws {
        let fixture = try Fixture()
        let line = DutyLine(room: Room(connection: "gateway", name: "duty"), text: "S0")
        for severity in [Severity.s2, .s0, .s0] {
            try await fixture.receive(by: "u-1", id: UUID().uuidString)
            try await fixture.settle(
                try await fixture.claim(),
                replies: [],
                escalation: .test(severity),
                dutyLine: severity == .s0 ? line : nil
            )
        }

        let due = try await fixture.database.claimDeliveries(.emergency, limit: 9, excluding: [], now: Fixture.start)

        #expect(due.map(\.kind) == [.duty])
        #expect(due.map(\.room.name) == ["duty"])
    }

    @Test func `pages follow each other without a gap`() async throws {
        let fixture = try Fixture()
        var opened: Set<ID<Escalation>> = []
        for number in 0..<7 {
            opened.insert(
                try await fixture.openCase(
                    number % 2 == 0 ? .s2 : .s1,
                    at: Fixture.start.addingTimeInterval(Double(number))
                ).id
            )
        }
        var seen: [ID<Escalation>] = []
        var cursor: String?

        repeat {
            let page = try await fixture.database.escalations(in: .waiting, scope: .all, after: cursor, limit: 3)
            seen += page.items.map(\.id)
            cursor = page.next
        } while cursor != nil

        #expect(seen.count == 7)
        #expect(Set(seen) == opened)
    }

    @discardableResult
    private func change(
        _ fixture: Fixture,
        _ id: ID<Escalation>,
        _ change: EscalationChange,
        _ owner: Escalation.Owner,
        version: Int?
    ) async throws -> Escalation {
        try await fixture.database.change(id, change, by: owner, scope: .all, version: version, now: Fixture.start)
    }
}
