package import struct Foundation.Date

/// One thing a platform tells of, parsed from a verified webhook.
package enum IncomingEvent: Sendable, Equatable {
    case messageCreated(IncomingMessage)
    /// The same shape with the new text.
    case messageEdited(IncomingMessage)
    case messageDeleted(IncomingReference)
    case reactionAdded(IncomingReference, reaction: String)
    case memberJoined(room: Room, group: String, member: Sender)
    case memberLeft(room: Room, group: String, member: Sender)
    /// A kind this connector does not know: counted and acknowledged.
    case unknown(kind: String)

    /// The words it brings; `nil` for one that brings none.
    var text: PrivateText? {
        switch self {
        case .messageCreated(let message), .messageEdited(let message): message.text
        case .messageDeleted, .reactionAdded, .memberJoined, .memberLeft, .unknown: nil
        }
    }

    /// The same, in the emergency lane.
    var urgent: IncomingEvent {
        switch self {
        case .messageCreated(var message):
            message.lane = .emergency
            return .messageCreated(message)
        case .messageEdited(var message):
            message.lane = .emergency
            return .messageEdited(message)
        case .messageDeleted, .reactionAdded, .memberJoined, .memberLeft, .unknown: return self
        }
    }
}

/// A member's message as the platform sent it, before it has a row.
package struct IncomingMessage: Sendable, Equatable {
    package var room: Room
    package var group: String
    package var platformID: String
    package var sender: Sender
    package var text: PrivateText
    package var mentionsBot = false
    package var isPrivate = false
    package var replyTo: String?
    package var mentions: [String] = []
    package var media: [Media] = []
    package var language: String?
    package var sentAt: Date
    /// Which worker reads it: set before it is stored, where its text alone shows a danger sign.
    package var lane = Lane.ordinary

    package init(
        room: Room,
        group: String,
        platformID: String,
        sender: Sender,
        text: PrivateText,
        sentAt: Date
    ) {
        self.room = room
        self.group = group
        self.platformID = platformID
        self.sender = sender
        self.text = text
        self.sentAt = sentAt
    }
}

/// A message that an event is about, and who caused the event.
package struct IncomingReference: Sendable, Equatable {
    package let room: Room
    package let group: String
    package let platformID: String
    package let sender: Sender

    package init(room: Room, group: String, platformID: String, sender: Sender) {
        self.room = room
        self.group = group
        self.platformID = platformID
        self.sender = sender
    }
}

/// Who wrote, in the platform's words.
package struct Sender: Sendable, Equatable {
    package var platformID: PrivateText
    package var name: PrivateText?
    /// ISO 3166-1 alpha-2.
    package var country: String?
    /// Believed only where the connection says `trust_roles: true`.
    package var role: String?
    package var isBot = false

    package init(
        platformID: PrivateText,
        name: PrivateText? = nil,
        country: String? = nil,
        role: String? = nil,
        isBot: Bool = false
    ) {
        self.platformID = platformID
        self.name = name
        self.country = country
        self.role = role
        self.isBot = isBot
    }
}

/// A picture, voice or file beside a message; only that it is there is used, nothing is fetched.
package struct Media: Sendable, Equatable {
    package let kind: String

    package init(kind: String) {
        self.kind = kind
    }
}
