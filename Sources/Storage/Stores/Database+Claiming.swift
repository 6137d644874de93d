package import Foundation
package import MutualAid

extension Database {
    /// How long a worker has a burst to itself, in seconds.
    private static let workerLease: TimeInterval = 30

    package func claimBursts(_ lane: Lane, limit: Int, now: Date) async throws -> [Burst] {
        let urgency: WriteQueue.Urgency = lane == .emergency ? .emergency : .ordinary
        guard try await isAnyBurstDue(lane, now) else { return [] }
        let claims = try await writer.write(urgency) { [self] database in
            try claim(lane, limit, now, database)
        }
        Failpoint.hit("after-claim")
        // What the claims say is on disk; what they are about is read beside the writer, which others wait for.
        return try await engine.read { [self] database in try claims.map { try burst($0, now, database) } }
    }

    /// Looks before it asks the writer, so that idling costs no commit.
    private func isAnyBurstDue(_ lane: Lane, _ now: Date) async throws -> Bool {
        try await engine.read { database in
            try database.first(
                "SELECT 1 FROM \"message\" WHERE \"state\" = 'received' AND \"lane\" = ? AND \"dueAt\" <= ? LIMIT 1",
                .text(lane.rawValue),
                SQLValue(now)
            ) != nil
        }
    }

    private func claim(_ lane: Lane, _ limit: Int, _ now: Date, _ database: any SQLConnection) throws -> [BurstClaim] {
        var seen: Set<BurstKey> = []
        var claims: [BurstClaim] = []
        let due = try database.query(
            """
            SELECT "member", "connection", "room", "attempts" FROM "message"
            WHERE "state" = 'received' AND "lane" = ? AND "dueAt" <= ? ORDER BY "dueAt" LIMIT ?
            """,
            .text(lane.rawValue),
            SQLValue(now),
            SQLValue(limit * 4)
        )
        for row in due where claims.count < limit {
            // What ended the work before is handed out alone: its neighbours are not blamed for it.
            let isSuspect = row.int(3) > 0
            if isSuspect, !claims.isEmpty { continue }
            let key = BurstKey(member: row.integer(0), connection: row.text(1), room: row.text(2))
            guard seen.insert(key).inserted, let claim = try claim(key, lane, now, database) else { continue }
            claims.append(claim)
            if isSuspect { break }
        }
        return claims
    }

    package func nextBurstDue(_ lane: Lane) async throws -> Date? {
        try await engine.read { database in
            try database.first(
                "SELECT MIN(\"dueAt\") FROM \"message\" WHERE \"state\" = 'received' AND \"lane\" = ?",
                .text(lane.rawValue)
            )?.optionalDate(0)
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

    /// Takes every received line of the member in the room.
    ///
    /// `nil` while another claim of them lives, or where one of them belongs to the emergency lane and this is not it.
    private func claim(
        _ key: BurstKey,
        _ lane: Lane,
        _ now: Date,
        _ database: any SQLConnection
    ) throws -> BurstClaim? {
        let waiting = try database.query(
            """
            SELECT "id", "lane", "attempts", "token", "leaseUntil" FROM "message" WHERE "member" = ?
              AND "state" = 'received' AND "connection" = ? AND "room" = ? ORDER BY "id" LIMIT ?
            """,
            .integer(key.member),
            .text(key.connection),
            .text(key.room),
            SQLValue(Burst.longest)
        ).map(ClaimedLine.init)
        if lane == .ordinary, waiting.contains(where: \.isEmergency) { return nil }
        if let lease = waiting.compactMap(\.leaseUntil).max(), lease > now {
            try database.execute(
                "UPDATE \"message\" SET \"dueAt\" = ? WHERE \"member\" = ? AND \"state\" = 'received' AND \"dueAt\" < ?",
                SQLValue(lease),
                .integer(key.member),
                SQLValue(lease)
            )
            return nil
        }
        let earlier = try untriedLines(of: key, now, database)
        let lines = (earlier + waiting).suffix(Burst.longest)
        let token = (lines.map(\.token).max() ?? 0) + 1
        let attempts = (waiting.map(\.attempts).max() ?? 0) + 1
        let until = now.addingTimeInterval(Self.workerLease)
        for line in lines {
            try database.execute(
                """
                UPDATE "message" SET "attempts" = ?, "token" = ?, "leaseUntil" = ?, "dueAt" = ?, "state" = 'received'
                WHERE "id" = ?
                """,
                SQLValue(attempts),
                .integer(token),
                SQLValue(until),
                SQLValue(until),
                .integer(line.id)
            )
        }
        for line in earlier {
            try EventLog.append(.messageReopened, .message(ID(rawValue: line.id)), state: "received", at: now, database)
        }
        return BurstClaim(key: key, lines: lines.map(\.id), attempts: attempts, token: token)
    }

    private func burst(_ claim: BurstClaim, _ now: Date, _ database: any SQLConnection) throws -> Burst {
        let rows = try claim.lines.compactMap { line in
            try database.first("SELECT \(MessageRow.columns) FROM \"message\" WHERE \"id\" = ?", .integer(line))
        }
        return Burst(
            messages: try rows.map { try MessageRow.message($0, members, database) },
            member: try members.read(claim.key.member, database),
            conversation: try conversation(claim.key, rows: rows, now, database),
            attempts: claim.attempts,
            token: claim.token
        )
    }

    /// Lines settled within the window of which nothing was delivered yet: they are decided anew with the new line.
    private func untriedLines(of key: BurstKey, _ now: Date, _ database: any SQLConnection) throws -> [ClaimedLine]
    {
        let untried = try database.query(
            "SELECT DISTINCT \"decision\" FROM \"delivery\" WHERE \"member\" = ? AND \"state\" = 'waiting' AND \"attempts\" = 0",
            .integer(key.member)
        )
        return try untried.compactMap { $0.optionalInteger(0) }.flatMap { decision -> [ClaimedLine] in
            let tried = try database.first(
                "SELECT COUNT(*) FROM \"delivery\" WHERE \"decision\" = ? AND (\"state\" != 'waiting' OR \"attempts\" > 0)",
                .integer(decision)
            )
            guard tried?.integer(0) == 0 else { return [] }
            return try database.query(
                """
                SELECT "id", "lane", "attempts", "token", "leaseUntil" FROM "message"
                WHERE "decision" = ? AND "state" = 'settled' AND "connection" = ? AND "room" = ? AND "receivedAt" > ? ORDER BY "id"
                """,
                .integer(decision),
                .text(key.connection),
                .text(key.room),
                SQLValue(now.addingTimeInterval(-Burst.window))
            ).map(ClaimedLine.init)
        }
    }
}

/// Whose lines, and where.
struct BurstKey: Hashable {
    let member: Int64
    let connection: String
    let room: String
}

/// What the writer has promised one worker.
private struct BurstClaim {
    let key: BurstKey
    let lines: [Int64]
    let attempts: Int
    let token: Int64
}

/// A line as far as claiming it needs it.
private struct ClaimedLine {
    let id: Int64
    let isEmergency: Bool
    let attempts: Int
    let token: Int64
    let leaseUntil: Date?

    init(_ row: SQLRow) {
        id = row.integer(0)
        isEmergency = row.text(1) == Lane.emergency.rawValue
        attempts = row.int(2)
        token = row.integer(3)
        leaseUntil = row.optionalDate(4)
    }
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
