import Foundation
package import MutualAid

extension Database {
    package func settle(_ outcome: Outcome) async throws -> Bool {
        let wasAwaited: Bool
        let record = try JSONColumn.encode(outcome.record)
        do {
            wasAwaited = try await writer.write(outcome.lane == .emergency ? .emergency : .ordinary) {
                [self] database in
                let wasAwaited = try settle(outcome, record, database)
                Failpoint.hit("before-settle-commit")
                return wasAwaited
            }
        } catch is ClaimLost {
            return false
        }
        Failpoint.hit("after-settle-commit")
        if wasAwaited { changes.messages.ring() }
        if !outcome.decision.replies.isEmpty || outcome.dutyLine != nil { changes.deliveries.ring() }
        if outcome.decision.escalation != nil || outcome.decision.reasons.contains(.byListedRole) {
            announceEscalations()
        }
        return true
    }

    /// Everything that follows from a decision, in one transaction; tells whether more of the member's lines wait.
    private func settle(_ outcome: Outcome, _ record: String, _ database: any SQLConnection) throws -> Bool {
        let decision = ids.next(DecisionRecord.self).rawValue
        try database.execute(
            "INSERT INTO \"decision\" (\"id\", \"record\", \"at\") VALUES (?, ?, ?)",
            .integer(decision),
            .text(record),
            SQLValue(outcome.at)
        )
        try supersede(outcome, database)
        try close(outcome, decision, database)
        let escalation = try open(outcome, database)
        try hearCheckIn(outcome, database)
        try queue(outcome, decision, escalation, database)
        try remember(outcome, database)
        try rate(outcome, escalation, database)
        try noteMiss(outcome, database)
        if outcome.decision.reasons.contains(.byListedRole) { try noteAnswerInGroup(outcome, database) }
        return try wake(outcome.burst, at: outcome.at, database)
    }

    /// The member's lines that came meanwhile waited for this claim; now they are due.
    private func wake(_ burst: Burst, at now: Date, _ database: any SQLConnection) throws -> Bool {
        let member = burst.member.id.rawValue
        waiting.remove(burst.messages.map(\.id.rawValue), of: member)
        let late = try waitingLines(of: member, database).filter { $0.leaseUntil == nil && $0.dueAt > now }
        for line in late { try postpone(line, until: now, database) }
        return !late.isEmpty
    }

    /// What an earlier decision of the same lines queued and nobody tried yet is not sent any more.
    private func supersede(_ outcome: Outcome, _ database: any SQLConnection) throws {
        let lines = outcome.burst.messages.map(\.id.rawValue)
        for line in lines {
            let earlier = try database.query(
                """
                SELECT "id", "conversation", "lane" FROM "delivery" WHERE "state" = 'waiting' AND "attempts" = 0
                  AND "decision" = (SELECT "decision" FROM "message" WHERE "id" = ?) AND "kind" != 'counselor'
                """,
                .integer(line)
            )
            for row in earlier {
                try database.execute(
                    "UPDATE \"delivery\" SET \"state\" = 'superseded' WHERE \"id\" = ?",
                    .integer(row.integer(0))
                )
                try EventLog.append(
                    .deliverySuperseded,
                    .delivery(ID(rawValue: row.integer(0))),
                    state: "superseded",
                    at: outcome.at,
                    database
                )
                try DeliveryQueue.advance(conversation: row.text(1), lane: row.text(2), at: outcome.at, database)
            }
        }
    }

    /// - Throws: `ClaimLost` where another worker has the burst, so that nothing is written.
    private func close(_ outcome: Outcome, _ decision: Int64, _ database: any SQLConnection) throws {
        for message in outcome.burst.messages {
            let changed = try database.execute(
                """
                UPDATE "message" SET "state" = ?, "decision" = ?, "leaseUntil" = NULL
                WHERE "id" = ? AND "token" = ? AND "state" = 'received'
                """,
                .text(outcome.state.rawValue),
                .integer(decision),
                .integer(message.id.rawValue),
                .integer(outcome.burst.token)
            )
            guard changed == 1 else { throw ClaimLost() }
            let kind: Event.Kind =
                switch outcome.state {
                case .quarantined: .messageQuarantined
                case .setAside: .messageSetAside
                case .received, .settled, .deleted: .messageSettled
                }
            try EventLog.append(kind, .message(message.id), state: outcome.state.rawValue, at: outcome.at, database)
        }
    }

    private func queue(
        _ outcome: Outcome,
        _ decision: Int64,
        _ escalation: ID<Escalation>?,
        _ database: any SQLConnection
    ) throws {
        let burst = outcome.burst
        let quoted = burst.messages.last { !$0.text.isEmpty } ?? burst.messages[0]
        let isPointer = outcome.decision.reasons.contains(.recentlyAnswered)
        for reply in outcome.decision.replies {
            let isAnswer = reply.kind == .answer && !isPointer
            try DeliveryQueue.add(
                DeliveryQueue.New(
                    id: ids.next(),
                    room: quoted.room,
                    group: quoted.group,
                    visibility: reply.visibility,
                    member: burst.member.id,
                    inReplyTo: reply.kind == .introduction ? nil : quoted.platformID,
                    kind: reply.kind,
                    text: reply.text,
                    message: burst.messages[0].id,
                    decision: decision,
                    escalation: escalation,
                    entry: isAnswer ? outcome.decision.answered : nil,
                    isUnasked: !burst.isAddressed
                        && (escalation == nil || outcome.decision.escalation.map { $0.severity > .s1 } ?? true)
                ),
                members: members,
                keys: keys,
                at: outcome.at,
                database
            )
        }
    }

    /// Choices offered and taken, the introduction, the country, and that a person was asked for.
    private func remember(_ outcome: Outcome, _ database: any SQLConnection) throws {
        let member = outcome.burst.member.id.rawValue
        let room = outcome.burst.messages[0].room
        let reasons = outcome.decision.reasons
        if reasons.contains(.answeredByNumber) || reasons.contains(.choiceDeclined) || outcome.decision.choice != nil {
            try database.execute(
                "UPDATE \"choice\" SET \"takenAt\" = ? WHERE \"member\" = ? AND \"takenAt\" IS NULL",
                SQLValue(outcome.at),
                .integer(member)
            )
        }
        if let entries = outcome.decision.choice {
            try database.execute(
                "INSERT INTO \"choice\" (\"id\", \"member\", \"connection\", \"room\", \"entries\", \"offeredAt\") VALUES (?, ?, ?, ?, ?, ?)",
                .integer(ids.next(Conversation.OfferedChoice.self).rawValue),
                .integer(member),
                .text(room.connection),
                .text(room.name),
                .text(try JSONColumn.encode(entries)),
                SQLValue(outcome.at)
            )
        }
        if reasons.contains(.humanWanted) {
            try database.execute(
                "INSERT INTO \"humanRequest\" (\"member\", \"at\") VALUES (?, ?)",
                .integer(member),
                SQLValue(outcome.at)
            )
        }
        if reasons.contains(.introduced) {
            try database.execute(
                "INSERT INTO \"room\" (\"connection\", \"name\", \"introducedAt\") VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                .text(room.connection),
                .text(room.name),
                SQLValue(outcome.at)
            )
            try EventLog.append(.roomIntroduced, .room(room), at: outcome.at, database)
        }
        if let country = outcome.country {
            try database.execute(
                "UPDATE \"member\" SET \"country\" = ?, \"countrySource\" = ? WHERE \"id\" = ?",
                .text(country.code),
                .text(country.source.rawValue),
                .integer(member)
            )
        }
    }
}

/// Another worker has the burst; nothing was written.
struct ClaimLost: Error {}
