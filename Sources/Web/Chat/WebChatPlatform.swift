import Crypto
package import Foundation
package import MutualAid

/// The built-in web chat as a connector: the same way in and the same store as every platform.
///
/// A member is a random key in that browser's cookie, never the name they typed: two browsers of one name are two
/// people, and a private text reaches only the one it is for.
package struct WebChatPlatform: ChatPlatform {
    package let connection: Connection
    let groups: Groups
    let hub: ChatHub

    package init(connection: Connection, groups: Groups, hub: ChatHub) {
        self.connection = connection
        self.groups = groups
        self.hub = hub
    }

    /// A request whose browser showed its key; made only by `verify`.
    package struct VerifiedWebhook: Sendable {
        let member: String
        let body: [UInt8]

        fileprivate init(member: String, body: [UInt8]) {
            self.member = member
            self.body = body
        }
    }

    /// The name the cookie has.
    static let cookie = "huzhu_chat"

    package func verify(_ request: WebhookRequest, at _: Date) throws(WebhookRejection) -> VerifiedWebhook {
        guard let header = request.header("cookie"), let member = Self.member(cookies: header) else {
            throw .unsigned
        }
        return VerifiedWebhook(member: member, body: request.body)
    }

    package func parse(_ webhook: VerifiedWebhook, receivedAt: Date) throws(WebhookRejection) -> ReceivedWebhook {
        let line: TypedLine
        do {
            line = try JSONDecoder().decode(TypedLine.self, from: Data(webhook.body))
        } catch {
            throw .malformed("a line is {\"id\", \"group\", \"name\", \"text\"}")
        }
        let room = Room(connection: connection.id, name: line.group)
        guard let group = groups.group(of: room) else { throw .unknownGroup }
        guard (8...64).contains(line.id.utf8.count), !line.text.isEmpty, line.text.count <= 4000 else {
            throw .malformed("a line has an id and 1 to 4000 characters")
        }
        return ReceivedWebhook(
            connection: connection.id,
            eventID: "\(webhook.member)/\(line.id)",
            events: [.messageCreated(message(line, by: webhook.member, in: room, group: group.id, at: receivedAt))],
            receivedAt: receivedAt
        )
    }

    package func deliver(_ delivery: Delivery) async -> DeliveryResult {
        let update = ChatUpdate(
            id: delivery.id.description,
            author: "",
            name: "",
            isPrivate: delivery.visibility == .private,
            kind: delivery.kind.rawValue,
            text: delivery.text.exposed,
            inReplyTo: delivery.inReplyTo,
            at: delivery.createdAt.formatted(.iso8601)
        )
        hub.publish(update, in: delivery.room, to: delivery.recipient?.platformID.exposed)
        return .delivered(platformMessageID: delivery.id.description)
    }

    private func message(
        _ line: TypedLine,
        by member: String,
        in room: Room,
        group: String,
        at: Date
    ) -> IncomingMessage {
        let name = String(line.name.prefix(40))
        var message = IncomingMessage(
            room: room,
            group: group,
            platformID: "\(member.prefix(12))-\(line.id)",
            sender: Sender(
                platformID: PrivateText(member),
                name: PrivateText(name),
                country: line.country.flatMap { $0.count == 2 ? $0.uppercased() : nil }
            ),
            text: PrivateText(line.text),
            sentAt: at
        )
        message.isPrivate = line.isPrivate ?? false
        message.replyTo = line.replyTo
        message.mentionsBot = Self.mentions.contains { line.text.lowercased().contains($0) }
        return message
    }

    /// Who the bot answers to.
    private static let mentions = ["@互助", "@huzhu", "@小互"]

    /// The member a browser is, from its cookie's key; the key itself is never stored.
    static func member(cookies header: String) -> String? {
        for pair in header.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, parts[0] == cookie, parts[1].count == 43 else { continue }
            return member(key: parts[1])
        }
        return nil
    }

    static func member(key: String) -> String {
        let digest = SHA256.hash(data: Data("huzhu web chat\n\(key)".utf8))
        return Data(digest).base64EncodedString().prefix(32).filter { $0.isLetter || $0.isNumber }
    }

    /// A new browser's key: 256 random bits.
    static func makeKey() -> String {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        return bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}

/// What the page sends when somebody presses Send.
struct TypedLine: Decodable {
    /// Made by the browser, so that a press repeated after a lost answer is one line.
    let id: String
    let group: String
    let name: String
    let text: String
    let country: String?
    let replyTo: String?
    let isPrivate: Bool?

    enum CodingKeys: String, CodingKey {
        case id, group, name, text, country
        case replyTo = "reply_to"
        case isPrivate = "private"
    }
}
