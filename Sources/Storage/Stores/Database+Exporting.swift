package import Foundation
package import MutualAid

extension Database {
    package func export(_ member: ID<Member>, by actor: String, now: Date) async throws -> MemberExport? {
        let known = try await engine.read { database in
            try database.first("SELECT 1 FROM \"member\" WHERE \"id\" = ?", .integer(member.rawValue)) != nil
        }
        guard known else { return nil }
        try await record([AuditedAct(actor: actor, action: .memberExported, subject: "\(member)")], now: now)
        return try await engine.read { [self] database in
            let person = try members.read(member.rawValue, database)
            return MemberExport(
                id: "\(member)",
                connection: person.connection,
                platformID: person.platformID.exposed,
                name: person.name?.exposed,
                country: person.country,
                role: person.role,
                messages: try lines(
                    """
                    SELECT "id", "groupID", "sentAt", "state", "text", "member" FROM "message" WHERE "member" = ?
                    ORDER BY "id"
                    """,
                    table: "message",
                    member,
                    database
                ),
                deliveries: try lines(
                    """
                    SELECT "id", "groupID", "createdAt", "state", "text", "member" FROM "delivery"
                    WHERE "member" = ? OR "id" IN (SELECT "delivery" FROM "deliveryMention" WHERE "member" = ?)
                    ORDER BY "id"
                    """,
                    table: "delivery",
                    member,
                    bindings: 2,
                    database
                ),
                cases: try cases(of: member, database)
            )
        }
    }

    private func cases(of member: ID<Member>, _ database: any SQLConnection) throws -> [MemberExport.Case] {
        let rows = try database.query(
            """
            SELECT "id", "severity", "desk", "state", "labels", "receivedAt" FROM "escalation" WHERE "member" = ?
            ORDER BY "id"
            """,
            .integer(member.rawValue)
        )
        return try rows.map { row in
            MemberExport.Case(
                id: "\(ID<Escalation>(rawValue: row.integer(0)))",
                severity: row.text(1),
                desk: row.text(2),
                state: row.text(3),
                labels: row.text(4),
                receivedAt: row.date(5),
                notes: try database.query(
                    """
                    SELECT "id", "author", "at", '', "text", \(member.rawValue) FROM "note" WHERE "escalation" = ?
                    ORDER BY "id"
                    """,
                    .integer(row.integer(0))
                ).map { try line($0, table: "note", database) },
                drafts: try database.query(
                    """
                    SELECT "escalation", "author", "at", '', "text", \(member.rawValue) FROM "draft"
                    WHERE "escalation" = ?
                    """,
                    .integer(row.integer(0))
                ).map { try line($0, table: "draft", database) }
            )
        }
    }

    private func lines(
        _ statement: String,
        table: String,
        _ member: ID<Member>,
        bindings: Int = 1,
        _ database: any SQLConnection
    ) throws -> [MemberExport.Line] {
        try database.query(statement, Array(repeating: .integer(member.rawValue), count: bindings)).map {
            try line($0, table: table, database)
        }
    }

    private func line(
        _ row: SQLRow,
        table: String,
        _ database: any SQLConnection
    ) throws -> MemberExport.Line {
        let text = try MessageRow.text(
            row.blob(4),
            table: table,
            row: row.integer(0),
            // The words are under the key of whom they are addressed to first.
            member: row.integer(5),
            members,
            database
        )
        return MemberExport.Line(
            id: "\(ID<Message>(rawValue: row.integer(0)))",
            group: row.text(1),
            at: row.date(2),
            state: row.text(3),
            text: text.isEmpty ? nil : text.exposed
        )
    }
}
