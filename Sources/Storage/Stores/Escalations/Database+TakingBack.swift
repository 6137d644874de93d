package import Foundation
package import MutualAid

extension Database: HeldAnswerStore {
    package func heldAnswers(of login: String, now: Date) async throws -> [HeldAnswer] {
        try await engine.read { database in
            try database.query(
                """
                SELECT COALESCE(e."mergedInto", e."id"), MAX(d."notBefore") FROM "delivery" d
                JOIN "escalation" e ON e."id" = d."escalation" LEFT JOIN "escalation" t ON t."id" = e."mergedInto"
                WHERE d."state" = 'waiting' AND d."notBefore" > ? AND COALESCE(t."owner", e."owner") = ?
                GROUP BY 1 ORDER BY 2
                """,
                SQLValue(now),
                .text(login)
            ).map { HeldAnswer(escalation: ID(rawValue: $0.integer(0)), leavesAt: $0.date(1)) }
        }
    }

    package func takeBackAnswer(
        of id: ID<Escalation>,
        by staff: Escalation.Owner,
        scope: Scope,
        now: Date
    ) async throws -> Escalation {
        let changed = try await writer.write { [self] database in
            guard let known = try find(id, scope, database) else { throw EscalationConflict.notFound }
            let actor = try EscalationStep.Actor(staff, database)
            try EscalationStep(store: self, database: database, known: known, actor: actor, now: now).takeBackAnswer()
            guard let changed = try find(id, .all, database) else { throw EscalationConflict.notFound }
            return changed
        }
        announceEscalations()
        return changed
    }
}

extension EscalationStep {
    /// Stops what was sent at the last press, all of it or none, and gives the words back as a draft.
    func takeBackAnswer() throws {
        try requireOwner()
        let held = try database.query(
            """
            SELECT "id", "conversation", "lane", "member", "text", "createdAt" FROM "delivery"
            WHERE "state" = 'waiting' AND "notBefore" > ? AND "escalation" IN
              (SELECT "id" FROM "escalation" WHERE "id" = ? OR "mergedInto" = ?) ORDER BY "createdAt" DESC, "id"
            """,
            SQLValue(now),
            .integer(known.id.rawValue),
            .integer(known.id.rawValue)
        )
        guard let sentAt = held.first?.integer(5), known.state.successors.contains(.claimed) || known.state == .claimed
        else { throw EscalationConflict.replySent }
        let sent = held.filter { $0.integer(5) == sentAt }
        let words = try sent.first.map { row in
            let (id, member) = (row.integer(0), row.integer(3))
            return try MessageRow.text(
                row.blob(4),
                table: "delivery",
                row: id,
                member: member,
                store.members,
                database
            )
        }
        for row in sent { try stop(row) }
        for check in [EscalationTimer.Kind.checkInDay, .checkInThirdDay, .checkInWeek] {
            try EscalationTimers.set(check, of: known.id, to: nil, database)
        }
        try database.execute(
            """
            UPDATE "escalation" SET "answeredAt" = NULL WHERE ("id" = ? OR "mergedInto" = ?) AND "answeredAt" = ?
            """,
            .integer(known.id.rawValue),
            .integer(known.id.rawValue),
            .integer(sentAt)
        )
        try move(
            to: .claimed,
            .escalationAnswerTakenBack,
            ["leaseUntil": leaseEnd(store.lease), "followUp": .null, "resolvedAt": .null]
        )
        if let words { try keepDraft(words) }
    }

    private func stop(_ row: SQLRow) throws {
        let id = row.integer(0)
        try database.execute("UPDATE \"delivery\" SET \"state\" = 'superseded' WHERE \"id\" = ?", .integer(id))
        try EventLog.append(
            .deliverySuperseded,
            .delivery(ID(rawValue: id)),
            actor: actor.login,
            state: "superseded",
            at: now,
            database
        )
        try DeliveryQueue.advance(conversation: row.text(1), lane: row.text(2), at: now, database)
    }
}
