import Foundation
import MutualAid
import Testing

@testable import Storage

struct TokenTests {
    private func issue(_ token: StaffToken, _ hash: UInt8, in fixture: Fixture) async throws {
        try await fixture.database.issue(token, hash: Array(repeating: hash, count: 32), now: Fixture.start)
    }

    private func bearer(_ hash: UInt8, in fixture: Fixture, at now: Date = Fixture.start) async throws -> StaffMember? {
        try await fixture.database.bearer(tokenHash: Array(repeating: hash, count: 32), now: now)?.staff
    }

    @Test func `a person has several named tokens and a new one takes its namesake's place`() async throws {
        let fixture = try Fixture()
        _ = try await fixture.addStaff()
        for (name, hash) in [("default", UInt8(1)), ("dashboard", 2), ("dashboard", 3)] {
            try await issue(StaffToken(login: "chen", name: name, issuedAt: Fixture.start), hash, in: fixture)
        }

        #expect(try await fixture.database.tokens(of: "chen").map(\.name) == ["dashboard", "default"])
        #expect(try await bearer(1, in: fixture) != nil)
        #expect(try await bearer(3, in: fixture) != nil)
        #expect(try await bearer(2, in: fixture) == nil)
    }

    @Test func `a token that expired, was revoked or whose person was disabled is nobody's`() async throws {
        let fixture = try Fixture()
        _ = try await fixture.addStaff()
        let expiry = Fixture.start.addingTimeInterval(60)
        try await issue(
            StaffToken(login: "chen", name: "short", issuedAt: Fixture.start, expiresAt: expiry),
            1,
            in: fixture
        )
        try await issue(StaffToken(login: "chen", name: "long", issuedAt: Fixture.start), 2, in: fixture)
        try await issue(StaffToken(login: "chen", name: "gone", issuedAt: Fixture.start), 3, in: fixture)

        try await fixture.database.revoke("gone", of: "chen", now: Fixture.start)

        #expect(try await bearer(1, in: fixture) != nil)
        #expect(try await bearer(1, in: fixture, at: expiry) == nil)
        #expect(try await bearer(3, in: fixture) == nil)
        try await fixture.database.disable("chen", by: "operator", now: Fixture.start)
        #expect(try await bearer(2, in: fixture) == nil)
        await #expect(throws: StaffConflict.notFound) {
            try await fixture.database.revoke("gone", of: "chen", now: Fixture.start)
        }
    }

    @Test func `a token reaches only its groups and desks, and never more than its person`() async throws {
        let fixture = try Fixture()
        _ = try await fixture.addStaff(roles: [.psychologist])
        let narrow = StaffToken(
            login: "chen",
            name: "narrow",
            scopes: [.read],
            groups: ["asia"],
            desks: [.psychologists, .counselors],
            issuedAt: Fixture.start
        )
        let empty = StaffToken(login: "chen", name: "empty", desks: [.distribution], issuedAt: Fixture.start)
        try await issue(narrow, 1, in: fixture)
        try await issue(empty, 2, in: fixture)

        let reader = try await bearer(1, in: fixture)

        #expect(reader?.scope == Scope(groups: ["asia"], desks: [.psychologists]))
        #expect(try await bearer(2, in: fixture) == nil)
        #expect(narrow.allows(.read) && !narrow.allows(.queue))
    }

    @Test func `issuing and revoking stand in the audit trail`() async throws {
        let fixture = try Fixture()
        _ = try await fixture.addStaff()
        try await issue(StaffToken(login: "chen", name: "one", issuedAt: Fixture.start), 1, in: fixture)
        try await fixture.database.revoke("one", of: "chen", now: Fixture.start)

        let rows = try await fixture.database.auditRecords(AuditFilter(), before: nil, limit: 10)

        #expect(rows.map(\.act.action) == [.tokenRevoked, .tokenIssued])
        #expect(rows.allSatisfy { $0.act.subject == "chen/one" })
    }
}
