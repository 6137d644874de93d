package import Foundation
import MutualAid

extension Database {
    /// Duplicate keys are kept longer than any platform retries, in seconds.
    private static let eventKeyLifetime: TimeInterval = 400 * 86400

    package func forget(textsBefore limit: Date) async throws -> Int {
        try await writer.write { database in
            let old = try database.query(
                """
                SELECT "id" FROM "message" WHERE "receivedAt" < ? AND "text" IS NOT NULL
                  AND "state" IN ('settled', 'set_aside', 'deleted') AND NOT EXISTS
                  (SELECT 1 FROM "escalationMessage" e JOIN "escalation" x ON x."id" = e."escalation"
                   WHERE e."message" = "message"."id" AND x."state" IN ('waiting', 'claimed', 'answered'))
                LIMIT 2000
                """,
                SQLValue(limit)
            )
            for row in old {
                try database.execute(
                    "UPDATE \"message\" SET \"text\" = NULL WHERE \"id\" = ?",
                    .integer(row.integer(0))
                )
                try EventLog.append(.messageForgotten, .message(ID(rawValue: row.integer(0))), at: limit, database)
            }
            try database.execute(
                """
                UPDATE "delivery" SET "text" = NULL WHERE "createdAt" < ? AND "text" IS NOT NULL
                  AND "state" IN ('delivered', 'abandoned', 'superseded')
                """,
                SQLValue(limit)
            )
            try database.execute(
                "DELETE FROM \"webhookEvent\" WHERE \"receivedAt\" < ?",
                SQLValue(limit.addingTimeInterval(-Self.eventKeyLifetime))
            )
            return old.count
        }
    }
}
