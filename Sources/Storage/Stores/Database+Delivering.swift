package import Foundation
package import MutualAid

extension Database: DeliveryStore {
    /// How long an attempt may take before it counts as lost, in seconds; longer than any request's limit.
    private static let attemptLease: TimeInterval = 60

    package func claimDeliveries(
        _ lane: Lane,
        limit: Int,
        excluding: Set<String>,
        now: Date
    ) async throws
        -> [Delivery]
    {
        guard try await isAnythingDue(lane, excluding, now) else { return [] }
        let claimed = try await writer.write(lane == .emergency ? .emergency : .ordinary) { [self] database in
            try recover(attemptsBefore: now, now, database)
            let gaps = Array(repeating: "?", count: excluding.count).joined(separator: ", ")
            let rows = try database.query(
                """
                SELECT \(Self.deliveryColumns) FROM "delivery" WHERE "state" = 'waiting' AND "lane" = ? AND "dueAt" <= ?
                  AND "connection" NOT IN (\(gaps)) ORDER BY "dueAt" LIMIT ?
                """,
                [.text(lane.rawValue), SQLValue(now)] + excluding.sorted().map { .text($0) } + [SQLValue(limit)]
            )
            return try rows.map { try attempt($0, now, database) }
        }
        Failpoint.hit("after-attempt")
        return claimed
    }

    package func record(_ result: RecordedResult, of delivery: Delivery, now: Date) async throws {
        Failpoint.hit("before-result-commit")
        try await writer.write { [self] database in try write(result, of: delivery, now, database) }
        Failpoint.hit("after-result-commit")
        changes.deliveries.ring()
    }

    package func recoverAttempts(now: Date) async throws -> Int {
        try await writer.write { [self] database in
            // Whoever held these claims is gone: the lock is ours. They are due at once.
            for lane in Lane.allCases {
                try database.execute(
                    """
                    UPDATE "message" SET "leaseUntil" = NULL, "dueAt" = ? WHERE \(lane.isWaitedIn)
                      AND "leaseUntil" IS NOT NULL
                    """,
                    SQLValue(now)
                )
            }
            return try recover(attemptsBefore: .distantFuture, now, database)
        }
    }

    package func releaseHeld(now: Date) async throws -> Int {
        let count = try await writer.write { database in
            let held = try database.query(
                "SELECT \"id\", \"conversation\", \"lane\" FROM \"delivery\" WHERE \"state\" = 'held' ORDER BY \"id\""
            )
            for row in held {
                try database.execute(
                    "UPDATE \"delivery\" SET \"state\" = 'waiting', \"dueAt\" = ? WHERE \"id\" = ?",
                    .integer(DeliveryQueue.parked),
                    .integer(row.integer(0))
                )
                try EventLog.append(
                    .deliveryReleased,
                    .delivery(ID(rawValue: row.integer(0))),
                    actor: "operator",
                    state: "waiting",
                    at: now,
                    database
                )
            }
            for line in Set(held.map { [$0.text(1), $0.text(2)] }) {
                try DeliveryQueue.advance(conversation: line[0], lane: line[1], at: now, database)
            }
            return held.count
        }
        changes.deliveries.ring()
        return count
    }

    package func deliveryCounts() async throws -> [Delivery.State: Int] {
        let rows = try engine.readHere {
            try $0.query("SELECT \"state\", COUNT(*) FROM \"delivery\" GROUP BY \"state\"")
        }
        return Dictionary(
            rows.compactMap { row in Delivery.State(rawValue: row.text(0)).map { ($0, row.int(1)) } },
            uniquingKeysWith: +
        )
    }

    package func nextDeliveryDue(_ lane: Lane) async throws -> Date? {
        try engine.readHere { database in
            try database.first(
                "SELECT MIN(\"dueAt\") FROM \"delivery\" WHERE \"state\" = 'waiting' AND \"lane\" = ? AND \"dueAt\" < ?",
                .text(lane.rawValue),
                .integer(DeliveryQueue.parked)
            )?.optionalDate(0)
        }
    }

    private static let deliveryColumns = """
        "id", "connection", "room", "groupID", "visibility", "member", "inReplyTo", "kind", "text", "attempts", "token",
        "createdAt"
        """

    /// Looks before it asks the writer, so that an idle lane costs no commit.
    private func isAnythingDue(_ lane: Lane, _ excluding: Set<String>, _ now: Date) async throws -> Bool {
        try engine.readHere { database in
            try database.first(
                """
                SELECT 1 FROM "delivery" WHERE "state" = 'waiting' AND "lane" = ? AND "dueAt" <= ? LIMIT 1
                """,
                .text(lane.rawValue),
                SQLValue(now)
            ) != nil
                || database.first(
                    "SELECT 1 FROM \"delivery\" WHERE \"state\" = 'attempting' AND \"leaseUntil\" < ? LIMIT 1",
                    SQLValue(now)
                ) != nil
        }
    }

    /// Writes down that it is tried, before it is.
    private func attempt(_ row: SQLRow, _ now: Date, _ database: any SQLConnection) throws -> Delivery {
        let id = row.integer(0)
        let member = row.optionalInteger(5)
        let attempts = row.int(9) + 1
        let token = row.integer(10) + 1
        try database.execute(
            "UPDATE \"delivery\" SET \"state\" = 'attempting', \"attempts\" = ?, \"token\" = ?, \"leaseUntil\" = ? WHERE \"id\" = ?",
            SQLValue(attempts),
            .integer(token),
            SQLValue(now.addingTimeInterval(Self.attemptLease)),
            .integer(id)
        )
        try EventLog.append(
            .deliveryAttempted,
            .delivery(ID(rawValue: id)),
            state: "attempting",
            at: now,
            database
        )
        let visibility = Visibility(rawValue: row.text(4)) ?? .private
        let text =
            if let member {
                try MessageRow.text(row.blob(8), table: "delivery", row: id, member: member, members, database)
            } else if let sealed = row.blob(8) {
                PrivateText(
                    String(
                        decoding: try Sealing.open(
                            sealed,
                            under: keys.house,
                            table: "delivery",
                            row: id,
                            column: "text"
                        ),
                        as: UTF8.self
                    )
                )
            } else { PrivateText("") }
        let recipient: Delivery.Recipient? =
            if visibility == .private, let member {
                Delivery.Recipient(
                    member: ID(rawValue: member),
                    platformID: try members.read(member, database).platformID
                )
            } else { nil }
        let asked = visibility == .group ? try DeliveryMentions.all(of: id, members, database) : []
        var delivery = Delivery(
            id: ID(rawValue: id),
            room: Room(connection: row.text(1), name: row.text(2)),
            group: row.text(3),
            visibility: visibility,
            recipient: recipient,
            inReplyTo: row.optionalText(6),
            kind: Delivery.Kind(rawValue: row.text(7)) ?? .holding,
            text: DeliveryMentions.text(text, addressing: asked),
            attempt: attempts,
            token: token,
            createdAt: row.date(11)
        )
        delivery.mentions = asked.map { Delivery.Recipient(member: $0.id, platformID: $0.platformID) }
        return delivery
    }

    private func write(
        _ result: RecordedResult,
        of delivery: Delivery,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        let id = SQLValue.integer(delivery.id.rawValue)
        let token = SQLValue.integer(delivery.token)
        let changed: Int
        switch result {
        case .delivered(let platformID):
            changed = try database.execute(
                """
                UPDATE "delivery" SET "state" = 'delivered', "leaseUntil" = NULL, "platformMessageID" = ?, "cause" = NULL
                WHERE "id" = ? AND "token" = ? AND "state" = 'attempting'
                """,
                SQLValue(platformID),
                id,
                token
            )
        case .waiting(let until, let cause):
            changed = try database.execute(
                """
                UPDATE "delivery" SET "state" = 'waiting', "leaseUntil" = NULL, "dueAt" = ?, "cause" = ?
                WHERE "id" = ? AND "token" = ? AND "state" = 'attempting'
                """,
                SQLValue(until),
                .text(cause.rawValue),
                id,
                token
            )
        case .abandoned(let cause):
            changed = try database.execute(
                """
                UPDATE "delivery" SET "state" = 'abandoned', "leaseUntil" = NULL, "cause" = ?
                WHERE "id" = ? AND "token" = ? AND "state" = 'attempting'
                """,
                .text(cause.rawValue),
                id,
                token
            )
        }
        // A stale token: somebody else has tried since, and their word counts.
        guard changed == 1 else { return }
        try note(result, of: delivery, now, database)
    }

    private func note(
        _ result: RecordedResult,
        of delivery: Delivery,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        switch result {
        case .delivered:
            try EventLog.append(.deliveryDelivered, .delivery(delivery.id), state: "delivered", at: now, database)
        case .waiting(_, let cause):
            try EventLog.append(
                .deliveryPostponed,
                .delivery(delivery.id),
                state: "waiting",
                details: ["cause": cause.rawValue],
                at: now,
                database
            )
            return
        case .abandoned(let cause):
            try EventLog.append(
                .deliveryAbandoned,
                .delivery(delivery.id),
                state: "abandoned",
                details: ["cause": cause.rawValue],
                at: now,
                database
            )
            try openForAbandoned(delivery, now, database)
        }
        let line = try database.first(
            "SELECT \"conversation\", \"lane\" FROM \"delivery\" WHERE \"id\" = ?",
            .integer(delivery.id.rawValue)
        )
        if let line { try DeliveryQueue.advance(conversation: line.text(0), lane: line.text(1), at: now, database) }
    }

    /// Attempts whose result never came wait again: the same id goes out once more.
    @discardableResult
    private func recover(attemptsBefore limit: Date, _ now: Date, _ database: any SQLConnection) throws -> Int {
        let lost = try database.query(
            "SELECT \"id\" FROM \"delivery\" WHERE \"state\" = 'attempting' AND \"leaseUntil\" < ?",
            SQLValue(limit)
        )
        for row in lost {
            try database.execute(
                "UPDATE \"delivery\" SET \"state\" = 'waiting', \"leaseUntil\" = NULL, \"dueAt\" = ?, \"token\" = \"token\" + 1 WHERE \"id\" = ?",
                SQLValue(now),
                .integer(row.integer(0))
            )
            try EventLog.append(
                .deliveryPostponed,
                .delivery(ID(rawValue: row.integer(0))),
                state: "waiting",
                details: ["cause": "result_unknown"],
                at: now,
                database
            )
        }
        return lost.count
    }
}
