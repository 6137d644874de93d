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
    package private(set) var events: [Event]
    /// What the queue has come to know of it since it was opened.
    package var course = Course()
    /// The version of the entry that may help: the one that was sent, where it did not.
    package var draftVersion: String?

    /// How a case has gone so far.
    package struct Course: Sendable {
        /// Whom it is offered to: 1 the desk on duty, 2 its second line too, 3 the coordinators.
        package var line = 1
        /// How often a lease ran out.
        package var returns = 0
        package var reopenings = 0
        /// The receipt that the running clock counts from; `nil`: that of the first message.
        package var waitingSince: Date?
        package var transfer: Transfer?
        package var snoozedUntil: Date?
        /// The case this one goes with.
        package var mergedInto: ID<Escalation>?
        /// The closed case of the same member that this one goes on from.
        package var follows: ID<Escalation>?
        package var followUp: EscalationChange.FollowUp?
        /// Everybody who asks this, the member first; one where nobody else does.
        package var askers: [Asker] = []
        /// An answer somebody is writing.
        package var draft: Draft?
        /// Whether a line of it came in private, or the bot kept out of the group for it.
        package var wasKeptPrivate = false

        package init() {}
    }

    /// Where a case is to go once somebody there accepts it; until then the sender stays its owner.
    package struct Transfer: Sendable, Equatable {
        package let desk: Desk?
        package let login: String?
        package let until: Date

        package init(desk: Desk?, login: String?, until: Date) {
            self.desk = desk
            self.login = login
            self.until = until
        }
    }

    /// Somebody whose question a case answers.
    package struct Asker: Sendable {
        /// Their own case: this one, or one merged into it.
        package let escalation: ID<Escalation>
        package let member: ID<Member>
        package let initials: String
        package let group: String
        /// The language of their question.
        package let language: String
        package let isAnswered: Bool

        package init(
            escalation: ID<Escalation>,
            member: ID<Member>,
            initials: String,
            group: String,
            language: String,
            isAnswered: Bool
        ) {
            self.escalation = escalation
            self.member = member
            self.initials = initials
            self.group = group
            self.language = language
            self.isAnswered = isAnswered
        }
    }

    /// An answer in the making, kept so that it is on every device of its author.
    package struct Draft: Sendable {
        package let author: String
        package let text: PrivateText
        package let at: Date

        /// How long others see that somebody writes, in seconds (criterion E7).
        package static let lock: TimeInterval = 300

        package init(author: String, text: PrivateText, at: Date) {
            self.author = author
            self.text = text
            self.at = at
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

    /// Where an answer goes unless its author says otherwise: into the group for a policy question that was asked there
    /// and that the group was spoken to about, else to the member alone.
    package var usualVisibility: Visibility {
        wasAskedInGroup && labels.contains(.policyQuestion) && !isSensitive && !course.wasKeptPrivate
            ? .group : .private
    }

    /// The same with only the events after a version: what happened since somebody looked.
    package func since(_ version: Int) -> Escalation {
        var copy = self
        copy.events = events.filter { Int($0.details["version"] ?? "") ?? 0 > version }
        return copy
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
