import Crypto
package import Foundation
package import MutualAid

extension Database: MemberStore {
    package func erase(
        _ member: ID<Member>,
        by actor: String,
        sparing: ID<Escalation>?,
        evenWithOpenCases: Bool,
        now: Date
    ) async throws -> ErasureReport {
        let (messages, deliveries) = try await engine.read { database in
            (
                try Self.ids(of: "message", member, database), try Self.ids(of: "delivery", member, database)
            )
        }
        try await writer.write { [members, keys] database in
            let known = try database.first(
                "SELECT 1 FROM \"member\" WHERE \"id\" = ? AND length(\"platformID\") > 0",
                .integer(member.rawValue)
            )
            guard known != nil else { throw ErasureRefusal.notFound }
            let open = try Self.openCases(of: member, sparing: sparing, database)
            guard open == 0 || evenWithOpenCases else { throw ErasureRefusal.casesAreOpen(open) }
            try Self.anonymise(member.rawValue, database)
            let act = AuditedAct(actor: actor, action: .memberErased, subject: "\(member)")
            try AuditChain.append(act, members, keys, at: now, database)
        }
        try members.file.erase(member.rawValue)
        members.forgetAll()
        for chunk in Self.chunks(messages) {
            try await writer.write { database in
                for id in chunk { try Self.blank(message: id, now, database) }
            }
        }
        for chunk in Self.chunks(deliveries) {
            try await writer.write { database in
                for id in chunk { try Self.blank(delivery: id, now, database) }
            }
        }
        try engine.scrubLog()
        return ErasureReport(messages: messages.count, deliveries: deliveries.count)
    }

    /// Takes out of a member's row everything that leads to a person; the row itself stays for the cases' sake.
    static func anonymise(_ member: Int64, _ database: any SQLConnection) throws {
        let chance = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        try database.execute(
            """
            UPDATE "member" SET "lookup" = ?, "platformID" = x'', "name" = NULL, "country" = NULL, "role" = NULL,
              "wrappedKey" = NULL WHERE "id" = ?
            """,
            .blob(chance),
            .integer(member)
        )
        try database.execute("UPDATE \"choice\" SET \"takenAt\" = \"offeredAt\" WHERE \"member\" = ?", .integer(member))
        try database.execute("DELETE FROM \"humanRequest\" WHERE \"member\" = ?", .integer(member))
        try database.execute("DELETE FROM \"deliveryMention\" WHERE \"member\" = ?", .integer(member))
        try database.execute("DELETE FROM \"faqMiss\" WHERE \"member\" = ?", .integer(member))
        try database.execute("DELETE FROM \"labelCorrection\" WHERE \"member\" = ?", .integer(member))
        try database.execute(
            "DELETE FROM \"draft\" WHERE \"escalation\" IN (SELECT \"id\" FROM \"escalation\" WHERE \"member\" = ?)",
            .integer(member)
        )
        try database.execute(
            """
            UPDATE "note" SET "text" = NULL WHERE "escalation" IN
              (SELECT "id" FROM "escalation" WHERE "member" = ?)
            """,
            .integer(member)
        )
    }

    /// A line of somebody erased: neither its words nor the platform's id of it; one that waits is not decided any more.
    static func blank(message id: Int64, _ now: Date, _ database: any SQLConnection) throws {
        let wasWaiting = try database.execute(
            "UPDATE \"message\" SET \"state\" = 'deleted' WHERE \"id\" = ? AND \"state\" = 'received'",
            .integer(id)
        )
        try database.execute(
            "UPDATE \"message\" SET \"text\" = NULL, \"platformID\" = '', \"replyTo\" = NULL WHERE \"id\" = ?",
            .integer(id)
        )
        let state = wasWaiting == 1 ? "deleted" : nil
        try EventLog.append(.messageForgotten, .message(ID(rawValue: id)), state: state, at: now, database)
    }

    /// A delivery to somebody erased: what was not sent never will be.
    static func blank(delivery id: Int64, _ now: Date, _ database: any SQLConnection) throws {
        let wasWaiting = try database.execute(
            "UPDATE \"delivery\" SET \"state\" = 'superseded' WHERE \"id\" = ? AND \"state\" IN ('waiting', 'held')",
            .integer(id)
        )
        try database.execute(
            """
            UPDATE "delivery" SET "text" = NULL, "inReplyTo" = NULL, "platformMessageID" = NULL WHERE "id" = ?
            """,
            .integer(id)
        )
        guard wasWaiting == 1 else { return }
        let line = try database.first(
            "SELECT \"conversation\", \"lane\" FROM \"delivery\" WHERE \"id\" = ?",
            .integer(id)
        )
        try EventLog.append(.deliverySuperseded, .delivery(ID(rawValue: id)), state: "superseded", at: now, database)
        if let line { try DeliveryQueue.advance(conversation: line.text(0), lane: line.text(1), at: now, database) }
    }

    static func ids(of table: String, _ member: ID<Member>, _ database: any SQLConnection) throws -> [Int64] {
        let statement =
            table == "message"
            ? "SELECT \"id\" FROM \"message\" WHERE \"member\" = ?"
            : "SELECT \"id\" FROM \"delivery\" WHERE \"member\" = ?"
        return try database.query(statement, .integer(member.rawValue)).map { $0.integer(0) }
    }

    private static func openCases(
        of member: ID<Member>,
        sparing: ID<Escalation>?,
        _ database: any SQLConnection
    ) throws -> Int {
        // A case that goes with another is as open as that one is, until its asker was answered.
        let rows = try database.query(
            """
            SELECT COALESCE(t."state", e."state") FROM "escalation" e
            LEFT JOIN "escalation" t ON t."id" = e."mergedInto" AND e."answeredAt" IS NULL
            WHERE e."member" = ? AND e."id" != ?
            """,
            .integer(member.rawValue),
            .integer(sparing?.rawValue ?? 0)
        )
        return rows.filter { Escalation.State(rawValue: $0.text(0))?.isOpen ?? true }.count
    }

    private static func chunks(_ ids: [Int64]) -> [[Int64]] {
        stride(from: 0, to: ids.count, by: 500).map { Array(ids[$0..<min($0 + 500, ids.count)]) }
    }
}
