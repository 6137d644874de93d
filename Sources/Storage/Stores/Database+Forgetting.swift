package import Foundation
import MutualAid

extension Database {
    /// Duplicate keys are kept longer than any platform retries, in seconds.
    private static let keyLifetime: TimeInterval = 400 * 86400
    /// At most so many rows a time: the next call goes on.
    private static let mostForgotten = 2000

    package func forget(textsBefore limit: Date) async throws -> Int {
        // Looked for beside the writer, since it reads the whole table.
        let (messages, deliveries) = try await engine.read { database in
            (try Self.oldMessages(limit, database), try Self.oldDeliveries(limit, database))
        }
        return try await writer.write { database in
            for id in messages {
                try database.execute("UPDATE \"message\" SET \"text\" = NULL WHERE \"id\" = ?", .integer(id))
                try EventLog.append(.messageForgotten, .message(ID(rawValue: id)), at: limit, database)
            }
            for id in deliveries {
                try database.execute("UPDATE \"delivery\" SET \"text\" = NULL WHERE \"id\" = ?", .integer(id))
            }
            try ArrivalKeys.forget(before: limit.addingTimeInterval(-Self.keyLifetime), database)
            return messages.count
        }
    }

    private static func oldMessages(_ limit: Date, _ database: any SQLConnection) throws -> [Int64] {
        try database.query(
            """
            SELECT "id" FROM "message" WHERE "receivedAt" < ? AND "text" IS NOT NULL
              AND "state" IN ('settled', 'set_aside', 'deleted') AND NOT EXISTS
              (SELECT 1 FROM "escalationMessage" e JOIN "escalation" x ON x."id" = e."escalation"
               WHERE e."message" = "message"."id" AND x."state" NOT IN ('resolved', 'closed', 'discarded'))
            LIMIT ?
            """,
            SQLValue(limit),
            SQLValue(mostForgotten)
        ).map { $0.integer(0) }
    }

    private static func oldDeliveries(_ limit: Date, _ database: any SQLConnection) throws -> [Int64] {
        try database.query(
            """
            SELECT "id" FROM "delivery" WHERE "createdAt" < ? AND "text" IS NOT NULL
              AND "state" IN ('delivered', 'abandoned', 'superseded') LIMIT ?
            """,
            SQLValue(limit),
            SQLValue(mostForgotten)
        ).map { $0.integer(0) }
    }
}
