import Crypto
import Foundation
package import MutualAid

extension Database: MessageStore {
    package func receive(_ webhook: ReceivedWebhook) async throws(StoreFailure) -> Arrival {
        do {
            let arrival = try await writer.write(.arrival) { [self] database in
                let arrival = try store(webhook, database)
                Failpoint.hit("before-arrival-commit")
                return arrival
            }
            Failpoint.hit("after-arrival-commit")
            if !arrival.isDuplicate, webhook.needsWork { changes.messages.ring() }
            return arrival
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            throw .unavailable
        }
    }

    /// One webhook, all or nothing; whatever was seen before has no second effect.
    private func store(_ webhook: ReceivedWebhook, _ database: any SQLConnection) throws -> Arrival {
        let key = keys.hash("event", webhook.connection, isUniqueEnforced ? webhook.eventID : UUID().uuidString)
        let isNew = try database.execute(
            """
            INSERT INTO "webhookEvent" ("key", "message", "receivedAt") VALUES (?, NULL, ?) ON CONFLICT DO NOTHING
            """,
            .blob(key),
            SQLValue(webhook.receivedAt)
        )
        guard isNew == 1 else {
            let row = try database.first("SELECT \"message\" FROM \"webhookEvent\" WHERE \"key\" = ?", .blob(key))
            return Arrival(id: row?.optionalInteger(0).map { ID(rawValue: $0) }, isDuplicate: true)
        }
        var arrival = Arrival(id: nil, isDuplicate: false)
        for event in webhook.events {
            let stored = try store(event, of: webhook, database)
            if arrival.id == nil { arrival = stored }
        }
        if let id = arrival.id {
            try database.execute(
                "UPDATE \"webhookEvent\" SET \"message\" = ? WHERE \"key\" = ?",
                .integer(id.rawValue),
                .blob(key)
            )
        }
        return arrival
    }

    private func store(
        _ event: IncomingEvent,
        of webhook: ReceivedWebhook,
        _ database: any SQLConnection
    ) throws -> Arrival {
        let receivedAt = webhook.receivedAt
        switch event {
        case .messageCreated(let message): return try insert(message, receivedAt, database)
        case .messageEdited(let message): return try edit(message, receivedAt, database)
        case .messageDeleted(let reference): try delete(reference, receivedAt, database)
        case .reactionAdded(let reference, let reaction):
            // A reaction is a sign, not a word; long ones are cut so that no text hides in it.
            try note(
                .reactionAdded,
                room: reference.room,
                ["reaction": String(reaction.prefix(16))],
                receivedAt,
                database
            )
        case .memberJoined(let room, let group, let sender):
            let known = try members.member(sender, on: room.connection, ids: ids, at: receivedAt, database)
            try note(.memberJoined, room: room, ["member": "\(known.id)"], receivedAt, database)
            try welcome(sender, in: room, group: group, webhook, database)
        case .memberLeft(let room, _, let sender):
            let known = try members.member(sender, on: room.connection, ids: ids, at: receivedAt, database)
            try note(.memberLeft, room: room, ["member": "\(known.id)"], receivedAt, database)
        case .unknown: break
        }
        return Arrival(id: nil, isDuplicate: false)
    }

    private func insert(
        _ message: IncomingMessage,
        _ receivedAt: Date,
        origin: Message.Origin = .written,
        _ database: any SQLConnection
    ) throws -> Arrival {
        let lookup = messageLookup(message.room, message.platformID)
        let member = try members.member(message.sender, on: message.room.connection, ids: ids, at: receivedAt, database)
        let id = ids.next(Message.self)
        let text = try Sealing.seal(
            Data(message.text.exposed.utf8),
            under: member.key,
            table: "message",
            row: id.rawValue,
            column: "text"
        )
        let state: Message.State = message.sender.isBot ? .setAside : .received
        let isNew = try database.execute(
            """
            INSERT INTO "message" ("id", "lookup", "connection", "room", "groupID", "member", "platformID", "text",
              "replyTo", "mentionsBot", "isPrivate", "hasMedia", "sentAt", "receivedAt", "state", "origin", "dueAt")
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT ("lookup") DO NOTHING
            """,
            .integer(id.rawValue),
            .blob(lookup),
            .text(message.room.connection),
            .text(message.room.name),
            .text(message.group),
            .integer(member.id.rawValue),
            .text(message.platformID),
            .blob(text),
            SQLValue(message.replyTo),
            SQLValue(message.mentionsBot),
            SQLValue(message.isPrivate),
            SQLValue(!message.media.isEmpty),
            SQLValue(message.sentAt),
            SQLValue(receivedAt),
            .text(state.rawValue),
            .text(origin.rawValue),
            SQLValue(receivedAt)
        )
        guard isNew == 1 else {
            let known = try database.first("SELECT \"id\" FROM \"message\" WHERE \"lookup\" = ?", .blob(lookup))
            return Arrival(id: known.map { ID(rawValue: $0.integer(0)) }, isDuplicate: true)
        }
        try EventLog.append(
            .messageReceived,
            .message(id),
            actor: "member",
            state: state.rawValue,
            at: receivedAt,
            database
        )
        return Arrival(id: id, isDuplicate: false)
    }

    /// A row that the worker answers with the welcome, in private.
    private func welcome(
        _ sender: Sender,
        in room: Room,
        group: String,
        _ webhook: ReceivedWebhook,
        _ database: any SQLConnection
    ) throws {
        guard !sender.isBot else { return }
        var message = IncomingMessage(
            room: room,
            group: group,
            platformID: "joined " + webhook.eventID,
            sender: sender,
            text: "",
            sentAt: webhook.receivedAt
        )
        message.isPrivate = true
        _ = try insert(message, webhook.receivedAt, origin: .joined, database)
    }

    /// The new text is decided anew: the safety floor reads edits too.
    private func edit(_ message: IncomingMessage, _ receivedAt: Date, _ database: any SQLConnection) throws -> Arrival {
        let lookup = messageLookup(message.room, message.platformID)
        guard
            let row = try database.first(
                "SELECT \"id\", \"member\" FROM \"message\" WHERE \"lookup\" = ?",
                .blob(lookup)
            ),
            let key = try members.key(of: row.integer(1), database)
        else { return try insert(message, receivedAt, database) }
        let id = ID<Message>(rawValue: row.integer(0))
        let text = try Sealing.seal(
            Data(message.text.exposed.utf8),
            under: key,
            table: "message",
            row: id.rawValue,
            column: "text"
        )
        try database.execute(
            "UPDATE \"message\" SET \"text\" = ?, \"origin\" = CASE WHEN \"state\" = 'received' THEN \"origin\" ELSE 'edited' END, \"state\" = 'received', \"attempts\" = 0, \"dueAt\" = ? WHERE \"id\" = ?",
            .blob(text),
            SQLValue(receivedAt),
            .integer(id.rawValue)
        )
        try EventLog.append(.messageEdited, .message(id), actor: "member", state: "received", at: receivedAt, database)
        return Arrival(id: id, isDuplicate: false)
    }

    /// The text goes, unless a person works on it: then it stays with the case (criterion E22).
    private func delete(_ reference: IncomingReference, _ receivedAt: Date, _ database: any SQLConnection) throws {
        let lookup = messageLookup(reference.room, reference.platformID)
        guard let row = try database.first("SELECT \"id\" FROM \"message\" WHERE \"lookup\" = ?", .blob(lookup)) else {
            return
        }
        let id = ID<Message>(rawValue: row.integer(0))
        try database.execute(
            """
            UPDATE "message" SET "state" = 'deleted', "text" = CASE WHEN EXISTS
              (SELECT 1 FROM "escalationMessage" WHERE "message" = "id") THEN "text" END WHERE "id" = ?
            """,
            .integer(id.rawValue)
        )
        try EventLog.append(.messageDeleted, .message(id), actor: "member", state: "deleted", at: receivedAt, database)
    }

    private func note(
        _ kind: Event.Kind,
        room: Room,
        _ details: [String: String],
        _ at: Date,
        _ database: any SQLConnection
    ) throws {
        try EventLog.append(kind, .room(room), actor: "member", details: details, at: at, database)
    }

    private func messageLookup(_ room: Room, _ platformID: String) -> Data {
        keys.hash("message", room.connection, room.name, isUniqueEnforced ? platformID : UUID().uuidString)
    }
}

extension ReceivedWebhook {
    /// Whether something in it waits for the worker.
    fileprivate var needsWork: Bool {
        events.contains { event in
            switch event {
            case .messageCreated(let message), .messageEdited(let message): !message.sender.isBot
            case .memberJoined: true
            case .messageDeleted, .reactionAdded, .memberLeft, .unknown: false
            }
        }
    }
}
