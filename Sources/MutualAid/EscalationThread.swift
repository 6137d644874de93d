package import struct Foundation.Date

/// One line of a case as staff see it: what the member wrote, what was answered, what colleagues noted.
package struct ThreadLine: Sendable {
    package let origin: Origin
    package let text: PrivateText
    package let at: Date
    /// The member's message it is; `nil` for what was said to them.
    package var message: ID<Message>?

    /// Where a line comes from.
    package enum Origin: Sendable, Equatable {
        case member
        /// What the bot or a person answered, and whether only the member saw it.
        case reply(Delivery.Kind, Delivery.State, Visibility)
        /// A note of a colleague, by their login; the member never sees it.
        case note(String)
    }

    package init(origin: Origin, text: PrivateText, at: Date) {
        self.origin = origin
        self.text = text
        self.at = at
    }
}

/// Everything that was said in a case.
package protocol EscalationThreadStore: Sendable {
    /// The lines of a case, oldest first; nothing where the scope may not know of it.
    func thread(of id: ID<Escalation>, scope: Scope) async throws -> [ThreadLine]
    /// What happened after an event, for pages that are open.
    func changes(after sequence: Int64) async throws -> PageChanges
}

/// What happened since somebody looked, as far as open pages have to know.
package struct PageChanges: Sendable, Equatable {
    /// The newest event there is.
    package let newest: Int64
    /// The cases that something happened to.
    package let escalations: [ID<Escalation>]
    /// Whether somebody's sessions are over: they were disabled, invited anew, changed their password or signed out.
    package let endsSessions: Bool

    package init(newest: Int64, escalations: [ID<Escalation>] = [], endsSessions: Bool = false) {
        self.newest = newest
        self.escalations = escalations
        self.endsSessions = endsSessions
    }
}
