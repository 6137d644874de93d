package import Comprehension
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// A case that needs a person: the unit of the queue.
package struct Escalation: Sendable {
    package let id: ID<Escalation>
    /// Rises with every change; a change names the version it saw.
    package let version: Int
    package let state: State
    package let severity: Severity
    package let desk: Desk
    package let group: String
    package let room: Room
    package let member: Member
    package let labels: [Label]
    package let dangerSigns: [DangerSign]
    package let reason: Reason
    package let draftEntry: String?
    /// When the member's first message was received; never reset.
    package let receivedAt: Date
    /// When a person should have touched it.
    package let dueAt: Date
    package let owner: Owner?
    package let leaseUntil: Date?
    /// Whether the member's question was asked in the group, so that an answer may go there.
    package let wasAskedInGroup: Bool
    package let messages: [Line]
    package let events: [Event]

    /// Where a case is.
    ///
    /// Legal moves: `waiting → claimed → answered → resolved → closed`; `claimed → waiting` by release or an expired
    /// lease, at the original age; `answered → waiting` by a line of the member; `resolved → waiting` within 48 hours.
    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting, claimed, answered, resolved, closed

        /// Whether the member still waits for something.
        package var isOpen: Bool {
            switch self {
            case .waiting, .claimed, .answered: true
            case .resolved, .closed: false
            }
        }

        /// The states a case may move to from this one.
        package var successors: Set<State> {
            switch self {
            case .waiting: [.claimed, .resolved]
            case .claimed: [.waiting, .answered, .resolved]
            case .answered: [.waiting, .claimed, .answered, .resolved]
            case .resolved: [.waiting, .closed]
            case .closed: []
            }
        }
    }

    /// Who works on it.
    package struct Owner: Sendable, Equatable, Codable {
        package let login: String
        package let name: String

        package init(login: String, name: String) {
            self.login = login
            self.name = name
        }
    }

    /// One of the member's messages in the case.
    package struct Line: Sendable {
        package let id: ID<Message>
        package let text: PrivateText
        package let sentAt: Date

        package init(id: ID<Message>, text: PrivateText, sentAt: Date) {
            self.id = id
            self.text = text
            self.sentAt = sentAt
        }
    }

    package init(
        id: ID<Escalation>,
        version: Int,
        state: State,
        severity: Severity,
        desk: Desk,
        group: String,
        room: Room,
        member: Member,
        labels: [Label],
        dangerSigns: [DangerSign],
        reason: Reason,
        draftEntry: String?,
        receivedAt: Date,
        dueAt: Date,
        owner: Owner?,
        leaseUntil: Date?,
        wasAskedInGroup: Bool,
        messages: [Line],
        events: [Event]
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.severity = severity
        self.desk = desk
        self.group = group
        self.room = room
        self.member = member
        self.labels = labels
        self.dangerSigns = dangerSigns
        self.reason = reason
        self.draftEntry = draftEntry
        self.receivedAt = receivedAt
        self.dueAt = dueAt
        self.owner = owner
        self.leaseUntil = leaseUntil
        self.wasAskedInGroup = wasAskedInGroup
        self.messages = messages
        self.events = events
    }

    /// Whether nothing of it may ever be answered in the group.
    package var isSensitive: Bool {
        severity <= .s1 || !dangerSigns.isEmpty || labels.contains(where: \.isSensitive)
    }
}

extension Severity {
    /// How soon a person should touch a case, in seconds from receipt of the first message.
    package var firstTouch: TimeInterval {
        switch self {
        case .s0: 5 * 60
        case .s1: 30 * 60
        case .s2: 4 * 3600
        case .s3: 24 * 3600
        }
    }
}
