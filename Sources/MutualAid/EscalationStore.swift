package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// The queue on disk.
///
/// Every change is compare-and-set on the version and writes an `Event`.
package protocol EscalationStore: Sendable {
    /// Cases in a state that the scope may know of, in queue order (severity, then age), after `cursor`.
    func escalations(
        in state: Escalation.State?,
        scope: Scope,
        after cursor: String?,
        limit: Int
    ) async throws
        -> EscalationPage
    /// One case; `nil` where it does not exist or the scope may not know of it.
    func escalation(_ id: ID<Escalation>, scope: Scope) async throws -> Escalation?
    /// Claims the most urgent waiting case the scope may take; `nil` when nothing waits.
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

/// What is done to one case.
package enum EscalationChange: Sendable, Equatable {
    case claim(Lease)
    case release
    /// Queues the text as a delivery of kind `counselor`; the case is answered.
    case answer(texts: [String: PrivateText], Visibility)
    case note(PrivateText)
    case resolve(followUp: FollowUp?, reason: PrivateText?)
    case transfer(desk: Desk?, login: String?, note: PrivateText)

    /// What happens after an S0 or S1 is resolved.
    package enum FollowUp: String, Sendable, Codable, CaseIterable {
        case none
        case checkIn = "check_in"
        case handedOver = "handed_over"
    }
}

/// How long a claim lasts without a sign of life, in seconds.
package struct Lease: Sendable, Equatable {
    package let ordinary: TimeInterval
    package let s0: TimeInterval

    package init(ordinary: TimeInterval, s0: TimeInterval) {
        self.ordinary = ordinary
        self.s0 = s0
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

    package init(groups: Set<String>, desks: Set<Desk>) {
        self.groups = groups
        self.desks = desks
    }

    /// Everything: for the daemon itself and for coordinators.
    package static let all = Scope(groups: [], desks: [])

    package func includes(group: String, desk: Desk) -> Bool {
        (groups.isEmpty || groups.contains(group)) && (desks.isEmpty || desks.contains(desk))
    }
}

/// Why a change of a case was refused.
package enum EscalationConflict: Error, Sendable {
    case notFound
    /// No version was named where one is needed.
    case versionMissing
    /// It changed since, or somebody else owns it; with its present state.
    case stale(Escalation)
    /// The move is not legal from its state; with the legal ones.
    case illegal(from: Escalation.State, legal: Set<Escalation.State>)
    /// An S0 or S1 is resolved only with a follow-up.
    case followUpMissing
    /// A sensitive case is never answered in the group.
    case mustBePrivate
    /// The text to send was empty.
    case textMissing
}
