import Foundation
import MutualAid

extension EscalationStep {
    /// Puts it off to a date, with a reason (criterion E18).
    func snooze(_ until: Date, _ reason: PrivateText) throws {
        try requireOwner()
        guard !reason.isBlank else { throw EscalationConflict.reasonMissing }
        guard until > now else { throw EscalationConflict.dateMissing }
        let most = EscalationChange.longestSnooze(known.severity)
        guard until.timeIntervalSince(now) <= most else {
            throw EscalationConflict.snoozeTooLong(known.severity, most: most)
        }
        try writeNote(reason)
        try move(to: .snoozed, .escalationSnoozed, ["snoozedUntil": SQLValue(until)])
    }

    func wake() throws {
        try giveBackToOwner(.escalationWoken, details: ["cause": "person"])
    }

    /// The date has come.
    func endSnooze() throws {
        guard known.state == .snoozed else { return }
        if let owner = known.owner?.login { try notify(owner, .snoozeEnded) }
        try giveBackToOwner(.escalationWoken, details: ["cause": "date"])
    }

    func resolve(_ followUp: EscalationChange.FollowUp?, _ reason: PrivateText?) throws {
        if known.owner != nil, known.state != .answeredInGroup { try requireOwner() }
        if known.severity <= .s1, followUp == nil { throw EscalationConflict.followUpMissing }
        if let reason, !reason.isBlank { try writeNote(reason) }
        try settle(.escalationResolved, followUp)
    }

    /// Silence after the answer: it resolves itself, never an S0 or S1.
    func resolveItself() throws {
        guard [.answered, .awaitingMember, .answeredInGroup].contains(known.state), known.severity > .s1 else { return }
        try settle(.escalationResolved, nil, cause: "silence")
    }

    private func settle(
        _ kind: Event.Kind,
        _ followUp: EscalationChange.FollowUp?,
        cause: String? = nil
    ) throws {
        var details: [String: String] = [:]
        if let followUp { details["follow_up"] = followUp.rawValue }
        if let cause { details["cause"] = cause }
        try move(
            to: .resolved,
            kind,
            ["followUp": SQLValue(followUp?.rawValue), "resolvedAt": SQLValue(now)],
            details: details
        )
        guard followUp == .checkIn else { return }
        for (check, days) in CheckInDuty.days {
            try EscalationTimers.set(check, of: known.id, to: now.addingTimeInterval(days * 86400), database)
        }
    }

    /// Spam; what may be a crisis is resolved with a follow-up instead.
    func discard(_ reason: PrivateText) throws {
        if known.owner != nil { try requireOwner() }
        guard !reason.isBlank else { throw EscalationConflict.reasonMissing }
        guard known.severity > .s1 else { throw EscalationConflict.followUpMissing }
        try writeNote(reason)
        try move(to: .discarded, .escalationDiscarded)
    }

    /// Brings it back on a fresh clock; the third time the coordinators look at it (criterion E17).
    func reopen(at since: Date? = nil, cause: String = "person") throws {
        let count = known.course.reopenings + 1
        let line = count >= 3 ? 3 : known.course.line
        let since = since ?? now
        for check in CheckInDuty.days.map(\.kind) + [.checkInAnswer] {
            try EscalationTimers.set(check, of: known.id, to: nil, database)
        }
        try move(
            to: .waiting,
            .escalationReopened,
            owner: .nobody,
            [
                "reopenings": SQLValue(count), "line": SQLValue(line), "waitingSince": SQLValue(since),
                "dueAt": SQLValue(since.addingTimeInterval(known.severity.firstTouch)), "answeredAt": .null,
                "resolvedAt": .null,
            ],
            details: ["cause": cause, "line": "\(line)", "severity": known.severity.rawValue]
        )
    }

    /// The time in which a line brings it back is over.
    func close() throws {
        guard known.state == .resolved else { return }
        try move(to: .closed, .escalationClosed)
    }

    /// Nobody touched it in time.
    func raiseLine(to line: Int) throws {
        guard known.state == .waiting, known.course.line < line else { return }
        try update(known.id, ["line": SQLValue(line)])
        try tell(.escalationLineRaised, state: .waiting, ["line": "\(line)"])
        if known.severity > .s1 { try tellOverdue(line) }
        try EscalationTimers.renew(known.id, database)
    }

    /// The second line, and after it the coordinators, hear of what nobody touched in time.
    private func tellOverdue(_ line: Int) throws {
        let staff = try database.query("SELECT \(StaffRow.columns) FROM \"staff\" ORDER BY \"login\"")
            .map { try StaffRow.staff($0, keys: store.keys) }
        let duty = Duty(roster: store.roster.current, overrides: [], staff: staff)
        let audience: Audience = line == 2 ? .secondLine : .coordinators
        for person in duty.people(audience, desk: known.desk, group: known.group, now: now) {
            try notify(person.login, .overdue)
        }
    }

    /// What a timer that has run out does.
    func fire(_ kind: EscalationTimer.Kind) throws {
        switch kind {
        case .lease: try loseLease()
        case .firstTouch: try raiseLine(to: 2)
        case .secondTouch: try raiseLine(to: 3)
        case .transfer: try endTransfer()
        case .snooze: try endSnooze()
        case .selfResolve: try resolveItself()
        case .close: try close()
        case .checkInAnswer: try missCheckIn()
        // These are `CheckInDuty`'s, which takes the row away itself.
        case .checkInDay, .checkInThirdDay, .checkInWeek: break
        }
    }
}
