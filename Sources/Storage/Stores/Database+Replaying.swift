import Comprehension
package import Foundation
package import MutualAid

extension Database: ReplayStore {
    /// One question a decision, by its first line; reads back along the keys, which rise with time.
    package func replayedQuestions(
        since: Date,
        before: ID<Message>?,
        limit: Int
    ) async throws -> [ReplayedQuestion] {
        try await engine.read { [members] database in
            var found: [ReplayedQuestion] = []
            var last = before?.rawValue ?? .max
            let first = ID<Message>.earliest(at: since).rawValue
            while found.count < limit {
                let rows = try database.query(
                    """
                    SELECT m."id", m."connection", m."room", m."groupID", m."mentionsBot", m."isPrivate", m."member",
                      x."record" FROM "message" m JOIN "decision" x ON x."id" = m."decision"
                    WHERE m."id" < ? AND m."id" > ? AND m."state" = 'settled' AND m."origin" = 'written'
                      AND m."text" IS NOT NULL AND m."id" =
                        (SELECT MIN(o."id") FROM "message" o WHERE o."decision" = m."decision")
                    ORDER BY m."id" DESC LIMIT ?
                    """,
                    .integer(last),
                    .integer(first),
                    SQLValue(limit)
                )
                guard let oldest = rows.last else { break }
                last = oldest.integer(0)
                for row in rows where found.count < limit {
                    let record = try JSONColumn.decode(AskedRecord.self, row.text(7))
                    guard record.isPlainQuestion,
                        let text = try Self.words(decidedWith: row.integer(0), members, database)
                    else { continue }
                    found.append(
                        ReplayedQuestion(
                            source: .message(ID(rawValue: row.integer(0))),
                            asked: AskedQuestion(
                                text: text,
                                room: Room(connection: row.text(1), name: row.text(2)),
                                group: row.text(3),
                                country: try members.read(row.integer(6), database).country,
                                mentionsBot: row.flag(4),
                                isPrivate: row.flag(5)
                            )
                        )
                    )
                }
            }
            return found
        }
    }

    package func pinnedQuestions() async throws -> [PinnedQuestion] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "id", "text", "expected", "groupID", "country", "author", "at" FROM "pinnedQuestion" ORDER BY "id"
                """
            ).map { row in
                PinnedQuestion(
                    id: ID(rawValue: row.integer(0)),
                    text: row.text(1),
                    expected: row.optionalText(2),
                    group: row.text(3),
                    country: row.optionalText(4),
                    author: row.text(5),
                    at: row.date(6)
                )
            }
        }
    }

    package func pin(_ question: PinnedQuestion) async throws {
        try await writer.write { database in
            try database.execute(
                """
                INSERT INTO "pinnedQuestion" ("id", "text", "expected", "groupID", "country", "author", "at")
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                .integer(question.id.rawValue),
                .text(question.text),
                SQLValue(question.expected),
                .text(question.group),
                SQLValue(question.country),
                .text(question.author),
                SQLValue(question.at)
            )
            try EventLog.append(
                .questionPinned,
                .system,
                actor: question.author,
                details: ["question": "\(question.id)"],
                at: question.at,
                database
            )
        }
    }

    package func unpin(_ id: ID<PinnedQuestion>, by login: String, now: Date) async throws -> Bool {
        try await writer.write { database in
            let gone = try database.execute("DELETE FROM \"pinnedQuestion\" WHERE \"id\" = ?", .integer(id.rawValue))
            guard gone == 1 else { return false }
            try EventLog.append(
                .questionUnpinned,
                .system,
                actor: login,
                details: ["question": "\(id)"],
                at: now,
                database
            )
            return true
        }
    }

    /// What of a decision tells whether it was about a question that is nobody's own.
    private struct AskedRecord: Decodable {
        let understanding: Understood
        let reasons: [Reason]

        struct Understood: Decodable {
            let decided: [Label]
            let dangerSigns: [DangerFinding]
            let isQuestion: Bool
            let context: ContextUse?
        }

        var isPlainQuestion: Bool {
            let isSensitive = !understanding.dangerSigns.isEmpty || understanding.decided.contains(where: \.isSensitive)
            let isAsking = understanding.decided.contains(.policyQuestion) || understanding.isQuestion
            let standsAlone = understanding.context.map { $0 == .standsAlone } ?? true
            return isAsking && standsAlone && !isSensitive && !reasons.contains(.byListedRole)
                && !reasons.contains(.answeredByNumber)
        }
    }
}
