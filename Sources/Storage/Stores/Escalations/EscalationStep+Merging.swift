import Foundation
import MutualAid

extension EscalationStep {
    /// Lets this case go with another: its asker and history with it, the higher severity and the older clock.
    func merge(into id: ID<Escalation>, details: [String: String] = [:]) throws {
        if known.owner != nil { try requireOwner() }
        guard id != known.id else { throw EscalationConflict.cannotMerge(.itself) }
        guard let target = try store.outline(id, database) else { throw EscalationConflict.notFound }
        guard target.state.isOpen, target.state != .answeredInGroup else {
            throw EscalationConflict.cannotMerge(.notOpen)
        }
        guard !known.isSensitive, !target.isSensitive else { throw EscalationConflict.cannotMerge(.urgent) }
        guard try countries(of: known.id) == countries(of: id) else {
            throw EscalationConflict.cannotMerge(.otherCountry)
        }
        try takeAlong(to: id)
        try move(
            to: .merged,
            .escalationMerged,
            owner: .nobody,
            ["mergedInto": .integer(id.rawValue)],
            details: details.merging(["into": "\(id)"]) { $1 }
        )
        try EscalationStep(store: store, database: database, known: target, actor: actor, now: now).absorb(known)
    }

    /// Those that went with this case go with the other now.
    private func takeAlong(to id: ID<Escalation>) throws {
        let guests = try database.query(
            "SELECT \"id\" FROM \"escalation\" WHERE \"mergedInto\" = ? ORDER BY \"id\"",
            .integer(known.id.rawValue)
        )
        for row in guests {
            guard let guest = try store.outline(ID(rawValue: row.integer(0)), database) else { continue }
            let step = EscalationStep(store: store, database: database, known: guest, actor: actor, now: now)
            try step.update(guest.id, ["mergedInto": .integer(id.rawValue)])
            try step.tell(.escalationMerged, state: .merged, ["into": "\(id)"])
        }
    }

    /// What the other case becomes by it: never less urgent, never younger.
    private func absorb(_ other: Escalation) throws {
        let severity = min(known.severity, other.severity)
        let since = min(
            known.course.waitingSince ?? known.receivedAt,
            other.course.waitingSince ?? other.receivedAt
        )
        try update(
            known.id,
            [
                "severity": .text(severity.rawValue), "waitingSince": SQLValue(since),
                "dueAt": SQLValue(min(known.dueAt, other.dueAt)),
            ]
        )
        try tell(.escalationJoined, state: known.state, ["severity": severity.rawValue, "merged": "\(other.id)"])
        try EscalationTimers.renew(known.id, database)
    }

    /// Takes it out again, at its own age; over once a reply was sent (criterion E15).
    func unmerge() throws {
        let row = try database.first(
            "SELECT \"answeredAt\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(known.id.rawValue)
        )
        guard row?.optionalInteger(0) == nil else { throw EscalationConflict.replySent }
        try leave(cause: "person")
    }

    /// Becomes a case of its own again; the one it went with is told.
    func leave(cause: String, _ columns: [String: SQLValue] = [:]) throws {
        try move(to: .waiting, .escalationUnmerged, owner: .nobody, columns, details: ["cause": cause])
        guard let id = known.course.mergedInto, let target = try store.outline(id, database) else { return }
        let step = EscalationStep(store: store, database: database, known: target, actor: actor, now: now)
        try step.update(id, [:])
        try step.tell(.escalationUnmerged, state: target.state, ["left": "\(known.id)"])
    }

    private func countries(of id: ID<Escalation>) throws -> String {
        try database.first("SELECT \"country\" FROM \"escalation\" WHERE \"id\" = ?", .integer(id.rawValue))?.text(0)
            ?? ""
    }
}
