package import MutualAid

extension Database: TypedEntryStore {
    package func typedEntry(_ entry: String, by login: String) async throws -> TypedEntry? {
        try await engine.read { database in
            try database.first(
                "SELECT \"fields\", \"revision\", \"at\" FROM \"typedEntry\" WHERE \"entry\" = ? AND \"login\" = ?",
                .text(entry),
                .text(login)
            ).map { row in
                TypedEntry(entry: entry, login: login, fields: row.text(0), revision: row.int(1), at: row.date(2))
            }
        }
    }

    package func keepTyped(_ typed: TypedEntry) async throws {
        _ = try await writer.write { database in
            try database.execute(
                """
                INSERT INTO "typedEntry" ("entry", "login", "fields", "revision", "at") VALUES (?, ?, ?, ?, ?)
                ON CONFLICT ("entry", "login") DO UPDATE SET "fields" = excluded."fields",
                  "revision" = excluded."revision", "at" = excluded."at"
                """,
                .text(typed.entry),
                .text(typed.login),
                .text(typed.fields),
                SQLValue(typed.revision),
                SQLValue(typed.at)
            )
        }
    }

    package func forgetTyped(_ entry: String, by login: String) async throws {
        _ = try await writer.write { database in
            try database.execute(
                "DELETE FROM \"typedEntry\" WHERE \"entry\" = ? AND \"login\" = ?",
                .text(entry),
                .text(login)
            )
        }
    }
}
