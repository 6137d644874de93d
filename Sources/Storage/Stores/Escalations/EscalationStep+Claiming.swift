import Foundation
import MutualAid

extension EscalationStep {
    func claim(_ lease: Lease) throws {
        if known.severity != .s0 { try requireRoom(lease) }
        try take(lease, .escalationClaimed)
    }

    /// A release needs no reason and is counted against nobody.
    func release(because cause: String? = nil) throws {
        try requireOwner()
        try move(to: .waiting, .escalationReleased, owner: .nobody, details: cause.map { ["cause": $0] } ?? [:])
    }

    /// For coordinators, or when the lease is as good as over; the former owner is told (criterion E8).
    func takeOver(_ lease: Lease, _ reason: PrivateText) throws {
        guard !reason.isBlank else { throw EscalationConflict.reasonMissing }
        let isEnding = known.leaseUntil.map { $0.timeIntervalSince(now) < 60 } ?? false
        guard actor.roles.contains(.coordinator) || isEnding || known.owner == nil else {
            throw EscalationConflict.stale(known.since(known.version))
        }
        if let former = known.owner?.login, former != actor.login { try notify(former, .takenOver) }
        try writeNote(reason)
        try take(lease, .escalationTakenOver)
    }

    func take(_ lease: Lease, _ kind: Event.Kind, _ columns: [String: SQLValue] = [:]) throws {
        var all = columns
        all["leaseUntil"] = leaseEnd(lease)
        var details: [String: String] = [:]
        if case .text(let desk)? = columns["desk"] { details["desk"] = desk }
        if case .integer(let line)? = columns["line"] { details["line"] = "\(line)" }
        try move(to: .claimed, kind, owner: .staff(actor.login), all, details: details)
    }

    /// The owner's turn where they are there, else anybody's.
    func giveBackToOwner(
        _ kind: Event.Kind,
        _ columns: [String: SQLValue] = [:],
        details: [String: String] = [:]
    ) throws {
        if let owner = known.owner?.login, try owner == actor.login || isOnDuty(owner) {
            var all = columns
            all["leaseUntil"] = leaseEnd(store.lease)
            try move(to: .claimed, kind, owner: .staff(owner), all, details: details)
        } else {
            try move(to: .waiting, kind, owner: .nobody, columns, details: details)
        }
    }

    /// A lease that ran out: back at the original age; after the second time the second line is asked too.
    func loseLease() throws {
        guard known.state == .claimed else { return }
        let returns = known.course.returns + 1
        let line = returns >= 2 ? max(known.course.line, 2) : known.course.line
        if let owner = known.owner?.login { try notify(owner, .leaseExpired) }
        try move(
            to: .waiting,
            .escalationLeaseExpired,
            owner: .nobody,
            ["returns": SQLValue(returns), "line": SQLValue(line)],
            details: ["former": known.owner?.login ?? "", "line": "\(line)"]
        )
    }

    /// - Throws: `EscalationConflict.atCapacity`.
    func requireRoom(_ lease: Lease) throws {
        guard let capacity = lease.capacity, try Self.held(by: actor.login, database) >= capacity else { return }
        throw EscalationConflict.atCapacity(capacity)
    }

    /// How many cases a person has in hand, S0 not counted.
    static func held(by login: String, _ database: any SQLConnection) throws -> Int {
        let row = try database.first(
            """
            SELECT COUNT(*) FROM "escalation" WHERE "owner" = ? AND "state" IN ('claimed', 'transferring')
              AND "severity" != 'S0'
            """,
            .text(login)
        )
        return row?.int(0) ?? 0
    }

    /// A line for one staff member alone, shown to them and sent where a chat of theirs is known.
    func notify(_ login: String, _ kind: StaffNotice.Kind) throws {
        try database.execute(
            "INSERT INTO \"staffNotice\" (\"login\", \"escalation\", \"kind\", \"at\") VALUES (?, ?, ?, ?)",
            .text(login),
            .integer(known.id.rawValue),
            .text(kind.rawValue),
            SQLValue(now)
        )
    }
}
