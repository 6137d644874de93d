import Comprehension
package import Foundation
package import MutualAid

extension Database {
    /// The lines that were decided together with a message, as they were; `nil` where it was not decided.
    package func decidedBurst(of message: ID<Message>) async throws -> Burst? {
        try engine.readHere { [self] database in
            let rows = try database.query(
                """
                SELECT \(MessageRow.columns) FROM "message"
                WHERE "decision" = (SELECT "decision" FROM "message" WHERE "id" = ?) ORDER BY "id"
                """,
                .integer(message.rawValue)
            )
            guard let first = rows.first else { return nil }
            return Burst(
                messages: try rows.map { try MessageRow.message($0, members, database) },
                member: try members.read(first.integer(4), database),
                conversation: Conversation(),
                attempts: 1,
                token: 0
            )
        }
    }
}

extension Database: QuestionHistory {
    /// Reads back from the burst along the keys, which rise with time: no index of its own is needed, and only lines
    /// that lean on another ask.
    package func lastQuestion(before burst: Burst, since: Date) async throws -> PreviousQuestion? {
        guard let first = burst.messages.first else { return nil }
        return try engine.readHere { [self] database in
            let row = try database.first(
                """
                SELECT \(MessageRow.columns) FROM "message" WHERE "id" < ? AND "id" > ? AND "member" = ?
                  AND "connection" = ? AND "room" = ? AND "state" = 'settled' AND "receivedAt" > ? AND "decision" IS NOT NULL
                ORDER BY "id" DESC LIMIT 1
                """,
                .integer(first.id.rawValue),
                .integer(ID<Message>.earliest(at: since).rawValue),
                .integer(burst.member.id.rawValue),
                .text(first.room.connection),
                .text(first.room.name),
                SQLValue(since)
            )
            guard let row, let decision = row.optionalInteger(MessageRow.decision),
                let record = try database.first(
                    "SELECT \"record\" FROM \"decision\" WHERE \"id\" = ?",
                    .integer(decision)
                )
            else { return nil }
            let known = try JSONColumn.decode(DecisionRecord.self, record.text(0))
            guard known.understanding.isQuestion || known.answered != nil else { return nil }
            let lines = try database.query(
                "SELECT \(MessageRow.columns) FROM \"message\" WHERE \"decision\" = ? ORDER BY \"id\"",
                .integer(decision)
            ).map { try MessageRow.message($0, members, database).text.exposed }
            return PreviousQuestion(
                text: PrivateText(lines.filter { !$0.isEmpty }.joined(separator: "\n")),
                answered: known.answered?.entry
            )
        }
    }
}
