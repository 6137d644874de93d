package import Foundation
package import MutualAid

extension Database {
    /// How long a worker has a burst to itself, in seconds.
    private static let workerLease: TimeInterval = 30

    package func claimBursts(limit: Int, now: Date) async throws -> [Burst] {
        let bursts = try await writer.write { [self] database in
            var seen: Set<BurstKey> = []
            var bursts: [Burst] = []
            let due = try database.query(
                """
                SELECT "member", "connection", "room", "attempts" FROM "message" WHERE "state" = 'received' AND "dueAt" <= ?
                ORDER BY "dueAt" LIMIT ?
                """,
                SQLValue(now),
                SQLValue(limit * 4)
            )
            for row in due where bursts.count < limit {
                // What ended the work before is handed out alone: its neighbours are not blamed for it.
                let isSuspect = row.int(3) > 0
                if isSuspect, !bursts.isEmpty { continue }
                let key = BurstKey(member: row.integer(0), connection: row.text(1), room: row.text(2))
                guard seen.insert(key).inserted, let burst = try claim(key, now, database) else { continue }
                bursts.append(burst)
                if isSuspect { break }
            }
            return bursts
        }
        Failpoint.hit("after-claim")
        return bursts
    }

    package func nextBurstDue() async throws -> Date? {
        try await engine.read { database in
            try database.first("SELECT MIN(\"dueAt\") FROM \"message\" WHERE \"state\" = 'received'")?.optionalDate(0)
        }
    }

    package func postpone(_ burst: Burst, until: Date) async throws {
        try await release(burst, until: until, refund: 1)
    }

    package func giveBack(_ burst: Burst, until: Date) async throws {
        try await release(burst, until: until, refund: 0)
    }

    private func release(_ burst: Burst, until: Date, refund: Int) async throws {
        try await writer.write { database in
            for message in burst.messages {
                try database.execute(
                    """
                    UPDATE "message" SET "leaseUntil" = NULL, "dueAt" = ?, "attempts" = "attempts" - ?
                    WHERE "id" = ? AND "token" = ? AND "state" = 'received'
                    """,
                    SQLValue(until),
                    SQLValue(refund),
                    .integer(message.id.rawValue),
                    .integer(burst.token)
                )
            }
        }
        changes.messages.ring()
    }

    /// Takes every received line of the member in the room; `nil` while another claim of them lives.
    private func claim(_ key: BurstKey, _ now: Date, _ database: any SQLConnection) throws -> Burst? {
        let waiting = try database.query(
            """
            SELECT \(MessageRow.columns) FROM "message" WHERE "member" = ? AND "state" = 'received'
              AND "connection" = ? AND "room" = ? ORDER BY "id" LIMIT ?
            """,
            .integer(key.member),
            .text(key.connection),
            .text(key.room),
            SQLValue(Burst.longest)
        )
        let lease = waiting.compactMap { $0.optionalDate(MessageRow.leaseUntil) }.max()
        if let lease, lease > now {
            try database.execute(
                "UPDATE \"message\" SET \"dueAt\" = ? WHERE \"member\" = ? AND \"state\" = 'received' AND \"dueAt\" < ?",
                SQLValue(lease),
                .integer(key.member),
                SQLValue(lease)
            )
            return nil
        }
        let earlier = try untriedLines(of: key, now, database)
        let rows = (earlier + waiting).suffix(Burst.longest)
        let token = (rows.map { $0.integer(MessageRow.token) }.max() ?? 0) + 1
        let attempts = (waiting.map { $0.int(MessageRow.attempts) }.max() ?? 0) + 1
        let until = now.addingTimeInterval(Self.workerLease)
        for row in rows {
            try database.execute(
                """
                UPDATE "message" SET "attempts" = ?, "token" = ?, "leaseUntil" = ?, "dueAt" = ?, "state" = 'received'
                WHERE "id" = ?
                """,
                SQLValue(attempts),
                .integer(token),
                SQLValue(until),
                SQLValue(until),
                .integer(row.integer(0))
            )
        }
        for row in earlier {
            let id = ID<Message>(rawValue: row.integer(0))
            try EventLog.append(.messageReopened, .message(id), state: "received", at: now, database)
        }
        return Burst(
            messages: try rows.map { try MessageRow.message($0, members, database) },
            member: try members.read(key.member, database),
            conversation: try conversation(key, rows: Array(rows), now, database),
            attempts: attempts,
            token: token
        )
    }

    /// Lines settled within the window of which nothing was delivered yet: they are decided anew with the new line.
    private func untriedLines(of key: BurstKey, _ now: Date, _ database: any SQLConnection) throws -> [SQLRow] {
        let untried = try database.query(
            "SELECT DISTINCT \"decision\" FROM \"delivery\" WHERE \"member\" = ? AND \"state\" = 'waiting' AND \"attempts\" = 0",
            .integer(key.member)
        )
        return try untried.compactMap { $0.optionalInteger(0) }.flatMap { decision -> [SQLRow] in
            let tried = try database.first(
                "SELECT COUNT(*) FROM \"delivery\" WHERE \"decision\" = ? AND (\"state\" != 'waiting' OR \"attempts\" > 0)",
                .integer(decision)
            )
            guard tried?.integer(0) == 0 else { return [] }
            return try database.query(
                """
                SELECT \(MessageRow.columns) FROM "message" WHERE "decision" = ? AND "state" = 'settled'
                  AND "connection" = ? AND "room" = ? AND "receivedAt" > ? ORDER BY "id"
                """,
                .integer(decision),
                .text(key.connection),
                .text(key.room),
                SQLValue(now.addingTimeInterval(-Burst.window))
            )
        }
    }
}

/// Whose lines, and where.
struct BurstKey: Hashable {
    let member: Int64
    let connection: String
    let room: String
}

/// A message's columns and how they become a `Message`.
enum MessageRow {
    static let columns = """
        "id", "connection", "room", "groupID", "member", "platformID", "text", "replyTo", "mentionsBot", "isPrivate",
        "hasMedia", "sentAt", "receivedAt", "state", "attempts", "token", "leaseUntil", "decision", "origin"
        """
    static let attempts = 14
    static let token = 15
    static let leaseUntil = 16
    static let decision = 17
    static let origin = 18

    static func message(_ row: SQLRow, _ members: MemberDirectory, _ database: any SQLConnection) throws -> Message {
        Message(
            id: ID(rawValue: row.integer(0)),
            room: Room(connection: row.text(1), name: row.text(2)),
            group: row.text(3),
            member: ID(rawValue: row.integer(4)),
            platformID: row.text(5),
            text: try text(
                row.blob(6),
                table: "message",
                row: row.integer(0),
                member: row.integer(4),
                members,
                database
            ),
            replyTo: row.optionalText(7),
            mentionsBot: row.flag(8),
            isPrivate: row.flag(9),
            hasMedia: row.flag(10),
            sentAt: row.date(11),
            receivedAt: row.date(12),
            state: Message.State(rawValue: row.text(13)) ?? .quarantined,
            origin: Message.Origin(rawValue: row.text(origin)) ?? .written
        )
    }

    /// An encrypted text, or nothing where it was forgotten or its key destroyed.
    static func text(
        _ sealed: Data?,
        table: String,
        row: Int64,
        member: Int64,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws -> PrivateText {
        guard let sealed, let key = try members.key(of: member, database) else { return "" }
        let plain = try Sealing.open(sealed, under: key, table: table, row: row, column: "text")
        return PrivateText(String(decoding: plain, as: UTF8.self))
    }
}
