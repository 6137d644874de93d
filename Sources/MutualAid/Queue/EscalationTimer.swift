package import struct Foundation.Date

/// Something that is to happen to a case at a time: a row, so that it outlives a restart and happens once.
///
/// A case has at most one timer of each kind; setting it again moves it.
package struct EscalationTimer: Sendable, Equatable {
    package let id: Int64
    package let escalation: ID<Escalation>
    package let kind: Kind
    package let dueAt: Date

    package init(id: Int64, escalation: ID<Escalation>, kind: Kind, dueAt: Date) {
        self.id = id
        self.escalation = escalation
        self.kind = kind
        self.dueAt = dueAt
    }

    /// What happens; new kinds need no change of the table.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The owner gave no sign of life: back to the queue.
        case lease
        /// Nobody touched it in time: the second line is asked.
        case firstTouch = "first_touch"
        /// The second line did not touch it either: the coordinators are.
        case secondTouch = "second_touch"
        /// Nobody accepted the transfer: back to the sender, and the second line is asked.
        case transfer
        /// It was put off until now.
        case snooze
        /// The member wrote nothing for two days after the answer; never for S0 or S1.
        case selfResolve = "self_resolve"
        /// The time in which a further line brings it back is over.
        case close
        /// After a crisis: how is the member?
        case checkInDay = "check_in_24h"
        case checkInThirdDay = "check_in_72h"
        case checkInWeek = "check_in_7d"
        /// The member was asked how they are and said nothing: somebody looks after them.
        case checkInAnswer = "check_in_answer"
    }
}

/// The timers on disk.
package protocol EscalationTimerStore: Sendable {
    /// Timers of these kinds that are due, in due order.
    func dueTimers(of kinds: Set<EscalationTimer.Kind>, now: Date, limit: Int) async throws -> [EscalationTimer]
    /// When the next of these kinds falls due; `nil` when none is set.
    func nextTimerDue(of kinds: Set<EscalationTimer.Kind>) async throws -> Date?
    /// Sets or moves a case's timer of a kind; `nil` takes it away.
    func setTimer(_ kind: EscalationTimer.Kind, of escalation: ID<Escalation>, to dueAt: Date?) async throws
    /// Does what a due timer of the queue's own kinds is for, and takes it away, in one transaction.
    ///
    /// Returns `false` where it was taken away or moved meanwhile, so that nothing was done.
    func fire(_ timer: EscalationTimer, now: Date) async throws -> Bool
}

/// What is done when timers of some kinds fall due: each kind belongs to one duty.
package protocol TimerDuty: Sendable {
    var kinds: Set<EscalationTimer.Kind> { get }
    /// Does it once: takes the timer's row away, or moves it, in the transaction of what it does.
    func fire(_ timer: EscalationTimer, now: Date) async throws
}
