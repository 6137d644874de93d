import Foundation
package import MutualAid

extension Database: ChatHistoryStore {
    package func history(of room: Room, for member: ID<Member>?, limit: Int) async throws -> [ChatLine] {
        try await engine.read { [self] database in
            let own = SQLValue(member?.rawValue ?? -1)
            let typed = try database.query(
                """
                SELECT \(MessageRow.columns) FROM "message" WHERE "connection" = ? AND "room" = ?
                  AND ("isPrivate" = 0 OR "member" = ?) AND "state" != 'deleted' ORDER BY "id" DESC LIMIT ?
                """,
                .text(room.connection),
                .text(room.name),
                own,
                SQLValue(limit)
            )
            let sent = try database.query(
                """
                SELECT "id", "visibility", "member", "kind", "text", "inReplyTo", "createdAt" FROM "delivery"
                WHERE "connection" = ? AND "room" = ? AND "state" = 'delivered'
                  AND ("visibility" = 'group' OR "member" = ?) ORDER BY "id" DESC LIMIT ?
                """,
                .text(room.connection),
                .text(room.name),
                own,
                SQLValue(limit)
            )
            let lines =
                try typed.map { try line(message: $0, database) } + sent.map { try line(delivery: $0, database) }
            return lines.sorted { $0.at < $1.at }.suffix(limit)
        }
    }

    package func member(connection: String, platformID: PrivateText) async throws -> Member? {
        try await engine.read { [members] database in
            try members.find(connection: connection, platformID: platformID, database)
        }
    }

    package func message(_ id: ID<Message>) async throws -> SettledMessage? {
        try await engine.read { [self] database in
            let row = try database.first(
                "SELECT \(MessageRow.columns) FROM \"message\" WHERE \"id\" = ?",
                .integer(id.rawValue)
            )
            guard let row else { return nil }
            let decision = row.optionalInteger(MessageRow.decision)
            let record = try decision.flatMap {
                try database.first("SELECT \"record\" FROM \"decision\" WHERE \"id\" = ?", .integer($0))
            }
            let escalation = try database.first(
                "SELECT \"escalation\" FROM \"escalationMessage\" WHERE \"message\" = ?",
                .integer(id.rawValue)
            )
            return SettledMessage(
                message: try MessageRow.message(row, members, database),
                member: try members.read(row.integer(4), database),
                decision: try record.map { try JSONColumn.decode(DecisionRecord.self, $0.text(0)) },
                deliveries: try decision.map { try deliveries(of: $0, database) } ?? [],
                escalation: escalation.map { ID(rawValue: $0.integer(0)) }
            )
        }
    }

    private func deliveries(of decision: Int64, _ database: any SQLConnection) throws -> [DeliveryStatus] {
        try database.query(
            """
            SELECT "id", "kind", "visibility", "state", "attempts", "cause", "platformMessageID" FROM "delivery"
            WHERE "decision" = ? ORDER BY "id"
            """,
            .integer(decision)
        ).map { row in
            DeliveryStatus(
                id: ID(rawValue: row.integer(0)),
                kind: Delivery.Kind(rawValue: row.text(1)) ?? .holding,
                visibility: Visibility(rawValue: row.text(2)) ?? .private,
                state: Delivery.State(rawValue: row.text(3)) ?? .waiting,
                attempts: row.int(4),
                cause: row.optionalText(5),
                platformMessageID: row.optionalText(6)
            )
        }
    }

    private func line(message row: SQLRow, _ database: any SQLConnection) throws -> ChatLine {
        let message = try MessageRow.message(row, members, database)
        return ChatLine(
            id: message.platformID,
            author: message.member,
            authorName: try members.read(row.integer(4), database).name,
            visibility: message.isPrivate ? .private : .group,
            kind: nil,
            text: message.text,
            inReplyTo: message.replyTo,
            at: message.receivedAt
        )
    }

    private func line(delivery row: SQLRow, _ database: any SQLConnection) throws -> ChatLine {
        let text = try row.optionalInteger(2).map {
            try MessageRow.text(row.blob(4), table: "delivery", row: row.integer(0), member: $0, members, database)
        }
        return ChatLine(
            id: "\(ID<Delivery>(rawValue: row.integer(0)))",
            author: nil,
            authorName: nil,
            visibility: Visibility(rawValue: row.text(1)) ?? .private,
            kind: Delivery.Kind(rawValue: row.text(3)),
            text: text ?? "",
            inReplyTo: row.optionalText(5),
            at: row.date(6)
        )
    }
}
