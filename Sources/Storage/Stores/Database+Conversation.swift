import Foundation
import MutualAid

extension Database {
    /// What deciding needs to know of what went before; read once the burst is claimed.
    func conversation(
        _ key: BurstKey,
        rows: [SQLRow],
        _ now: Date,
        _ database: any SQLConnection
    ) throws -> Conversation {
        var conversation = Conversation()
        conversation.openEscalations = try openEscalations(of: key.member, database)
        conversation.choice = try openChoice(key, database)
        conversation.recentAnswers = try recentAnswers(key, since: now.addingTimeInterval(-1800), database)
        conversation.unaskedTexts = try count(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM "delivery" WHERE "connection" = ? AND "room" = ? AND "createdAt" > ?
              AND "isUnasked" = 1 AND "visibility" = 'group' LIMIT 1000)
            """,
            key,
            since: now.addingTimeInterval(-3600),
            database
        )
        conversation.isIntroduced =
            try database.first(
                "SELECT 1 FROM \"room\" WHERE \"connection\" = ? AND \"name\" = ?",
                .text(key.connection),
                .text(key.room)
            ) != nil
        let asked = try database.first(
            "SELECT COUNT(*) FROM \"humanRequest\" WHERE \"member\" = ? AND \"at\" > ?",
            .integer(key.member),
            SQLValue(now.addingTimeInterval(-86400))
        )
        conversation.humanRequests = asked?.int(0) ?? 0
        conversation.repliesToBot = try rows.compactMap { $0.optionalText(7) }.contains { replyTo in
            try database.first(
                "SELECT 1 FROM \"delivery\" WHERE \"connection\" = ? AND \"platformMessageID\" = ?",
                .text(key.connection),
                .text(replyTo)
            ) != nil
        }
        return conversation
    }

    func openEscalations(of member: Int64, _ database: any SQLConnection) throws -> [Conversation.OpenEscalation] {
        try database.query(
            """
            SELECT e."id", e."severity", e."desk", CASE WHEN e."state" = 'merged' THEN t."state" ELSE e."state" END,
              e."changedAt" FROM "escalation" e LEFT JOIN "escalation" t ON t."id" = e."mergedInto"
            WHERE e."member" = ? AND e."state" NOT IN ('closed', 'discarded', 'resolved')
              AND (e."state" != 'merged' OR t."state" NOT IN ('closed', 'discarded', 'resolved'))
            ORDER BY e."severity", e."id"
            """,
            .integer(member)
        ).compactMap { row in
            guard let severity = Severity(rawValue: row.text(1)), let desk = Desk(rawValue: row.text(2)),
                let state = Escalation.State(rawValue: row.text(3))
            else { return nil }
            return Conversation.OpenEscalation(
                id: ID(rawValue: row.integer(0)),
                severity: severity,
                desk: desk,
                state: state,
                changedAt: row.date(4)
            )
        }
    }

    private func openChoice(_ key: BurstKey, _ database: any SQLConnection) throws -> Conversation.OfferedChoice? {
        let row = try database.first(
            """
            SELECT "entries", "offeredAt" FROM "choice" WHERE "member" = ? AND "takenAt" IS NULL
              AND "connection" = ? AND "room" = ? ORDER BY "id" DESC LIMIT 1
            """,
            .integer(key.member),
            .text(key.connection),
            .text(key.room)
        )
        return try row.map { row in
            Conversation.OfferedChoice(
                entries: try JSONColumn.decode([String].self, row.text(0)),
                offeredAt: row.date(1)
            )
        }
    }

    private func recentAnswers(
        _ key: BurstKey,
        since: Date,
        _ database: any SQLConnection
    ) throws
        -> [Conversation.RecentAnswer]
    {
        try database.query(
            """
            SELECT "entry", "entryLanguage", MAX("createdAt") FROM "delivery" WHERE "connection" = ? AND "room" = ?
              AND "createdAt" > ? AND "entry" IS NOT NULL AND "visibility" = 'group' AND "state" != 'superseded'
            GROUP BY "entry", "entryLanguage"
            """,
            .text(key.connection),
            .text(key.room),
            SQLValue(since)
        ).map { Conversation.RecentAnswer(entry: $0.text(0), language: $0.text(1), at: $0.date(2)) }
    }

    private func count(_ sql: String, _ key: BurstKey, since: Date, _ database: any SQLConnection) throws -> Int {
        try database.first(sql, .text(key.connection), .text(key.room), SQLValue(since))?.int(0) ?? 0
    }
}
