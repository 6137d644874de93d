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
        return try engine.readHere { [self] database in try claims.map { try burst($0, now, database) } }
    }

    /// Looks before it asks the writer, so that idling costs no commit.
    private func isAnyBurstDue(_ lane: Lane, _ now: Date) async throws -> Bool {
        try engine.readHere { database in
            try database.first(
                "SELECT 1 FROM \"message\" WHERE \(lane.isWaitedIn) AND \"dueAt\" <= ? LIMIT 1",
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
            WHERE \(lane.isWaitedIn) AND "dueAt" <= ? ORDER BY "dueAt" LIMIT ?
            """,
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
        try engine.readHere { database in
            try database.first(
                "SELECT MIN(\"dueAt\") FROM \"message\" WHERE \(lane.isWaitedIn)"
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

    /// Takes every received line of the member in the room; where one of them is in danger, those around it.
    ///
    /// `nil` while another claim of them lives, or where one of them belongs to the emergency lane and this is not it.
    private func claim(
        _ key: BurstKey,
        _ lane: Lane,
        _ now: Date,
        _ database: any SQLConnection
    ) throws -> BurstClaim? {
        let lines = try waitingLines(of: key.member, database)
        let own = lines.filter { $0.key == key }
        let waiting = lane == .emergency ? own.aroundDanger(at: now) : own.prefix(Burst.longest)
        guard !waiting.isEmpty, lane == .emergency || !waiting.contains(where: \.isEmergency) else { return nil }
        if let lease = waiting.compactMap(\.leaseUntil).max(), lease > now {
            for line in lines where line.dueAt < lease && !line.isEmergency {
                try postpone(line, until: lease, database)
            }
            return nil
        }
        let earlier = try untriedLines(of: key, now, database)
        let taken = (earlier + waiting).suffix(Burst.longest)
        let token = (taken.map(\.token).max() ?? 0) + 1
        let attempts = (waiting.map(\.attempts).max() ?? 0) + 1
        let until = now.addingTimeInterval(Self.workerLease)
        for line in taken {
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
        let reopened = earlier.suffix(max(0, Burst.longest - waiting.count))
        for line in reopened {
            self.waiting.add(ID(rawValue: line.id), of: key.member)
            try EventLog.append(.messageReopened, .message(ID(rawValue: line.id)), state: "received", at: now, database)
        }
        return BurstClaim(key: key, lines: taken.map(\.id), attempts: attempts, token: token)
    }

    /// The member's lines that are to be decided, in any room, oldest first.
    func waitingLines(of member: Int64, _ database: any SQLConnection) throws -> [ClaimedLine] {
        let known = try waiting.lines(of: member, database)
        var gone: [Int64] = []
        let lines = try known.compactMap { id -> ClaimedLine? in
            var arguments = SQLArguments(cells: 1)
            arguments.append(id)
            guard let row = try database.first(Self.findLine, arguments) else {
                gone.append(id)
                return nil
            }
            return ClaimedLine(row)
        }
        if !gone.isEmpty { waiting.remove(gone, of: member) }
        return lines
    }

    /// Moves a line to the time when it may be claimed.
    func postpone(_ line: ClaimedLine, until: Date, _ database: any SQLConnection) throws {
        try database.execute(
            "UPDATE \"message\" SET \"dueAt\" = ? WHERE \"id\" = ?",
            SQLValue(until),
            .integer(line.id)
        )
    }

    private static let findLine = SQLStatement(
        "SELECT \(ClaimedLine.columns) FROM \"message\" WHERE \"id\" = ? AND \"state\" = 'received'"
    )

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
    private func untriedLines(of key: BurstKey, _ now: Date, _ database: any SQLConnection) throws -> [ClaimedLine] {
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
                SELECT \(ClaimedLine.columns) FROM "message"
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

extension [ClaimedLine] {
    /// The lines around the first in danger, as many as a burst may have.
    ///
    /// What another claim has in hand is left to it: nobody in danger waits for that, nor behind lines of their own.
    fileprivate func aroundDanger(at now: Date) -> ArraySlice<ClaimedLine> {
        let free = filter { $0.leaseUntil.map { $0 <= now } ?? true }
        guard let place = free.firstIndex(where: \.isEmergency) else { return prefix(Burst.longest) }
        return free.dropFirst(Swift.max(0, place + 1 - Burst.longest)).prefix(Burst.longest)
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
struct ClaimedLine {
    let id: Int64
    let key: BurstKey
    let isEmergency: Bool
    let attempts: Int
    let token: Int64
    let leaseUntil: Date?
    let dueAt: Date

    static let columns =
        "\"id\", \"member\", \"connection\", \"room\", \"lane\", \"attempts\", \"token\", \"leaseUntil\", \"dueAt\""

    init(_ row: SQLRow) {
        id = row.integer(0)
        key = BurstKey(member: row.integer(1), connection: row.text(2), room: row.text(3))
        isEmergency = row.text(4) == Lane.emergency.rawValue
        attempts = row.int(5)
        token = row.integer(6)
        leaseUntil = row.optionalDate(7)
        dueAt = row.date(8)
    }
}
