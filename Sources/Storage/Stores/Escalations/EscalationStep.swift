import Foundation
import MutualAid

/// One change of one case, inside its transaction: checks that it is legal, writes the row, the event and the timers.
struct EscalationStep {
    let store: Database
    let database: any SQLConnection
    let known: Escalation
    let actor: Actor
    let now: Date

    /// Who changes it, as events name them.
    struct Actor {
        let login: String
        let roles: [StaffMember.Role]

        static let clock = Actor(login: "clock", roles: [])
        static let member = Actor(login: "member", roles: [])

        /// A staff member with the roles they have at this moment.
        init(_ staff: Escalation.Owner, _ database: any SQLConnection) throws {
            login = staff.login
            roles = try StaffRow.person(staff.login, database)?.roles ?? []
        }

        init(login: String, roles: [StaffMember.Role]) {
            self.login = login
            self.roles = roles
        }
    }

    /// What becomes of the owner.
    enum OwnerChange {
        case keep
        case nobody
        case staff(String)
    }

    /// Makes the change.
    ///
    /// - Throws: `EscalationConflict`, so that nothing is written.
    func apply(_ change: EscalationChange) throws {
        if case .claim = change, known.owner != nil, known.owner?.login != actor.login || known.state == .claimed {
            throw EscalationConflict.stale(known.since(known.version))
        }
        guard known.state.moves.contains(change.move) else {
            throw EscalationConflict.illegal(from: known.state, legal: known.state.successors)
        }
        switch change {
        case .claim(let lease): try claim(lease)
        case .release: try release()
        case .takeOver(let lease, let reason): try takeOver(lease, reason)
        case .answer(let texts, let visibility, let hold): try answer(texts, visibility, hold)
        case .askMember(let texts, let visibility, let hold): try askMember(texts, visibility, hold)
        case .note(let text): try addNote(text)
        case .draft(let text): try keepDraft(text)
        case .transfer(let desk, let login, let note): try transfer(desk, login, note)
        case .accept: try accept()
        case .decline: try decline()
        case .snooze(let until, let reason): try snooze(until, reason)
        case .wake: try wake()
        case .merge(let target): try merge(into: target)
        case .unmerge: try unmerge()
        case .reopen: try reopen()
        case .resolve(let followUp, let reason): try resolve(followUp, reason)
        case .discard(let reason): try discard(reason)
        }
    }

    /// Writes the new state with its event; what belongs to the old one (lease, transfer, snooze, merging) is cleared.
    func move(
        to state: Escalation.State,
        _ kind: Event.Kind,
        owner: OwnerChange = .keep,
        _ columns: [String: SQLValue] = [:],
        details: [String: String] = [:]
    ) throws {
        var values: [String: SQLValue] = [
            "state": .text(state.rawValue), "changedAt": SQLValue(now), "leaseUntil": .null, "transferDesk": .null,
            "transferLogin": .null, "transferUntil": .null, "snoozedUntil": .null, "mergedInto": .null,
        ]
        var all = details
        switch owner {
        case .keep: break
        case .nobody: values["owner"] = .null
        case .staff(let login):
            values["owner"] = .text(login)
            all["owner"] = login
        }
        values.merge(columns) { $1 }
        try update(known.id, values)
        if state != .waiting { try endAlarm() }
        if !state.isOpen { try dropDraft() }
        all["from"] = known.state.rawValue
        try tell(kind, state: state, all)
        try EscalationTimers.renew(known.id, database)
    }

    /// People are called while a case waits; one that waits again gets a new alarm, at once and by its clock.
    private func endAlarm() throws {
        try database.execute("DELETE FROM \"alarm\" WHERE \"escalation\" = ?", .integer(known.id.rawValue))
    }

    /// Sets columns of a case and counts its version up.
    func update(_ id: ID<Escalation>, _ values: [String: SQLValue]) throws {
        let columns = values.keys.sorted()
        let assignments = columns.map { "\"\($0)\" = ?" } + ["\"version\" = \"version\" + 1"]
        try database.execute(
            "UPDATE \"escalation\" SET \(assignments.joined(separator: ", ")) WHERE \"id\" = ?",
            columns.compactMap { values[$0] } + [.integer(id.rawValue)]
        )
    }

    /// Writes the event: who in which role, and the version it made.
    func tell(_ kind: Event.Kind, state: Escalation.State, _ details: [String: String] = [:]) throws {
        var all = details
        all["version"] = "\(known.version + 1)"
        if !actor.roles.isEmpty { all["role"] = actor.roles.map(\.rawValue).joined(separator: " ") }
        try EventLog.append(
            kind,
            .escalation(known.id),
            actor: actor.login,
            state: state.rawValue,
            details: all,
            at: now,
            database
        )
    }

    /// Only the owner may do it; others see who that is (criterion E8).
    func requireOwner() throws {
        guard known.owner?.login == actor.login else { throw EscalationConflict.stale(known.since(known.version)) }
    }

    /// The end of a fresh lease on this case.
    func leaseEnd(_ lease: Lease) -> SQLValue {
        SQLValue(now.addingTimeInterval(lease.seconds(for: known.severity)))
    }

    /// Whether a person is there to work on it, by the roster and their own word.
    func isOnDuty(_ login: String) throws -> Bool {
        try store.isOnDuty(login, at: now, database)
    }
}
