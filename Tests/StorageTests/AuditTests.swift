import Foundation
import GRDB
import MutualAid
import Testing

@testable import Storage

struct AuditTests {
    private func filled(_ fixture: Fixture, rows: Int = 20) async throws {
        for number in 0..<rows {
            let act = AuditedAct(actor: "chen", action: .textViewed, subject: "case-\(number)", group: "europe")
            try await fixture.database.record([act], now: Fixture.start)
        }
        _ = try await fixture.database.rememberAuditHead(known: nil)
    }

    /// Edits the real file as somebody with the disk would, and opens it again.
    private func verdict(after statements: [String], rows: Int = 20) async throws -> AuditVerdict {
        let fixture = try Fixture()
        try await filled(fixture, rows: rows)
        try await fixture.close()
        let queue = try DatabaseQueue(path: fixture.folder.path + "/huzhu.sqlite")
        try await queue.write { database in
            try database.execute(sql: "DROP TRIGGER \"auditIsNeverChanged\"; DROP TRIGGER \"auditIsNeverDeleted\"")
            for statement in statements { try database.execute(sql: statement) }
        }
        try queue.close()
        let database = try Fixture.open(fixture.folder)
        let verdict = try await database.verifyAudit()
        try await database.close()
        return verdict
    }

    @Test func `an untouched trail is sound and its head is the last row`() async throws {
        let verdict = try await verdict(after: [])

        guard case .sound(let head?) = verdict else { throw Fixture.NothingDue() }
        #expect(head.sequence == 20 && head.hash.count == 32)
    }

    @Test(arguments: [
        ("UPDATE \"audit\" SET \"actor\" = 'wang' WHERE \"sequence\" = 7", Int64(7)),
        ("UPDATE \"audit\" SET \"at\" = \"at\" + 1 WHERE \"sequence\" = 1", 1),
        ("UPDATE \"audit\" SET \"subject\" = 'case-999' WHERE \"sequence\" = 20", 20),
        ("UPDATE \"audit\" SET \"hash\" = zeroblob(32) WHERE \"sequence\" = 3", 3),
        ("UPDATE \"audit\" SET \"groupID\" = NULL WHERE \"sequence\" = 5", 5),
        ("DELETE FROM \"audit\" WHERE \"sequence\" = 12", 12), ("DELETE FROM \"audit\" WHERE \"sequence\" = 1", 1),
    ])
    func `an edited or removed row is found and named`(statement: String, sequence: Int64) async throws {
        #expect(try await verdict(after: [statement]) == .broken(at: sequence))
    }

    @Test func `two rows that changed places are found`() async throws {
        let swap = [
            "UPDATE \"audit\" SET \"sequence\" = 100 WHERE \"sequence\" = 4",
            "UPDATE \"audit\" SET \"sequence\" = 4 WHERE \"sequence\" = 5",
            "UPDATE \"audit\" SET \"sequence\" = 5 WHERE \"sequence\" = 100",
        ]

        #expect(try await verdict(after: swap) == .broken(at: 4))
    }

    @Test(arguments: [("DELETE FROM \"audit\" WHERE \"sequence\" > 15"), ("DELETE FROM \"audit\"")])
    func `rows taken off the end are missed`(statement: String) async throws {
        #expect(try await verdict(after: [statement]) == .truncated(before: 20))
    }

    @Test func `the trail cannot be changed through the database`() async throws {
        let fixture = try Fixture()
        try await filled(fixture, rows: 2)

        await #expect(throws: (any Error).self) {
            try await fixture.database.writer.write { try $0.execute("UPDATE \"audit\" SET \"actor\" = 'x'") }
        }
        await #expect(throws: (any Error).self) {
            try await fixture.database.writer.write { try $0.execute("DELETE FROM \"audit\"") }
        }
    }

    @Test func `a reason opens a case to one person for half an hour and is kept encrypted`() async throws {
        let fixture = try Fixture()
        let escalation = try await fixture.openCase(.s1, desk: .psychologists)
        let reason = "unmistakable-reason-of-mine"

        let until = try await fixture.database.breakGlass(
            escalation,
            by: "chen",
            reason: PrivateText(reason),
            now: Fixture.start
        )

        let soon = until.addingTimeInterval(-1)
        #expect(until == Fixture.start.addingTimeInterval(1800))
        #expect(try await fixture.database.openedCases(of: "chen", now: soon) == [escalation.id])
        #expect(try await fixture.database.openedCases(of: "wang", now: soon) == [])
        #expect(try await fixture.database.openedCases(of: "chen", now: until) == [])
        var filter = AuditFilter()
        filter.groups = ["europe"]
        let rows = try await fixture.database.auditRecords(filter, before: nil, limit: 10)
        #expect(rows.map(\.act.reason) == [PrivateText(reason)] && rows[0].act.action == .glassBroken)
        #expect(fixture.bytes.range(of: Data(reason.utf8)) == nil)
    }

    @Test func `administrators of one group see rows of their group alone`() async throws {
        let fixture = try Fixture()
        for group in ["europe", "asia", nil] {
            let act = AuditedAct(actor: "chen", action: .textViewed, subject: group ?? "", group: group)
            try await fixture.database.record([act], now: Fixture.start)
        }
        var filter = AuditFilter()
        filter.groups = ["asia"]

        let seen = try await fixture.database.auditRecords(filter, before: nil, limit: 10)

        #expect(seen.map(\.act.group) == ["asia"])
    }
}
