package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// One member's lines in one room that belong together, claimed by a worker.
package struct Burst: Sendable {
    /// In order of arrival; never empty, at most `Burst.longest`.
    package let messages: [Message]
    package let member: Member
    package let conversation: Conversation
    /// How often these lines were claimed, this time included; counted on disk before the work.
    package let attempts: Int
    /// The fencing token of this claim: settling with an older one is refused.
    package let token: Int64

    /// At most so many lines are one burst.
    package static let longest = 10
    /// How long a fragment waits for its next line, in seconds.
    package static let window: TimeInterval = 15
    /// A burst claimed more often than this is quarantined.
    package static let mostAttempts = 3

    package init(messages: [Message], member: Member, conversation: Conversation, attempts: Int, token: Int64) {
        self.messages = messages
        self.member = member
        self.conversation = conversation
        self.attempts = attempts
        self.token = token
    }

    /// The lines as one text, a line each.
    package var text: String {
        messages.lazy.map(\.text.exposed).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    package var isAddressed: Bool {
        messages.contains { $0.mentionsBot || $0.isPrivate } || conversation.repliesToBot
    }

    package var isPrivate: Bool { messages.allSatisfy(\.isPrivate) }
}

/// What went before, as far as deciding needs it; read once the burst is claimed.
package struct Conversation: Sendable {
    /// Cases of this member that are not resolved.
    package var openEscalations: [OpenEscalation] = []
    /// The numbered titles offered to this member in this room and not yet taken.
    package var choice: OfferedChoice?
    /// Entries answered in this group within the cool-down.
    package var recentAnswers: [RecentAnswer] = []
    /// Unasked bot texts in this group within the last hour.
    package var unaskedTexts = 0
    /// Whether this room has been told that a bot reads along.
    package var isIntroduced = false
    /// How often this member asked for a person in the last 24 hours.
    package var humanRequests = 0
    /// Whether a line quotes something the bot said.
    package var repliesToBot = false

    package init() {}

    /// A case of the member that is still open.
    package struct OpenEscalation: Sendable, Equatable {
        package let id: ID<Escalation>
        package let severity: Severity
        package let desk: Desk
        package let state: Escalation.State
        /// When it came into this state.
        package let changedAt: Date?

        package init(
            id: ID<Escalation>,
            severity: Severity,
            desk: Desk,
            state: Escalation.State,
            changedAt: Date? = nil
        ) {
            self.id = id
            self.severity = severity
            self.desk = desk
            self.state = state
            self.changedAt = changedAt
        }
    }

    /// An open question back, bound to the asker and the room (criterion F6).
    package struct OfferedChoice: Sendable, Equatable {
        package let entries: [String]
        package let offeredAt: Date

        /// How long "2" means the second title, in seconds.
        package static let lifetime: TimeInterval = 600

        package init(entries: [String], offeredAt: Date) {
            self.entries = entries
            self.offeredAt = offeredAt
        }
    }

    /// An entry already answered here.
    package struct RecentAnswer: Sendable, Equatable {
        package let entry: String
        package let language: String
        package let at: Date

        package init(entry: String, language: String, at: Date) {
            self.entry = entry
            self.language = language
            self.at = at
        }
    }
}
