import Comprehension
package import Foundation
package import MutualAid

extension Database {
    /// Duplicate keys are kept longer than any platform retries, in seconds.
    private static let keyLifetime: TimeInterval = 400 * 86400
    /// At most so many rows a time: the next call goes on.
    private static let mostForgotten = 500

    package func forget(_ retention: Retention, now: Date) async throws -> Int {
        let terms = Terms(retention, now)
        // Looked for beside the writer, since it reads whole tables.
        let (messages, deliveries, notes, drafts) = try await engine.read { database in
            (
                try terms.messages(Self.mostForgotten, database), try terms.deliveries(Self.mostForgotten, database),
                try terms.notes(Self.mostForgotten, database), try terms.drafts(Self.mostForgotten, database)
            )
        }
        return try await writer.write { database in
            for id in messages {
                try database.execute("UPDATE \"message\" SET \"text\" = NULL WHERE \"id\" = ?", .integer(id))
                try EventLog.append(.messageForgotten, .message(ID(rawValue: id)), at: now, database)
            }
            for id in deliveries {
                try database.execute("UPDATE \"delivery\" SET \"text\" = NULL WHERE \"id\" = ?", .integer(id))
            }
            for id in notes {
                try database.execute("UPDATE \"note\" SET \"text\" = NULL WHERE \"id\" = ?", .integer(id))
            }
            for id in drafts {
                try database.execute("DELETE FROM \"draft\" WHERE \"escalation\" = ?", .integer(id))
            }
            try terms.forgetNotices(database)
            try Self.forgetUnreadableCorrections(database)
            try database.execute(
                "DELETE FROM \"faqMiss\" WHERE \"at\" < ?",
                SQLValue(now.addingTimeInterval(-Self.keyLifetime))
            )
            try ArrivalKeys.forget(before: now.addingTimeInterval(-Self.keyLifetime), database)
            return messages.count + deliveries.count + notes.count + drafts.count
        }
    }
}

/// Which texts are past their term: never one of a case that is open, or closed for less than its class asks.
private struct Terms: Sendable {
    private let ordinary: SQLValue
    private let sensitive: SQLValue

    init(_ retention: Retention, _ now: Date) {
        ordinary = SQLValue(now.addingTimeInterval(-Double(retention.ordinary) * 86400))
        sensitive = SQLValue(now.addingTimeInterval(-Double(retention.sensitive) * 86400))
    }

    func messages(_ limit: Int, _ database: any SQLConnection) throws -> [Int64] {
        try database.query(
            """
            SELECT "id" FROM "message" WHERE "text" IS NOT NULL AND "state" != 'received'
              AND ("receivedAt" < ? OR EXISTS (SELECT 1 FROM "escalationMessage" e WHERE e."message" = "message"."id"))
              AND NOT EXISTS (SELECT 1 FROM "escalationMessage" e JOIN "escalation" x ON x."id" = e."escalation"
                WHERE e."message" = "message"."id" AND \(Self.isKept)) LIMIT ?
            """,
            ordinary,
            sensitive,
            ordinary,
            SQLValue(limit)
        ).map { $0.integer(0) }
    }

    func deliveries(_ limit: Int, _ database: any SQLConnection) throws -> [Int64] {
        try database.query(
            """
            SELECT "id" FROM "delivery" WHERE "text" IS NOT NULL
              AND "state" IN ('delivered', 'abandoned', 'superseded') AND ("createdAt" < ? OR "escalation" IS NOT NULL)
              AND NOT EXISTS (SELECT 1 FROM "escalation" x WHERE x."id" = "delivery"."escalation" AND \(Self.isKept))
            LIMIT ?
            """,
            ordinary,
            sensitive,
            ordinary,
            SQLValue(limit)
        ).map { $0.integer(0) }
    }

    func notes(_ limit: Int, _ database: any SQLConnection) throws -> [Int64] {
        try database.query(
            """
            SELECT n."id" FROM "note" n JOIN "escalation" x ON x."id" = n."escalation"
            WHERE n."text" IS NOT NULL AND NOT (\(Self.isKept)) LIMIT ?
            """,
            sensitive,
            ordinary,
            SQLValue(limit)
        ).map { $0.integer(0) }
    }

    /// The cases whose answers in the making are past their term.
    func drafts(_ limit: Int, _ database: any SQLConnection) throws -> [Int64] {
        try database.query(
            """
            SELECT d."escalation" FROM "draft" d JOIN "escalation" x ON x."id" = d."escalation"
            WHERE NOT (\(Self.isKept)) LIMIT ?
            """,
            sensitive,
            ordinary,
            SQLValue(limit)
        ).map { $0.integer(0) }
    }

    /// Lines for staff, which hold no word of a member, and whom old posts addressed.
    func forgetNotices(_ database: any SQLConnection) throws {
        try database.execute("DELETE FROM \"staffNotice\" WHERE \"at\" < ?", ordinary)
        try database.execute(
            """
            DELETE FROM "deliveryMention" WHERE EXISTS
              (SELECT 1 FROM "delivery" d WHERE d."id" = "deliveryMention"."delivery" AND d."text" IS NULL)
            """
        )
    }

    /// Whether a case `x` still needs its texts; takes the sensitive term, then the ordinary one.
    private static let isKept = """
        (x."state" IN (\(openStates)) OR EXISTS (SELECT 1 FROM "escalation" t WHERE t."id" = x."mergedInto"
          AND t."state" IN (\(openStates))) OR COALESCE(x."resolvedAt", x."dueAt") >= CASE WHEN \(isSensitive) THEN ? ELSE ? END)
        """

    private static let openStates = Escalation.State.allCases.filter(\.isOpen).map { "'\($0.rawValue)'" }
        .joined(separator: ", ")

    private static let isSensitive = """
        x."severity" IN ('S0', 'S1') OR x."dangerSigns" != '[]'
          OR \(Label.allCases.filter(\.isSensitive).map { "x.\"labels\" LIKE '%\"\($0.rawValue)\"%'" }.joined(separator: " OR "))
        """
}
