package import struct Foundation.Date

/// One line of a room as somebody in it sees it: a member's message or something the bot or a person sent.
package struct ChatLine: Sendable {
    /// The platform's id of the line, which a reply quotes.
    package let id: String
    /// Who wrote it; `nil` when it came from Huzhu.
    package let author: ID<Member>?
    package let authorName: PrivateText?
    package let visibility: Visibility
    /// What Huzhu's line is; `nil` for a member's.
    package let kind: Delivery.Kind?
    package let text: PrivateText
    package let inReplyTo: String?
    package let at: Date

    package init(
        id: String,
        author: ID<Member>?,
        authorName: PrivateText?,
        visibility: Visibility,
        kind: Delivery.Kind?,
        text: PrivateText,
        inReplyTo: String?,
        at: Date
    ) {
        self.id = id
        self.author = author
        self.authorName = authorName
        self.visibility = visibility
        self.kind = kind
        self.text = text
        self.inReplyTo = inReplyTo
        self.at = at
    }
}

/// What was said in a room, for the built-in web chat.
package protocol ChatHistoryStore: Sendable {
    /// The last lines of a room, oldest first: what everybody sees, and what was private with this member.
    func history(of room: Room, for member: ID<Member>?, limit: Int) async throws -> [ChatLine]
    /// The member a connection knows by this id.
    func member(connection: String, platformID: PrivateText) async throws -> Member?
}
