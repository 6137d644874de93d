import Comprehension
package import Foundation
package import MutualAid

extension Database {
    package func change(
        _ id: ID<Escalation>,
        _ change: EscalationChange,
        by staff: Escalation.Owner,
        scope: Scope,
        version: Int?,
        now: Date
    ) async throws -> Escalation {
        let changed = try await writer.write { [self] database in
            guard let known = try find(id, scope, database) else { throw EscalationConflict.notFound }
            if case .note = change {
            } else {
                guard let version else { throw EscalationConflict.versionMissing }
                guard version == known.version else { throw EscalationConflict.stale(known) }
            }
            try apply(change, to: known, by: staff, now, database)
            guard let changed = try find(id, .all, database) else { throw EscalationConflict.notFound }
            return changed
        }
        changes.escalations.ring()
        changes.deliveries.ring()
        return changed
    }

    private func apply(
        _ change: EscalationChange,
        to known: Escalation,
        by staff: Escalation.Owner,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        switch change {
        case .claim(let lease):
            if known.state == .claimed { throw EscalationConflict.stale(known) }
            try require(.claimed, from: known)
            try claim(
                known.id,
                by: staff,
                until: now.addingTimeInterval(lease.seconds(for: known.severity)),
                now,
                database
            )
        case .release:
            try require(.waiting, from: known)
            try requireOwner(staff, of: known)
            try move(known, to: .waiting, keepsOwner: false, .escalationReleased, staff, [:], now, database)
        case .answer(let texts, let visibility):
            try require(.answered, from: known)
            try requireOwner(staff, of: known)
            try answer(texts, visibility, known, now, database)
            try move(known, to: .answered, keepsOwner: true, .escalationAnswered, staff, [:], now, database)
        case .note(let text): try note(text, on: known, by: staff, now, database)
        case .resolve(let followUp, _):
            try require(.resolved, from: known)
            if known.owner != nil { try requireOwner(staff, of: known) }
            if known.severity <= .s1, followUp == nil { throw EscalationConflict.followUpMissing }
            try database.execute(
                "UPDATE \"escalation\" SET \"followUp\" = ?, \"resolvedAt\" = ? WHERE \"id\" = ?",
                SQLValue(followUp?.rawValue),
                SQLValue(now),
                .integer(known.id.rawValue)
            )
            let details = followUp.map { ["follow_up": $0.rawValue] } ?? [:]
            try move(known, to: .resolved, keepsOwner: true, .escalationResolved, staff, details, now, database)
        case .transfer(let desk, _, _):
            try require(.waiting, from: known)
            try requireOwner(staff, of: known)
            let target = desk ?? known.desk
            try database.execute(
                "UPDATE \"escalation\" SET \"desk\" = ? WHERE \"id\" = ?",
                .text(target.rawValue),
                .integer(known.id.rawValue)
            )
            try move(
                known,
                to: .waiting,
                keepsOwner: false,
                .escalationTransferred,
                staff,
                ["desk": target.rawValue],
                now,
                database
            )
        }
    }

    private func require(_ state: Escalation.State, from known: Escalation) throws {
        guard known.state.successors.contains(state) else {
            throw EscalationConflict.illegal(from: known.state, legal: known.state.successors)
        }
    }

    /// Only the owner may do it; others see who that is (criterion E8).
    private func requireOwner(_ staff: Escalation.Owner, of known: Escalation) throws {
        guard known.owner?.login == staff.login else { throw EscalationConflict.stale(known) }
    }

    private func move(
        _ known: Escalation,
        to state: Escalation.State,
        keepsOwner: Bool,
        _ kind: Event.Kind,
        _ staff: Escalation.Owner,
        _ details: [String: String],
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        try database.execute(
            """
            UPDATE "escalation" SET "state" = ?, "owner" = CASE WHEN ? THEN "owner" END, "leaseUntil" = NULL,
              "version" = "version" + 1 WHERE "id" = ?
            """,
            .text(state.rawValue),
            SQLValue(keepsOwner),
            .integer(known.id.rawValue)
        )
        try EventLog.append(
            kind,
            .escalation(known.id),
            actor: staff.login,
            state: state.rawValue,
            details: details,
            at: now,
            database
        )
    }

    /// Queues the answer in the language of the question, quoting it; sensitive cases never go to the group.
    private func answer(
        _ texts: [String: PrivateText],
        _ visibility: Visibility,
        _ known: Escalation,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        guard visibility == .private || !known.isSensitive else { throw EscalationConflict.mustBePrivate }
        let row = try database.first(
            "SELECT \"language\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(known.id.rawValue)
        )
        guard let text = texts[row?.text(0) ?? ""] ?? texts[""] ?? texts.min(by: { $0.key < $1.key })?.value,
            !text.exposed.allSatisfy(\.isWhitespace)
        else { throw EscalationConflict.textMissing }
        let question = try database.first(
            """
            SELECT m."platformID", m."id" FROM "escalationMessage" e JOIN "message" m ON m."id" = e."message"
            WHERE e."escalation" = ? ORDER BY m."id" LIMIT 1
            """,
            .integer(known.id.rawValue)
        )
        try DeliveryQueue.add(
            DeliveryQueue.New(
                id: ids.next(),
                room: known.room,
                group: known.group,
                visibility: visibility,
                member: known.member.id,
                inReplyTo: question?.optionalText(0),
                kind: .counselor,
                text: text,
                message: question?.optionalInteger(1).map { ID(rawValue: $0) },
                decision: nil,
                escalation: known.id,
                entry: nil,
                isUnasked: false
            ),
            members: members,
            keys: keys,
            at: now,
            database
        )
    }

    /// A note never leaves the desk; it also renews the owner's lease (criterion E6).
    private func note(
        _ text: PrivateText,
        on known: Escalation,
        by staff: Escalation.Owner,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        guard !text.isEmpty else { throw EscalationConflict.textMissing }
        let id = ids.next(EscalationChange.self).rawValue
        guard let key = try members.key(of: known.member.id.rawValue, database) else {
            throw EscalationConflict.notFound
        }
        let sealed = try Sealing.seal(Data(text.exposed.utf8), under: key, table: "note", row: id, column: "text")
        try database.execute(
            "INSERT INTO \"note\" (\"id\", \"escalation\", \"author\", \"text\", \"at\") VALUES (?, ?, ?, ?, ?)",
            .integer(id),
            .integer(known.id.rawValue),
            .text(staff.login),
            .blob(sealed),
            SQLValue(now)
        )
        let lease = known.severity == .s0 ? 300.0 : 900.0
        try database.execute(
            """
            UPDATE "escalation" SET "leaseUntil" = MAX("leaseUntil", ?) WHERE "id" = ? AND "state" = 'claimed'
              AND "owner" = ?
            """,
            SQLValue(now.addingTimeInterval(lease)),
            .integer(known.id.rawValue),
            .text(staff.login)
        )
        try EventLog.append(
            .escalationNoted,
            .escalation(known.id),
            actor: staff.login,
            state: known.state.rawValue,
            at: now,
            database
        )
    }
}
