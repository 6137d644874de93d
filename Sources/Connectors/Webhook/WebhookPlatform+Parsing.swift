package import Foundation
package import MutualAid

extension WebhookPlatform {
    package func parse(_ webhook: VerifiedWebhook, receivedAt: Date) throws(WebhookRejection) -> ReceivedWebhook {
        let envelope = try readable { () throws(JSONProblem) in
            try WebhookEnvelope(webhook.body) { EventKind(rawValue: $0) != nil }
        }
        let event = try event(of: envelope, receivedAt: receivedAt)
        return ReceivedWebhook(connection: connection.id, eventID: webhook.id, events: [event], receivedAt: receivedAt)
    }

    /// The data of a kind that is not known may have any shape, so it is read only where the kind is.
    private func event(
        of envelope: WebhookEnvelope,
        receivedAt: Date
    ) throws(WebhookRejection) -> IncomingEvent {
        guard let type = envelope.type else { throw .malformed("type is missing") }
        guard let kind = EventKind(rawValue: type) else { return .unknown(kind: String(type.prefix(64))) }
        let data = try data(of: envelope)
        let room = try room(data)
        switch kind {
        case .messageCreated: return .messageCreated(try message(data, in: room, receivedAt: receivedAt))
        case .messageEdited: return .messageEdited(try message(data, in: room, receivedAt: receivedAt))
        case .messageDeleted: return .messageDeleted(try reference(data, in: room))
        case .reactionAdded:
            let reaction = try identifier(data.reaction, "data.reaction")
            return .reactionAdded(try reference(data, in: room), reaction: reaction)
        case .memberJoined:
            return .memberJoined(room: room.room, group: room.group, member: try person(data.member, "data.member"))
        case .memberLeft:
            return .memberLeft(room: room.room, group: room.group, member: try person(data.member, "data.member"))
        }
    }

    private func data(of envelope: WebhookEnvelope) throws(WebhookRejection) -> WebhookData {
        if let data = envelope.data { return data }
        guard var reader = envelope.later else { throw .malformed("data is missing") }
        return try readable { () throws(JSONProblem) in try WebhookData(&reader) }
    }

    private func room(_ data: WebhookData) throws(WebhookRejection) -> (room: Room, group: String) {
        let room = Room(connection: connection.id, name: try identifier(data.group, "data.group_id"))
        guard let group = groups.group(of: room) else { throw .unknownGroup }
        return (room, group.id)
    }

    private func message(
        _ data: WebhookData,
        in place: (room: Room, group: String),
        receivedAt: Date
    ) throws(WebhookRejection) -> IncomingMessage {
        guard let text = data.text ?? (data.media.isEmpty ? nil : "") else { throw .malformed("data.text is missing") }
        var message = IncomingMessage(
            room: place.room,
            group: place.group,
            platformID: try identifier(data.message, "data.message_id"),
            sender: try person(data.sender, "data.sender"),
            text: PrivateText(text),
            sentAt: try sentAt(data, receivedAt: receivedAt)
        )
        message.mentionsBot = data.mentionsBot
        message.isPrivate = try isPrivate(data)
        if let replyTo = data.replyTo, !replyTo.isEmpty {
            message.replyTo = try identifier(replyTo, "data.reply_to")
        }
        message.mentions = data.mentions
        message.media = data.media
        message.language = data.language.flatMap { $0.utf8.count <= 35 ? $0 : nil }
        return message
    }

    private func reference(
        _ data: WebhookData,
        in place: (room: Room, group: String)
    ) throws(WebhookRejection) -> IncomingReference {
        IncomingReference(
            room: place.room,
            group: place.group,
            platformID: try identifier(data.message, "data.message_id"),
            sender: try person(data.sender, "data.sender")
        )
    }

    private func person(_ person: WebhookPerson?, _ field: String) throws(WebhookRejection) -> Sender {
        guard let person else { throw .malformed("\(field) is missing") }
        return Sender(
            platformID: PrivateText(try identifier(person.id, "\(field).id")),
            name: try name(person, field),
            country: country(person),
            role: settings.trustRoles ? person.role : nil,
            isBot: person.isBot
        )
    }

    /// A name is shown in one line; a longer one than anybody has is cut.
    private func name(_ person: WebhookPerson, _ field: String) throws(WebhookRejection) -> PrivateText? {
        guard let name = person.name, !name.isEmpty else { return nil }
        guard name.utf8.count > 200 else { return PrivateText(name) }
        guard name.utf8.count <= 65536 else { throw .malformed("\(field).name is longer than 64 KiB") }
        // One character may be built of any number of scalars.
        return PrivateText(String(String(name.prefix(200)).unicodeScalars.prefix(1000)))
    }

    private func country(_ person: WebhookPerson) -> String? {
        guard let country = person.country, country.utf8.count == 2,
            country.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) })
        else { return nil }
        return country.uppercased()
    }

    private func sentAt(_ data: WebhookData, receivedAt: Date) throws(WebhookRejection) -> Date {
        guard let text = data.sentAt else { return receivedAt }
        guard let date = Date(rfc3339: text) else { throw .malformed("data.sent_at is no RFC 3339 time") }
        return date
    }

    /// A word that is not known is refused: taken for `group`, it could bring a private matter before everybody.
    private func isPrivate(_ data: WebhookData) throws(WebhookRejection) -> Bool {
        switch data.visibility {
        case nil, "group": false
        case "private": true
        case .some: throw .malformed("data.visibility is neither group nor private")
        }
    }

    private func identifier(_ text: String?, _ field: String) throws(WebhookRejection) -> String {
        guard let text else { throw .malformed("\(field) is missing") }
        guard (1...256).contains(text.utf8.count) else { throw .malformed("\(field) does not have 1 to 256 bytes") }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .malformed("\(field) has a control character")
        }
        return text
    }

    private func readable<Value>(
        _ read: () throws(JSONProblem) -> Value
    ) throws(WebhookRejection) -> Value {
        do {
            return try read()
        } catch {
            throw .malformed(error.description)
        }
    }
}

/// The kinds of event that a gateway tells of.
private enum EventKind: String {
    case messageCreated = "message.created"
    case messageEdited = "message.edited"
    case messageDeleted = "message.deleted"
    case reactionAdded = "reaction.added"
    case memberJoined = "member.joined"
    case memberLeft = "member.left"
}
