import Comprehension
package import Foundation
package import MutualAid

extension Database: GapStore {
    /// Keeps a question that no entry answered, beside what is decided about it; the same words go where they went.
    func noteMiss(_ outcome: Outcome, _ database: any SQLConnection) throws {
        guard outcome.isMiss, let first = outcome.burst.messages.first else { return }
        let member = outcome.burst.member.id
        let today = try database.first(
            "SELECT COUNT(*) FROM \"faqMiss\" WHERE \"member\" = ? AND \"at\" > ?",
            .integer(member.rawValue),
            SQLValue(outcome.at.addingTimeInterval(-FAQMiss.day))
        )
        guard (today?.int(0) ?? 0) < FAQMiss.mostADay else { return }
        let words = PlainText(outcome.burst.text).string.filter { $0.isLetter || $0.isNumber }
        let wording = SQLValue.blob(keys.hash("miss", words).data)
        let known = try database.first(
            "SELECT \"gap\" FROM \"faqMiss\" WHERE \"wording\" = ? ORDER BY \"id\" DESC LIMIT 1",
            wording
        )
        let gap = known?.integer(0) ?? ids.next(FAQGap.self).rawValue
        if known == nil {
            try database.execute("INSERT INTO \"faqGap\" (\"id\", \"isCompared\") VALUES (?, 0)", .integer(gap))
        }
        try database.execute(
            """
            INSERT INTO "faqMiss" ("id", "gap", "message", "member", "groupID", "language", "wording", "at")
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(ids.next(FAQGap.self).rawValue),
            .integer(gap),
            .integer(first.id.rawValue),
            .integer(member.rawValue),
            .text(first.group),
            .text(outcome.record.understanding.language.ofReply.rawValue),
            wording,
            SQLValue(outcome.at)
        )
    }

    package func gaps(limit: Int) async throws -> [FAQGap] {
        try await engine.read { database in
            try database.query(
                """
                SELECT m."gap", COUNT(*), COUNT(DISTINCT m."member"), GROUP_CONCAT(DISTINCT m."groupID"),
                  GROUP_CONCAT(DISTINCT m."language"), MIN(m."at"), MAX(m."at")
                FROM "faqMiss" m JOIN "faqGap" g ON g."id" = m."gap"
                WHERE m."closedAt" IS NULL AND g."dismissedAt" IS NULL
                GROUP BY m."gap" ORDER BY COUNT(DISTINCT m."member") DESC, MAX(m."at") DESC, m."gap" LIMIT ?
                """,
                SQLValue(limit)
            ).map { row in
                FAQGap(
                    id: ID(rawValue: row.integer(0)),
                    asked: row.int(1),
                    members: row.int(2),
                    groups: row.text(3).split(separator: ",").map(String.init).sorted(),
                    languages: row.text(4).split(separator: ",").map(String.init).sorted(),
                    firstAskedAt: row.date(5),
                    lastAskedAt: row.date(6),
                    messages: try database.query(
                        """
                        SELECT "message" FROM "faqMiss" WHERE "gap" = ? AND "closedAt" IS NULL
                        ORDER BY "id" DESC LIMIT 3
                        """,
                        .integer(row.integer(0))
                    ).map { ID(rawValue: $0.integer(0)) }
                )
            }
        }
    }

    package func dismiss(_ gap: ID<FAQGap>, by login: String, now: Date) async throws -> Bool {
        try await writer.write { database in
            let changed = try database.execute(
                "UPDATE \"faqGap\" SET \"dismissedAt\" = ?, \"dismissedBy\" = ? WHERE \"id\" = ? AND \"dismissedAt\" IS NULL",
                SQLValue(now),
                .text(login),
                .integer(gap.rawValue)
            )
            guard changed == 1 else {
                return try database.first("SELECT 1 FROM \"faqGap\" WHERE \"id\" = ?", .integer(gap.rawValue)) != nil
            }
            try EventLog.append(
                .faqGapDismissed,
                .system,
                actor: login,
                details: ["gap": "\(gap)"],
                at: now,
                database
            )
            return true
        }
    }

    package func gapsToCompare(limit: Int) async throws -> [ID<FAQGap>] {
        try await engine.read { database in
            try database.query(
                "SELECT \"id\" FROM \"faqGap\" WHERE \"isCompared\" = 0 ORDER BY \"id\" LIMIT ?",
                SQLValue(limit)
            ).map { ID(rawValue: $0.integer(0)) }
        }
    }

    package func gaps(olderThan gap: ID<FAQGap>, limit: Int) async throws -> [ID<FAQGap>] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "gap" FROM "faqMiss" WHERE "gap" < ? GROUP BY "gap" ORDER BY MAX("id") DESC LIMIT ?
                """,
                .integer(gap.rawValue),
                SQLValue(limit)
            ).map { ID(rawValue: $0.integer(0)) }
        }
    }

    package func question(of gap: ID<FAQGap>) async throws -> PrivateText? {
        try await engine.read { [members] database in
            let row = try database.first(
                """
                SELECT q."message", q."member" FROM "faqMiss" q JOIN "message" m ON m."id" = q."message"
                WHERE q."gap" = ? AND m."text" IS NOT NULL ORDER BY q."id" DESC LIMIT 1
                """,
                .integer(gap.rawValue)
            )
            return try row.flatMap { try Self.words(decidedWith: $0.integer(0), members, database) }
        }
    }

    package func compared(_ gap: ID<FAQGap>, sameAs older: ID<FAQGap>?, now: Date) async throws {
        try await writer.write { database in
            let isThere = try older.map {
                try database.first("SELECT 1 FROM \"faqGap\" WHERE \"id\" = ?", .integer($0.rawValue)) != nil
            }
            if let older, isThere == true {
                try database.execute(
                    "UPDATE \"faqMiss\" SET \"gap\" = ? WHERE \"gap\" = ?",
                    .integer(older.rawValue),
                    .integer(gap.rawValue)
                )
                try database.execute("DELETE FROM \"faqGap\" WHERE \"id\" = ?", .integer(gap.rawValue))
            } else {
                try database.execute(
                    "UPDATE \"faqGap\" SET \"isCompared\" = 1 WHERE \"id\" = ?",
                    .integer(gap.rawValue)
                )
            }
        }
    }

    package func openMisses(limit: Int) async throws -> [OpenMiss] {
        try await engine.read { [members] database in
            try database.query(
                """
                SELECT q."id", m."id", m."connection", m."room", m."groupID", m."mentionsBot", m."isPrivate", m."member"
                FROM "faqMiss" q JOIN "message" m ON m."id" = q."message"
                WHERE q."closedAt" IS NULL AND m."text" IS NOT NULL ORDER BY q."id" DESC LIMIT ?
                """,
                SQLValue(limit)
            ).compactMap { row in
                guard let text = try Self.words(decidedWith: row.integer(1), members, database) else { return nil }
                return OpenMiss(
                    id: row.integer(0),
                    question: AskedQuestion(
                        text: text,
                        room: Room(connection: row.text(2), name: row.text(3)),
                        group: row.text(4),
                        country: try members.read(row.integer(7), database).country,
                        mentionsBot: row.flag(5),
                        isPrivate: row.flag(6)
                    )
                )
            }
        }
    }

    package func close(_ misses: [Int64], answeredBy entry: String, version: String, now: Date) async throws {
        try await writer.write { database in
            for miss in misses {
                try database.execute(
                    """
                    UPDATE "faqMiss" SET "closedAt" = ?, "closedBy" = ?, "closedVersion" = ?
                    WHERE "id" = ? AND "closedAt" IS NULL
                    """,
                    SQLValue(now),
                    .text(entry),
                    .text(version),
                    .integer(miss)
                )
            }
            try EventLog.append(
                .faqGapClosed,
                .entry(entry),
                details: ["version": version, "questions": "\(misses.count)"],
                at: now,
                database
            )
        }
    }

    /// The lines that were decided together with a message, as one text; `nil` where nothing of them is left.
    static func words(
        decidedWith message: Int64,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws -> PrivateText? {
        let lines = try database.query(
            """
            SELECT "id", "text", "member" FROM "message" WHERE "id" = ? OR "decision" =
              (SELECT "decision" FROM "message" WHERE "id" = ?) ORDER BY "id"
            """,
            .integer(message),
            .integer(message)
        ).map { row in
            try MessageRow.text(
                row.blob(1),
                table: "message",
                row: row.integer(0),
                member: row.integer(2),
                members,
                database
            ).exposed
        }
        let text = lines.filter { !$0.isEmpty }.joined(separator: "\n")
        return text.isEmpty ? nil : PrivateText(text)
    }
}
