package import struct Foundation.Date

/// A message a member wrote, as it lies in the store.
package struct Message: Sendable {
    package let id: ID<Message>
    package let room: Room
    package let group: String
    package let member: ID<Member>
    /// The platform's own id, to quote and to recognise repeats by.
    package let platformID: String
    package let text: PrivateText
    package let replyTo: String?
    package let mentionsBot: Bool
    /// Whether only the bot could read it (a direct message).
    package let isPrivate: Bool
    package let hasMedia: Bool
    package let sentAt: Date
    package let receivedAt: Date
    package let state: State
    package let origin: Origin

    /// How the row came to be.
    package enum Origin: String, Sendable, Codable, CaseIterable {
        case written
        /// The member changed it after it had been decided: only the safety floor reads it again.
        case edited
        /// Nobody wrote it: a member joined the room and is to be welcomed.
        case joined
    }

    /// Where a message is on its way.
    ///
    /// Legal moves: `received → settled | set_aside | quarantined`; `settled → received` when a further line of the same
    /// burst arrives before anything was delivered, or when the member edits it; `quarantined → received` by a person.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// On disk, acknowledged, not yet decided.
        case received
        /// Decided; what follows from it was written in the same transaction.
        case settled
        /// Not for the bot: its own message, another bot's, or an event that needs nothing.
        case setAside = "set_aside"
        /// Broke the worker three times; shown to a person instead.
        case quarantined
        /// The member deleted it; what was said of it stays with the case.
        case deleted
    }

    package init(
        id: ID<Message>,
        room: Room,
        group: String,
        member: ID<Member>,
        platformID: String,
        text: PrivateText,
        replyTo: String?,
        mentionsBot: Bool,
        isPrivate: Bool,
        hasMedia: Bool,
        sentAt: Date,
        receivedAt: Date,
        state: State,
        origin: Origin = .written
    ) {
        self.id = id
        self.room = room
        self.group = group
        self.member = member
        self.platformID = platformID
        self.text = text
        self.replyTo = replyTo
        self.mentionsBot = mentionsBot
        self.isPrivate = isPrivate
        self.hasMedia = hasMedia
        self.sentAt = sentAt
        self.receivedAt = receivedAt
        self.state = state
        self.origin = origin
    }
}
