import Foundation
import MutualAid

extension Database {
    /// A listed person quoted a member's question, or what the bot said of it: the bot's pending words about it are not
    /// sent, and its case waits for its owner to confirm (criterion E11).
    func noteAnswerInGroup(_ outcome: Outcome, _ database: any SQLConnection) throws {
        for message in outcome.burst.messages where !message.isPrivate {
            guard let quoted = message.replyTo, let question = try question(quoted, in: message.room, database) else {
                continue
            }
            try silence(question, at: outcome.at, database)
            let cases = try database.query(
                "SELECT \"escalation\" FROM \"escalationMessage\" WHERE \"message\" = ?",
                .integer(question)
            )
            for row in cases {
                guard let known = try find(ID(rawValue: row.integer(0)), .all, database) else { continue }
                let actor = EscalationStep.Actor(login: "listed", roles: [])
                try EscalationStep(store: self, database: database, known: known, actor: actor, now: outcome.at)
                    .noteAnswerInGroup()
            }
        }
    }

    /// The member's message that a quote is about: itself, or the one that a text of the bot's was about.
    private func question(_ quoted: String, in room: Room, _ database: any SQLConnection) throws -> Int64? {
        if let known = try arrivals.find(messageKey(room, quoted), database)?.message { return known }
        return try database.first(
            "SELECT \"message\" FROM \"delivery\" WHERE \"connection\" = ? AND \"platformMessageID\" = ?",
            .text(room.connection),
            .text(quoted)
        )?.optionalInteger(0)
    }

    /// What the bot owed on this question in the group and nobody tried yet is not sent any more.
    func silence(_ question: Int64, at now: Date, _ database: any SQLConnection) throws {
        let pending = try database.query(
            """
            SELECT "id", "conversation", "lane" FROM "delivery" WHERE "state" = 'waiting' AND "attempts" = 0
              AND "decision" = (SELECT "decision" FROM "message" WHERE "id" = ?)
              AND "kind" IN ('answer', 'choice', 'holding', 'acknowledgement')
            """,
            .integer(question)
        )
        for row in pending {
            try database.execute(
                "UPDATE \"delivery\" SET \"state\" = 'superseded' WHERE \"id\" = ?",
                .integer(row.integer(0))
            )
            try EventLog.append(
                .deliverySuperseded,
                .delivery(ID(rawValue: row.integer(0))),
                state: "superseded",
                at: now,
                database
            )
            try DeliveryQueue.advance(conversation: row.text(1), lane: row.text(2), at: now, database)
        }
    }
}

extension EscalationStep {
    /// Stops the clocks until the owner confirms; never of what may be a crisis.
    func noteAnswerInGroup() throws {
        guard !known.isSensitive else { return }
        if known.state == .merged {
            try update(known.id, ["answeredAt": SQLValue(now), "changedAt": SQLValue(now)])
            try tell(.escalationAnsweredInGroup, state: .merged)
        } else if known.state.successors.contains(.answeredInGroup) {
            if let owner = known.owner?.login { try notify(owner, .answeredInGroup) }
            try move(to: .answeredInGroup, .escalationAnsweredInGroup)
        }
    }

    /// The member deleted what they asked: noted, not closed (criterion E22).
    func noteRetraction() throws {
        guard known.state.isOpen || known.state == .merged else { return }
        try update(known.id, [:])
        try tell(.escalationRetracted, state: known.state)
    }
}
