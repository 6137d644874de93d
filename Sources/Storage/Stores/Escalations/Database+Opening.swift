import Comprehension
import Foundation
import MutualAid

extension Database {
    /// Opens the case a decision asks for, joins the member's open one or brings a resolved one back; the duty room
    /// hears of a new S0 or S1.
    func open(_ outcome: Outcome, _ database: any SQLConnection) throws -> ID<Escalation>? {
        guard let request = outcome.decision.escalation else { return nil }
        let member = outcome.burst.member.id.rawValue
        let open = try openEscalations(of: member, database).first { $0.desk == request.desk }?.id
        let id = try open ?? resolved(of: member, at: request.desk, database)
        if let id, let known = try find(id, .all, database) {
            let step = EscalationStep(store: self, database: database, known: known, actor: .member, now: outcome.at)
            try attach(outcome.burst.messages.map(\.id), to: id, database)
            if try step.receive(request, at: outcome.burst.messages[0].receivedAt) { try alert(outcome, id, database) }
            return id
        }
        try insert(request, id: outcome.escalation, outcome, database)
        try alert(outcome, outcome.escalation, database)
        return outcome.escalation
    }

    /// The member's case at the desk that a line brings back: it is closed when the time for that is over.
    private func resolved(of member: Int64, at desk: Desk, _ database: any SQLConnection) throws -> ID<Escalation>? {
        try last(of: member, at: desk, in: .resolved, database)
    }

    private func last(
        of member: Int64,
        at desk: Desk,
        in state: Escalation.State,
        _ database: any SQLConnection
    ) throws -> ID<Escalation>? {
        let row = try database.first(
            """
            SELECT "id" FROM "escalation" WHERE "member" = ? AND "desk" = ? AND "state" = ? ORDER BY "id" DESC LIMIT 1
            """,
            .integer(member),
            .text(desk.rawValue),
            .text(state.rawValue)
        )
        return row.map { ID(rawValue: $0.integer(0)) }
    }

    private func insert(
        _ request: EscalationRequest,
        id: ID<Escalation>,
        _ outcome: Outcome,
        _ database: any SQLConnection
    ) throws {
        let first = outcome.burst.messages[0]
        try EscalationRow.insert(
            EscalationRow.New(
                id: id,
                request: request,
                group: first.group,
                room: first.room,
                member: outcome.burst.member.id,
                language: outcome.record.understanding.language.ofReply.rawValue,
                country: outcome.record.understanding.countries.sorted().joined(separator: " "),
                wasAskedInGroup: !outcome.burst.isPrivate,
                receivedAt: first.receivedAt,
                follows: try last(of: outcome.burst.member.id.rawValue, at: request.desk, in: .closed, database)
            ),
            at: outcome.at,
            database
        )
        try attach(outcome.burst.messages.map(\.id), to: id, database)
    }

    /// A delivery was given up: a person sees it, in the member's open case or a new one.
    ///
    /// Staff lines open none.
    func openForAbandoned(_ delivery: Delivery, _ now: Date, _ database: any SQLConnection) throws {
        let row = try database.first(
            "SELECT \"member\", \"message\" FROM \"delivery\" WHERE \"id\" = ?",
            .integer(delivery.id.rawValue)
        )
        guard let member = row?.optionalInteger(0), !delivery.kind.isForStaff else { return }
        if let known = try openEscalations(of: member, database).first {
            try EventLog.append(
                .escalationJoined,
                .escalation(known.id),
                state: known.state.rawValue,
                details: ["delivery": "\(delivery.id)", "cause": "delivery_abandoned"],
                at: now,
                database
            )
            return
        }
        let id = ids.next(Escalation.self)
        let request = EscalationRequest(
            severity: .s2,
            desk: .counselors,
            labels: [],
            dangerSigns: [],
            reason: .deliveryAbandoned,
            draftEntry: nil
        )
        try EscalationRow.insert(
            EscalationRow.New(
                id: id,
                request: request,
                group: delivery.group,
                room: delivery.room,
                member: ID(rawValue: member),
                language: "zh",
                wasAskedInGroup: delivery.visibility == .group,
                receivedAt: delivery.createdAt
            ),
            at: now,
            database
        )
        if let message = row?.optionalInteger(1) { try attach([ID(rawValue: message)], to: id, database) }
    }

    func attach(_ messages: [ID<Message>], to escalation: ID<Escalation>, _ database: any SQLConnection) throws {
        for message in messages {
            try database.execute(
                "INSERT INTO \"escalationMessage\" (\"escalation\", \"message\") VALUES (?, ?) ON CONFLICT DO NOTHING",
                .integer(escalation.rawValue),
                .integer(message.rawValue)
            )
        }
    }

    private func alert(_ outcome: Outcome, _ id: ID<Escalation>, _ database: any SQLConnection) throws {
        guard let line = outcome.dutyLine else { return }
        try DeliveryQueue.add(
            .duty(ids.next(), line.text, in: line.room, group: outcome.burst.messages[0].group, escalation: id),
            members: members,
            keys: keys,
            at: outcome.at,
            database
        )
    }
}
