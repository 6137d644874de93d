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
    }

    package init(id: Int64, login: String, escalation: ID<Escalation>, kind: Kind, at: Date) {
        self.id = id
        self.login = login
        self.escalation = escalation
        self.kind = kind
        self.at = at
    }
}

/// Notices on disk.
package protocol StaffNoticeStore: Sendable {
    /// Those a person has not read yet, oldest first.
    func unreadNotices(of login: String) async throws -> [StaffNotice]
    /// Marks the person's notices up to this one as read.
    func readNotices(of login: String, upTo id: Int64, now: Date) async throws
}
