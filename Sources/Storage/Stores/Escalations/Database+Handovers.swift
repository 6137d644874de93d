package import Foundation
package import MutualAid

extension Database: HandoverStore {
    /// States whose owner matters to somebody; what waits to be accepted elsewhere goes its own way.
    private static let isOwned = EscalationRow.isIn([.claimed, .answered, .awaitingMember, .snoozed, .answeredInGroup])

    package func offerShift(of login: String, to receiver: String, now: Date) async throws -> Handover {
        let offer = try await writer.write { [self] database in
            guard receiver != login, try StaffRow.person(receiver, database) != nil else {
                throw HandoverRefusal.nobodyThere
            }
            let owned = try owned(by: login, database)
            guard let first = owned.first else { throw HandoverRefusal.nothingToHandOver }
            try database.execute(
                "UPDATE \"handover\" SET \"answeredAt\" = ?, \"isAccepted\" = 0 WHERE \"from\" = ? AND \"answeredAt\" IS NULL",
                SQLValue(now),
                .text(login)
            )
            let offer = Handover(
                id: ids.next(),
                from: login,
                to: receiver,
                offeredAt: now,
                until: now.addingTimeInterval(Handover.span)
            )
            try database.execute(
                "INSERT INTO \"handover\" (\"id\", \"from\", \"to\", \"offeredAt\", \"until\") VALUES (?, ?, ?, ?, ?)",
                .integer(offer.id.rawValue),
                .text(offer.from),
                .text(offer.to),
                SQLValue(offer.offeredAt),
                SQLValue(offer.until)
            )
            try tell(.shiftOffered, offer, by: login, now, database)
            try EscalationStep(store: self, database: database, known: first, actor: .clock, now: now)
                .notify(receiver, .shiftOffered)
            return offer
        }
        announceEscalations()
        return offer
    }

    package func openHandovers(of login: String, now: Date) async throws -> [Handover] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "id", "from", "to", "offeredAt", "until" FROM "handover"
                WHERE "answeredAt" IS NULL AND "until" > ? AND ("to" = ? OR "from" = ?) ORDER BY "id"
                """,
                SQLValue(now),
                .text(login),
                .text(login)
            ).map(Self.handover)
        }
    }

    package func acceptShift(_ id: ID<Handover>, by login: String, now: Date) async throws -> HandedOver {
        let done = try await writer.write { [self] database in
            guard let offer = try open(id, now, database), offer.to == login,
                let receiver = try StaffRow.receiver(login, keys: keys, database)
            else { throw HandoverRefusal.notFound }
            var (taken, left): ([ID<Escalation>], [ID<Escalation>]) = ([], [])
            for known in try owned(by: offer.from, database) {
                guard receiver.scope.includes(group: known.group, desk: known.desk) else {
                    left.append(known.id)
                    continue
                }
                let actor = EscalationStep.Actor(login: login, roles: receiver.roles)
                try EscalationStep(store: self, database: database, known: known, actor: actor, now: now).takeShift()
                taken.append(known.id)
            }
            try end(offer, isAccepted: true, by: login, now, database)
            return HandedOver(taken: taken, left: left)
        }
        announceEscalations()
        return done
    }

    package func declineShift(_ id: ID<Handover>, by login: String, now: Date) async throws {
        try await writer.write { [self] database in
            guard let offer = try open(id, now, database), offer.to == login || offer.from == login else {
                throw HandoverRefusal.notFound
            }
            try end(offer, isAccepted: false, by: login, now, database)
            guard login == offer.to, let first = try owned(by: offer.from, database).first else { return }
            try EscalationStep(store: self, database: database, known: first, actor: .clock, now: now)
                .notify(offer.from, .shiftDeclined)
        }
        announceEscalations()
    }

    private func end(
        _ offer: Handover,
        isAccepted: Bool,
        by login: String,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        try database.execute(
            "UPDATE \"handover\" SET \"answeredAt\" = ?, \"isAccepted\" = ? WHERE \"id\" = ?",
            SQLValue(now),
            SQLValue(isAccepted),
            .integer(offer.id.rawValue)
        )
        try tell(isAccepted ? .shiftAccepted : .shiftDeclined, offer, by: login, now, database)
    }

    private func tell(
        _ kind: Event.Kind,
        _ offer: Handover,
        by login: String,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        let details = ["from": offer.from, "to": offer.to]
        try EventLog.append(kind, .staff(offer.from), actor: login, details: details, at: now, database)
    }

    private func owned(by login: String, _ database: any SQLConnection) throws -> [Escalation] {
        try database.query(
            "SELECT \"id\" FROM \"escalation\" WHERE \"owner\" = ? AND \(Self.isOwned) ORDER BY \"severity\", \"id\"",
            .text(login)
        ).compactMap { try find(ID(rawValue: $0.integer(0)), .all, database) }
    }

    private func open(_ id: ID<Handover>, _ now: Date, _ database: any SQLConnection) throws -> Handover? {
        try database.first(
            """
            SELECT "id", "from", "to", "offeredAt", "until" FROM "handover"
            WHERE "id" = ? AND "answeredAt" IS NULL AND "until" > ?
            """,
            .integer(id.rawValue),
            SQLValue(now)
        ).map(Self.handover)
    }

    private static func handover(_ row: SQLRow) -> Handover {
        Handover(
            id: ID(rawValue: row.integer(0)),
            from: row.text(1),
            to: row.text(2),
            offeredAt: row.date(3),
            until: row.date(4)
        )
    }
}

extension EscalationStep {
    /// The case goes on under its new owner as it stands; a claim gets a fresh lease.
    fileprivate func takeShift() throws {
        if known.state == .claimed {
            try move(
                to: .claimed,
                .escalationTransferred,
                owner: .staff(actor.login),
                ["leaseUntil": leaseEnd(store.lease)],
                details: ["cause": "shift"]
            )
        } else {
            try update(known.id, ["owner": .text(actor.login)])
            try tell(.escalationTransferred, state: known.state, ["owner": actor.login, "cause": "shift"])
        }
    }
}

extension StaffRow {
    /// An enabled staff member; `nil` for anybody else.
    fileprivate static func receiver(
        _ login: String,
        keys: KeyRing,
        _ database: any SQLConnection
    ) throws -> StaffMember? {
        try database.first(
            "SELECT \(columns) FROM \"staff\" WHERE \"login\" = ? AND \"isEnabled\" = 1",
            .text(login)
        ).map { try staff($0, keys: keys) }
    }
}
