import Foundation
package import MutualAid

extension Database: EscalationThreadStore {
    package func thread(of id: ID<Escalation>, scope: Scope) async throws -> [ThreadLine] {
        try await engine.read { [self] database in
            guard let known = try find(id, scope, database) else { return [] }
            let member = known.member.id.rawValue
            let typed = known.messages.map { message in
                var line = ThreadLine(origin: .member, text: message.text, at: message.sentAt)
                line.message = message.id
                return line
            }
            let replies = try database.query(
                """
                SELECT "id", "kind", "state", "visibility", "text", "createdAt" FROM "delivery"
                WHERE "member" = ? AND ("escalation" = ? OR "message" IN
                  (SELECT "message" FROM "escalationMessage" WHERE "escalation" = ?)) ORDER BY "id"
                """,
                .integer(member),
                .integer(id.rawValue),
                .integer(id.rawValue)
            ).map { row in
                ThreadLine(
                    origin: .reply(
                        Delivery.Kind(rawValue: row.text(1)) ?? .holding,
                        Delivery.State(rawValue: row.text(2)) ?? .waiting,
                        Visibility(rawValue: row.text(3)) ?? .private
                    ),
                    text: try text(row.blob(4), "delivery", row.integer(0), member, database),
                    at: row.date(5)
                )
            }
            let notes = try database.query(
                "SELECT \"id\", \"author\", \"text\", \"at\" FROM \"note\" WHERE \"escalation\" = ? ORDER BY \"id\"",
                .integer(id.rawValue)
            ).map { row in
                ThreadLine(
                    origin: .note(row.text(1)),
                    text: try text(row.blob(2), "note", row.integer(0), member, database),
                    at: row.date(3)
                )
            }
            return (typed + replies + notes).sorted { $0.at < $1.at }
        }
    }

    package func changes(after sequence: Int64) async throws -> PageChanges {
        try await engine.read { database in
            let newest = try database.first("SELECT MAX(\"sequence\") FROM \"event\"")?.integer(0) ?? 0
            guard sequence >= 0, newest > sequence else { return PageChanges(newest: newest) }
            let rows = try database.query(
                """
                SELECT DISTINCT "subject" FROM "event"
                WHERE "sequence" > ? AND "sequence" <= ? AND "subjectKind" = 'escalation' LIMIT 500
                """,
                .integer(sequence),
                .integer(newest)
            )
            let ended = try database.first(
                """
                SELECT 1 FROM "event" WHERE "sequence" > ? AND "sequence" <= ? AND "subjectKind" = 'staff'
                  AND "kind" IN (\(Self.endingSessions)) LIMIT 1
                """,
                .integer(sequence),
                .integer(newest)
            )
            return PageChanges(
                newest: newest,
                escalations: rows.compactMap { ID($0.text(0)) },
                endsSessions: ended != nil
            )
        }
    }

    /// The kinds of event after which some session is no longer one.
    private static let endingSessions = [
        Event.Kind.staffDisabled, .staffEnrolled, .staffPasswordChanged, .staffSignedOut,
    ].map { "'\($0.rawValue)'" }.joined(separator: ", ")

    private func text(
        _ sealed: Data?,
        _ table: String,
        _ row: Int64,
        _ member: Int64,
        _ database: any SQLConnection
    ) throws -> PrivateText {
        try MessageRow.text(sealed, table: table, row: row, member: member, members, database)
    }
}
