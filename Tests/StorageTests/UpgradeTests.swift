import Foundation
import Testing

@testable import Storage

struct UpgradeTests {
    @Test(arguments: 0..<Schema.migrations.count)
    func `a database of any earlier step is brought to the schema of a new one, its people kept`(
        _ steps: Int
    ) throws {
        let fresh = try schema(startingAt: 0, person: false)
        #expect(try schema(startingAt: steps, person: steps > 0) == fresh)
    }

    /// What `sqlite_schema` holds after an upgrade from the first `steps` steps.
    private func schema(startingAt steps: Int, person: Bool) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try SQLiteEngine(path: folder.appendingPathComponent("huzhu.sqlite").path)
        let found = try engine.withWriter { connection in
            try connection.execute("CREATE TABLE \"migration\" (\"name\" TEXT PRIMARY KEY NOT NULL) STRICT")
            for migration in Schema.migrations.prefix(steps) {
                for statement in migration.statements { try connection.execute(statement) }
                try connection.execute("INSERT INTO \"migration\" (\"name\") VALUES (?)", .text(migration.name))
            }
            if person {
                try connection.execute(
                    """
                    INSERT INTO "staff" ("login", "name", "person", "isEnabled", "isOnDuty", "addedAt")
                    VALUES ('chen', x'01', '{}', 1, 1, 1)
                    """
                )
            }
            try Schema.migrate(connection)
            if person {
                #expect(try connection.execute("UPDATE \"staff\" SET \"isEnabled\" = 0 WHERE \"login\" = 'chen'") == 1)
            }
            return try connection.query(
                "SELECT \"type\", \"name\", \"sql\" FROM sqlite_schema WHERE \"sql\" IS NOT NULL ORDER BY 1, 2"
            ).map { "\($0.text(0)) \($0.text(1)): \($0.text(2))" }
        }
        try engine.close()
        return found
    }
}
