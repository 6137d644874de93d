import Comprehension
import Foundation
import MutualAid

extension EscalationStep {
    /// A further line of the member: severity can only rise (criterion E3), and what waited for the member goes on.
    ///
    /// Tells whether it is more urgent now.
    func receive(_ request: EscalationRequest, at receipt: Date) throws -> Bool {
        let severity = min(known.severity, request.severity)
        let isRaised = severity < known.severity
        var columns = try classes(with: request)
        columns["severity"] = .text(severity.rawValue)
        columns["dueAt"] = SQLValue(min(known.dueAt, receipt.addingTimeInterval(severity.firstTouch)))
        var again = columns
        again["waitingSince"] = SQLValue(receipt)
        again["dueAt"] = SQLValue(receipt.addingTimeInterval(severity.firstTouch))
        again["answeredAt"] = .null
        let details = ["severity": severity.rawValue, "cause": "line"]
        if isRaised, severity <= .s1 { try sendOthersAway() }
        switch known.state {
        case .waiting, .claimed, .transferring:
            try join(columns, isRaised, details)
        case .answered, .awaitingMember:
            if let owner = known.owner?.login { try notify(owner, .memberWrote) }
            try giveBackToOwner(.escalationReopened, again, details: details)
        case .snoozed: try giveBackToOwner(.escalationWoken, columns, details: details)
        case .answeredInGroup: try move(to: .waiting, .escalationReopened, owner: .nobody, again, details: details)
        case .merged: try joinMerged(columns, again, severity, isRaised, details)
        case .resolved:
            try update(known.id, columns)
            guard let raised = try store.find(known.id, .all, database) else { return isRaised }
            let step = EscalationStep(store: store, database: database, known: raised, actor: actor, now: now)
            try step.reopen(at: receipt, cause: "line")
        case .closed, .discarded: break
        }
        return isRaised
    }

    private func join(_ columns: [String: SQLValue], _ isRaised: Bool, _ details: [String: String]) throws {
        var columns = columns
        if isRaised, let owner = known.owner?.login {
            try notify(owner, .memberWrote)
            if known.severity != .s0, columns["severity"] == .text(Severity.s0.rawValue), let end = known.leaseUntil {
                columns["leaseUntil"] = SQLValue(min(end, now.addingTimeInterval(store.lease.s0)))
            }
        }
        try update(known.id, columns)
        try tell(isRaised ? .escalationRaised : .escalationJoined, state: known.state, details)
        try EscalationTimers.renew(known.id, database)
    }

    /// The line of an asker whose case goes with another: it goes on with it, or becomes a case of its own again where
    /// the other is answered already or this one has become urgent.
    private func joinMerged(
        _ columns: [String: SQLValue],
        _ again: [String: SQLValue],
        _ severity: Severity,
        _ isRaised: Bool,
        _ details: [String: String]
    ) throws {
        guard let id = known.course.mergedInto, let target = try store.outline(id, database) else { return }
        let isPending = [.waiting, .claimed, .transferring].contains(target.state)
        guard isPending, severity > .s1 else {
            return try leave(cause: "line", isPending ? columns : again)
        }
        try join(columns, isRaised, details)
        let step = EscalationStep(store: store, database: database, known: target, actor: actor, now: now)
        try step.join(
            ["severity": .text(min(target.severity, severity).rawValue)],
            severity < target.severity,
            ["severity": min(target.severity, severity).rawValue, "cause": "asker"]
        )
    }

    /// An urgent case is one person's alone: who asked the same stays behind.
    private func sendOthersAway() throws {
        for asker in known.course.askers where asker.escalation != known.id && !asker.isAnswered {
            guard let other = try store.outline(asker.escalation, database) else { continue }
            try EscalationStep(store: store, database: database, known: other, actor: actor, now: now)
                .leave(cause: "raised")
        }
    }

    private func classes(with request: EscalationRequest) throws -> [String: SQLValue] {
        let labels = Label.allCases.filter { (known.labels + request.labels).contains($0) }
        let signs = DangerSign.allCases.filter { (known.dangerSigns + request.dangerSigns).contains($0) }
        var columns: [String: SQLValue] = [
            "labels": .text(try JSONColumn.encode(labels)), "dangerSigns": .text(try JSONColumn.encode(signs)),
        ]
        // What did not help is what the person should see, whatever the case began with.
        if let entry = request.draftEntry, known.draftEntry == nil || request.reason == .notSolved {
            columns["draftEntry"] = .text(entry)
            columns["draftVersion"] = SQLValue(request.draftVersion)
        }
        return columns
    }
}
