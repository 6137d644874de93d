import Comprehension
import Foundation
import MutualAid

extension Database {
    /// Opens the case a decision asks for, or joins the member's open one; the duty room hears of a new S0 or S1.
    func open(_ outcome: Outcome, _ database: any SQLConnection) throws -> ID<Escalation>? {
        guard let request = outcome.decision.escalation else { return nil }
        let open = try openEscalations(of: outcome.burst.member.id.rawValue, database)
        if let known = open.first(where: { $0.desk == request.desk }) {
            let isRaised = try join(known, request, outcome, database)
            if isRaised { try alert(outcome, known.id, database) }
            return known.id
        }
        try insert(request, id: outcome.escalation, outcome, database)
        try alert(outcome, outcome.escalation, database)
        return outcome.escalation
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
                wasAskedInGroup: !outcome.burst.isPrivate,
                receivedAt: first.receivedAt
            ),
            at: outcome.at,
            database
        )
        try attach(outcome.burst.messages.map(\.id), to: id, database)
    }

    /// Adds lines to an open case; its severity can only rise and its age never changes (criterion E3).
    private func join(
        _ known: Conversation.OpenEscalation,
        _ request: EscalationRequest,
        _ outcome: Outcome,
        _ database: any SQLConnection
    ) throws -> Bool {
        let severity = min(known.severity, request.severity)
        let isRaised = severity < known.severity
        let isAnswered = known.state == .answered
        let row = try database.first(
            "SELECT \"labels\", \"dangerSigns\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(known.id.rawValue)
        )
        let labels = try JSONColumn.decode([Label].self, row?.text(0) ?? "[]")
        let signs = try JSONColumn.decode([DangerSign].self, row?.text(1) ?? "[]")
        let allLabels = Label.allCases.filter { (labels + request.labels).contains($0) }
        let allSigns = DangerSign.allCases.filter { (signs + request.dangerSigns).contains($0) }
        try database.execute(
            """
            UPDATE "escalation" SET "version" = "version" + 1, "severity" = ?, "labels" = ?, "dangerSigns" = ?,
              "dueAt" = MIN("dueAt", ?), "state" = CASE WHEN "state" = 'answered' THEN 'waiting' ELSE "state" END,
              "owner" = CASE WHEN "state" = 'answered' THEN NULL ELSE "owner" END
            WHERE "id" = ?
            """,
            .text(severity.rawValue),
            .text(try JSONColumn.encode(allLabels)),
            .text(try JSONColumn.encode(allSigns)),
            SQLValue(outcome.burst.messages[0].receivedAt.addingTimeInterval(severity.firstTouch)),
            .integer(known.id.rawValue)
        )
        try attach(outcome.burst.messages.map(\.id), to: known.id, database)
        let state = isAnswered ? Escalation.State.waiting : known.state
        try EventLog.append(
            isAnswered ? .escalationReopened : isRaised ? .escalationRaised : .escalationJoined,
            .escalation(known.id),
            state: state.rawValue,
            details: ["severity": severity.rawValue],
            at: outcome.at,
            database
        )
        return isRaised
    }

    /// A delivery was given up: a person sees it, in the member's open case or a new one.
    ///
    /// Staff lines open none.
    func openForAbandoned(_ delivery: Delivery, _ now: Date, _ database: any SQLConnection) throws {
        let row = try database.first(
            "SELECT \"member\", \"message\" FROM \"delivery\" WHERE \"id\" = ?",
            .integer(delivery.id.rawValue)
        )
        guard let member = row?.optionalInteger(0), delivery.kind != .duty else { return }
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

    private func attach(_ messages: [ID<Message>], to escalation: ID<Escalation>, _ database: any SQLConnection) throws
    {
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
