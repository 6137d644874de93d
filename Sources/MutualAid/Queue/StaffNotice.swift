package import struct Foundation.Date

/// A line about a case for one staff member alone: which case and what happened, no word of the member.
package struct StaffNotice: Sendable, Equatable {
    package let id: Int64
    package let login: String
    package let escalation: ID<Escalation>
    package let kind: Kind
    package let at: Date

    /// What happened.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case leaseExpired = "lease_expired"
        case takenOver = "taken_over"
        case transferOffered = "transfer_offered"
        case transferExpired = "transfer_expired"
        case snoozeEnded = "snooze_ended"
        case answeredInGroup = "answered_in_group"
        case memberWrote = "member_wrote"
        /// A colleague offers their whole shift; the case is its most urgent.
        case shiftOffered = "shift_offered"
        case shiftDeclined = "shift_declined"
        /// Nobody touched it in time, and it is no S0 or S1, which have alarms.
        case overdue
    }

    package init(id: Int64, login: String, escalation: ID<Escalation>, kind: Kind, at: Date) {
        self.id = id
        self.login = login
        self.escalation = escalation
        self.kind = kind
        self.at = at
    }
}

/// A notice that has not left for its person's chats, with what their line about it says.
package struct OwedNotice: Sendable, Equatable {
    package let notice: StaffNotice
    package let severity: Severity
    package let desk: Desk
    package let group: String

    package init(notice: StaffNotice, severity: Severity, desk: Desk, group: String) {
        self.notice = notice
        self.severity = severity
        self.desk = desk
        self.group = group
    }
}

/// Notices on disk.
package protocol StaffNoticeStore: Sendable {
    /// Those a person has not read yet, oldest first.
    func unreadNotices(of login: String) async throws -> [StaffNotice]
    /// Marks the person's notices up to this one as read.
    func readNotices(of login: String, upTo id: Int64, now: Date) async throws
    /// Those that have not left yet, oldest first.
    func unsentNotices(limit: Int) async throws -> [OwedNotice]
    /// Queues a notice's private lines and marks it as sent, in one transaction; a second time it does nothing.
    func send(_ owed: OwedNotice, _ call: AlarmCall, now: Date) async throws
}
