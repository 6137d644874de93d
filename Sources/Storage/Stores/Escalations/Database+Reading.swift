package import MutualAid

extension Database: CaseReadingStore {
    package func lastRead(of id: ID<Escalation>, by login: String) async throws -> ID<Message>? {
        try await engine.read { database in
            try database.first(
                "SELECT \"message\" FROM \"reading\" WHERE \"escalation\" = ? AND \"login\" = ?",
                .integer(id.rawValue),
                .text(login)
            ).map { ID(rawValue: $0.integer(0)) }
        }
    }

    package func read(_ id: ID<Escalation>, upTo message: ID<Message>, by login: String) async throws {
        _ = try await writer.write { database in
            try database.execute(
                """
                INSERT INTO "reading" ("escalation", "login", "message") VALUES (?, ?, ?)
                ON CONFLICT ("escalation", "login") DO UPDATE SET "message" = MAX("message", excluded."message")
                """,
                .integer(id.rawValue),
                .text(login),
                .integer(message.rawValue)
            )
        }
    }

    package func unreadMessages(of login: String) async throws -> Int {
        try await engine.read { database in
            try database.first(
                """
                SELECT COUNT(*) FROM "escalation" e
                JOIN "escalationMessage" m ON m."escalation" = e."id"
                LEFT JOIN "reading" r ON r."escalation" = e."id" AND r."login" = e."owner"
                WHERE e."owner" = ? AND e."state" IN
                  ('claimed', 'answered', 'awaiting_member', 'transferring', 'snoozed', 'answered_in_group')
                  AND m."message" > COALESCE(r."message", 0)
                """,
                .text(login)
            )?.int(0) ?? 0
        }
    }
}
