import Comprehension
package import Foundation
package import MutualAid

extension Database: LabelCorrectionStore {
    package func correctLabels(
        _ correction: LabelCorrection,
        of id: ID<Escalation>,
        by staff: Escalation.Owner,
        scope: Scope,
        version: Int?,
        now: Date
    ) async throws -> Escalation {
        let corrected = try await writer.write { [self] database in
            guard let known = try find(id, scope, database) else { throw EscalationConflict.notFound }
            guard let version else { throw EscalationConflict.versionMissing }
            guard version == known.version else { throw EscalationConflict.stale(known.since(version)) }
            let actor = try EscalationStep.Actor(staff, database)
            try EscalationStep(store: self, database: database, known: known, actor: actor, now: now).correct(
                correction
            )
            guard let corrected = try find(id, .all, database) else { throw EscalationConflict.notFound }
            return corrected
        }
        announceEscalations()
        return corrected
    }

    package func correctedMessages(limit: Int) async throws -> [CorrectedMessage] {
        try await engine.read { [self] database in
            let rows = try database.query(
                "SELECT \"message\", \"member\", \"labels\", \"at\" FROM \"labelCorrection\" ORDER BY \"at\" DESC LIMIT ?",
                SQLValue(limit)
            )
            return try rows.compactMap { row in
                let lines = try DecidedLines(with: row.integer(0), database)
                let text = try lines.text(members, database)
                guard !text.isEmpty else { return nil }
                return CorrectedMessage(
                    id: ID(rawValue: row.integer(0)),
                    member: ID(rawValue: row.integer(1)),
                    text: text,
                    labels: try JSONColumn.decode(Set<Label>.self, row.text(2)),
                    at: row.date(3)
                )
            }
        }
    }

    package func correctionsVersion() async throws -> String {
        try await engine.read { database in
            let row = try database.first(
                "SELECT COUNT(*), COALESCE(MAX(\"at\"), 0), COALESCE(SUM(\"message\" % 1000003), 0) FROM \"labelCorrection\""
            )
            return row.map { "\($0.integer(0)) \($0.integer(1)) \($0.integer(2))" } ?? ""
        }
    }

    /// What a member edits or takes back was not what the person corrected.
    static func forgetCorrection(of message: ID<Message>, _ database: any SQLConnection) throws {
        for line in try DecidedLines(with: message.rawValue, database).ids {
            try database.execute("DELETE FROM \"labelCorrection\" WHERE \"message\" = ?", .integer(line))
        }
    }

    /// A correction is kept no longer than the words it speaks of.
    static func forgetUnreadableCorrections(_ database: any SQLConnection) throws {
        try database.execute(
            """
            DELETE FROM "labelCorrection" WHERE NOT EXISTS
              (SELECT 1 FROM "message" m WHERE m."id" = "labelCorrection"."message" AND m."text" IS NOT NULL)
            """
        )
    }
}

/// The lines that were decided together with one of them; that one alone where it was not decided.
struct DecidedLines {
    /// In the order they were written.
    let ids: [Int64]
    /// Their decision.
    let decision: Int64?

    init(with message: Int64, _ database: any SQLConnection) throws {
        decision = try database.first("SELECT \"decision\" FROM \"message\" WHERE \"id\" = ?", .integer(message))?
            .optionalInteger(0)
        ids =
            try decision.map { decision in
                try database.query(
                    "SELECT \"id\" FROM \"message\" WHERE \"decision\" = ? ORDER BY \"id\"",
                    .integer(decision)
                )
                .map { $0.integer(0) }
            } ?? [message]
    }

    /// What was understood: the lines that can still be read, a line each.
    func text(_ members: MemberDirectory, _ database: any SQLConnection) throws -> PrivateText {
        let texts = try ids.compactMap { id in
            try database.first("SELECT \(MessageRow.columns) FROM \"message\" WHERE \"id\" = ?", .integer(id))
                .map { try MessageRow.message($0, members, database).text.exposed }
        }
        return PrivateText(texts.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    /// The labels they were given: those of a person before those that were decided.
    func labels(_ database: any SQLConnection) throws -> [Label] {
        for id in ids {
            let row = try database.first(
                "SELECT \"labels\" FROM \"labelCorrection\" WHERE \"message\" = ?",
                .integer(id)
            )
            if let row { return try JSONColumn.decode([Label].self, row.text(0)) }
        }
        let record = try decision.flatMap {
            try database.first("SELECT \"record\" FROM \"decision\" WHERE \"id\" = ?", .integer($0))
        }
        return try record.map { try JSONColumn.decode(DecisionRecord.self, $0.text(0)).understanding.decided } ?? []
    }
}
