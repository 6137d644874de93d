package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// Which timers a case has, by its state alone: pure, so that a change of state is all that sets a clock.
package struct EscalationSchedule: Sendable {
    package let state: Escalation.State
    package let severity: Severity
    /// 1: the desk on duty; 2: its second line too; 3: the coordinators.
    package let line: Int
    package let dueAt: Date
    /// The receipt that the running clock counts from.
    package let waitingSince: Date
    package let changedAt: Date
    package let leaseUntil: Date?
    package let transferUntil: Date?
    package let snoozedUntil: Date?
    package let followUp: EscalationChange.FollowUp?

    /// How long after the answer silence resolves a case, and after that a line brings it back, in seconds.
    package static let grace: TimeInterval = 48 * 3600
    /// How long a transfer waits to be accepted, in seconds.
    package static func transferSpan(_ severity: Severity) -> TimeInterval { severity == .s0 ? 180 : 600 }

    package init(
        state: Escalation.State,
        severity: Severity,
        line: Int,
        dueAt: Date,
        waitingSince: Date,
        changedAt: Date,
        leaseUntil: Date?,
        transferUntil: Date?,
        snoozedUntil: Date?,
        followUp: EscalationChange.FollowUp?
    ) {
        self.state = state
        self.severity = severity
        self.line = line
        self.dueAt = dueAt
        self.waitingSince = waitingSince
        self.changedAt = changedAt
        self.leaseUntil = leaseUntil
        self.transferUntil = transferUntil
        self.snoozedUntil = snoozedUntil
        self.followUp = followUp
    }

    /// The kinds that follow from the state; others, such as alarms, are set by those they belong to.
    package static let kinds: Set<EscalationTimer.Kind> = [
        .lease, .firstTouch, .secondTouch, .transfer, .snooze, .selfResolve, .close,
    ]

    package var timers: [EscalationTimer.Kind: Date] {
        var timers: [EscalationTimer.Kind: Date] = [:]
        switch state {
        case .waiting: waits(&timers)
        case .claimed: timers[.lease] = leaseUntil
        case .transferring: timers[.transfer] = transferUntil
        case .snoozed: timers[.snooze] = snoozedUntil
        case .answered, .awaitingMember, .answeredInGroup:
            if severity > .s1 { timers[.selfResolve] = changedAt.addingTimeInterval(Self.grace) }
        case .resolved: timers[.close] = changedAt.addingTimeInterval(Self.grace + checkInSpan)
        case .closed, .merged, .discarded: break
        }
        return timers
    }

    private func waits(_ timers: inout [EscalationTimer.Kind: Date]) {
        if line < 2 {
            timers[.firstTouch] = dueAt
        } else if line < 3 {
            timers[.secondTouch] = max(dueAt, waitingSince.addingTimeInterval(2 * severity.firstTouch))
        }
    }

    /// While check-ins go on the case stays where a bad answer can bring it back.
    private var checkInSpan: TimeInterval {
        followUp == .checkIn ? 7 * 86400 : 0
    }
}
