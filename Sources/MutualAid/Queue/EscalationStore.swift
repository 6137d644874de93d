package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// The queue on disk.
///
/// Every change is compare-and-set on the version and writes an `Event`.
package protocol EscalationStore: Sendable {
    /// Cases that the filter asks for and the scope may know of, in queue order (severity, then age), after `cursor`.
    func escalations(
        _ filter: EscalationFilter,
        scope: Scope,
        after cursor: String?,
        limit: Int
    ) async throws
        -> EscalationPage
    /// One case; `nil` where it does not exist or the scope may not know of it.
    func escalation(_ id: ID<Escalation>, scope: Scope) async throws -> Escalation?
    /// Open cases that a case may go with, the youngest first, without their lines: of its group and countries, neither
    /// urgent nor sensitive. Where thousands are open, older ones are left out.
    func mergeTargets(of known: Escalation, scope: Scope, limit: Int) async throws -> [Escalation]
    /// Claims the most urgent waiting case the scope may take.
    ///
    /// `nil` when there is nothing they may take now: nothing waits, they are off duty, or they hold as many as one may.
    func claimNext(by owner: Escalation.Owner, scope: Scope, lease: Lease, now: Date) async throws -> Escalation?
    /// Makes one change.
    /// - Throws: `EscalationConflict` where it is not found, stale, or not a legal move.
    func change(
        _ id: ID<Escalation>,
        _ change: EscalationChange,
        by staff: Escalation.Owner,
        scope: Scope,
        version: Int?,
        now: Date
    ) async throws
        -> Escalation
    /// Returns cases whose lease has run out to `waiting`, at their original age.
    func returnExpiredClaims(now: Date) async throws -> Int
    /// How many are open, by severity and desk: no member data.
    func openCounts() async throws -> [Triage: Int]
}

extension EscalationStore {
    /// Cases in a state, or in any.
    package func escalations(
        in state: Escalation.State?,
        scope: Scope,
        after cursor: String?,
        limit: Int
    ) async throws -> EscalationPage {
        try await escalations(EscalationFilter(state: state), scope: scope, after: cursor, limit: limit)
    }
}

/// Which cases a list is about; `nil` leaves a question open.
package struct EscalationFilter: Sendable, Equatable {
    package var state: Escalation.State?
    package var desk: Desk?
    package var group: String?
    /// The login of the owner.
    package var owner: String?

    package init(state: Escalation.State? = nil, desk: Desk? = nil, group: String? = nil, owner: String? = nil) {
        self.state = state
        self.desk = desk
        self.group = group
        self.owner = owner
    }
}

/// How long a claim lasts without a sign of life, in seconds, and how many one person may hold.
package struct Lease: Sendable, Equatable {
    package let ordinary: TimeInterval
    package let s0: TimeInterval
    /// How many cases one person may have claimed at once, S0 not counted; `nil`: any number (criterion E16).
    package let capacity: Int?

    /// 15 minutes, 5 for an S0, and four cases a person.
    package static let shipped = Lease(ordinary: 15 * 60, s0: 5 * 60, capacity: 4)

    package init(ordinary: TimeInterval, s0: TimeInterval, capacity: Int? = nil) {
        self.ordinary = ordinary
        self.s0 = s0
        self.capacity = capacity
    }

    package func seconds(for severity: Severity) -> TimeInterval {
        severity == .s0 ? s0 : ordinary
    }
}

/// A page of the queue.
package struct EscalationPage: Sendable {
    package let items: [Escalation]
    package let next: String?

    package init(items: [Escalation], next: String?) {
        self.items = items
        self.next = next
    }
}

/// Which cases somebody may know of: groups and desks; empty means all.
package struct Scope: Sendable, Equatable {
    package let groups: Set<String>
    package let desks: Set<Desk>
    /// Whose own cases, and those offered to them, are known beyond the desks; `nil`: nobody's.
    package let login: String?

    package init(groups: Set<String>, desks: Set<Desk>, login: String? = nil) {
        self.groups = groups
        self.desks = desks
        self.login = login
    }

    /// Everything: for the daemon itself and for coordinators.
    package static let all = Scope(groups: [], desks: [])

    package func includes(group: String, desk: Desk) -> Bool {
        (groups.isEmpty || groups.contains(group)) && (desks.isEmpty || desks.contains(desk))
    }
}
