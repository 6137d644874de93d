import Foundation
import Testing

@testable import Storage

struct CourseMigrationTests {
    @Test func `cases of before keep their lines and notes, and get the clock of the state they are in`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try SQLiteEngine(path: folder.appendingPathComponent("huzhu.sqlite").path)
        try engine.withWriter { connection in
            let before = Schema.migrations.prefix { $0.name != Migration.giveEscalationsTheirFullCourse.name }
            try connection.execute("CREATE TABLE \"migration\" (\"name\" TEXT PRIMARY KEY NOT NULL) STRICT")
            for migration in before {
                for statement in migration.statements { try connection.execute(statement) }
                try connection.execute("INSERT INTO \"migration\" (\"name\") VALUES (?)", .text(migration.name))
            }
            try fill(connection)

            try Schema.migrate(connection)

            let timers = try connection.query(
                "SELECT \"escalation\", \"kind\", \"dueAt\" FROM \"escalationTimer\" ORDER BY 1"
            )
            #expect(timers.map { $0.integer(0) } == [1, 2, 3, 4])
            #expect(timers.map { $0.text(1) } == ["first_touch", "lease", "self_resolve", "close"])
            #expect(try connection.query("SELECT 1 FROM \"escalationMessage\"").count == 4)
            #expect(try connection.query("SELECT 1 FROM \"note\"").count == 4)
            #expect(try connection.query("PRAGMA foreign_key_check").isEmpty)
            #expect(try connection.query("SELECT 1 FROM sqlite_schema WHERE \"sql\" LIKE '%escalationBefore%'").isEmpty)
        }
        try engine.close()
    }

    private func fill(_ connection: any SQLConnection) throws {
        try connection.execute(
            "INSERT INTO \"member\" (\"id\", \"lookup\", \"connection\", \"platformID\", \"createdAt\") VALUES (1, x'01', 'gateway', x'01', 1)"
        )
        for (id, state) in zip(1..., ["waiting", "claimed", "answered", "resolved"]) {
            try connection.execute(
                """
                INSERT INTO "message" ("id", "connection", "room", "groupID", "member", "platformID", "mentionsBot",
                  "isPrivate", "hasMedia", "sentAt", "receivedAt", "state", "origin", "dueAt", "lane")
                VALUES (?, 'gateway', 'europe', 'europe', 1, ?, 0, 0, 0, 1, 1, 'settled', 'written', 1, 'ordinary')
                """,
                SQLValue(id),
                .text("m-\(id)")
            )
            try connection.execute(
                """
                INSERT INTO "escalation" ("id", "version", "state", "severity", "desk", "groupID", "connection", "room",
                  "member", "labels", "dangerSigns", "reason", "language", "wasAskedInGroup", "receivedAt", "dueAt",
                  "leaseUntil", "resolvedAt")
                VALUES (?, 1, ?, 'S2', 'counselors', 'europe', 'gateway', 'europe', 1, '[]', '[]', 'sensitive', 'zh', 1, 1,
                  9, CASE WHEN ? = 'claimed' THEN 7 END, CASE WHEN ? = 'resolved' THEN 5 END)
                """,
                SQLValue(id),
                .text(state),
                .text(state),
                .text(state)
            )
            try connection.execute("INSERT INTO \"escalationMessage\" VALUES (?, ?)", SQLValue(id), SQLValue(id))
            try connection.execute(
                "INSERT INTO \"note\" (\"id\", \"escalation\", \"author\", \"at\") VALUES (?, ?, 'chen', 1)",
                SQLValue(id),
                SQLValue(id)
            )
        }
    }
}
