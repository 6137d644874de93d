import Crypto
import Foundation
package import MutualAid

extension Database: MessageStore {
    package func receive(
        _ webhook: ReceivedWebhook,
        then: @escaping @Sendable (Result<Arrival, StoreFailure>) -> Void
    ) {
        let key = eventKey(webhook)
        let prepared: [Prepared?]
        do {
            prepared = try webhook.events.map { try prepare($0, receivedAt: webhook.receivedAt) }
        } catch {
            return then(.failure(.unavailable))
        }
        let lane = webhook.waitingLane
        writer.write(
            .arrival,
            WriteQueue.Job(
                run: { [self] database in
                    let arrival = try store(webhook, key, prepared, database)
                    Failpoint.hit("before-arrival-commit")
                    return { self.announce(arrival, waitingIn: lane, then) }
                },
                fail: { then(.failure($0 as? StoreFailure ?? .unavailable)) }
            )
        )
    }

    /// Tells, after the commit, the worker and the platform.
    private func announce(
        _ arrival: Arrival,
        waitingIn lane: Lane?,
        _ then: @Sendable (Result<Arrival, StoreFailure>) -> Void
    ) {
        Failpoint.hit("after-arrival-commit")
        if !arrival.isDuplicate, let lane { changes.messages[lane].ring() }
        then(.success(arrival))
    }

    /// A message and its sender as far as they could be made ready before the writer was asked.
    private final class Prepared: Sendable {
        let member: MemberDirectory.Prepared
        let message: PreparedMessage

        init(_ member: MemberDirectory.Prepared, _ message: PreparedMessage) {
            self.member = member
            self.message = message
        }
    }

    private func prepare(_ event: IncomingEvent, receivedAt: Date) throws -> Prepared? {
        guard case .messageCreated(let message) = event,
            let member = try members.prepare(message.sender, on: message.room.connection, ids: ids)
        else { return nil }
        let ready = try PreparedMessage(
            message,
            id: ids.next(),
            key: messageKey(message.room, message.platformID),
            from: member.known,
            receivedAt: receivedAt
        )
        return Prepared(member, ready)
    }

    /// One webhook, all or nothing; whatever was seen before has no second effect.
    private func store(
        _ webhook: ReceivedWebhook,
        _ key: KeyedHash,
        _ prepared: [Prepared?],
        _ database: any SQLConnection
    ) throws -> Arrival {
        if let known = try arrivals.find(key, database) {
            return Arrival(id: known.message.map { ID(rawValue: $0) }, isDuplicate: true)
        }
        if prepared.count == 1, let message = prepared[0], let stored = try insert(message, webhook, database) {
            try remember(stored, event: key, webhook.receivedAt, database)
            return stored.arrival
        }
        var arrival = Stored(arrival: Arrival(id: nil, isDuplicate: false), key: nil)
        for event in webhook.events {
            let stored = try store(event, of: webhook, database)
            if arrival.arrival.id == nil {
                arrival = stored
            } else {
                try remember(stored, event: nil, webhook.receivedAt, database)
            }
        }
        try remember(arrival, event: key, webhook.receivedAt, database)
        return arrival.arrival
    }

    /// The usual case, with nothing left to be done but writing: `nil` where the sender is not who they were taken for.
    private func insert(
        _ prepared: Prepared,
        _ webhook: ReceivedWebhook,
        _ database: any SQLConnection
    ) throws -> Stored? {
        if let known = try arrivals.find(prepared.message.key, database) {
            return Stored(arrival: Arrival(id: known.message.map { ID(rawValue: $0) }, isDuplicate: true), key: nil)
        }
        guard try members.settle(prepared.member, at: webhook.receivedAt, database) != nil else { return nil }
        try prepared.message.insert(waiting, database)
        return Stored(arrival: Arrival(id: prepared.message.id, isDuplicate: false), key: prepared.message.key)
    }

    /// What became of one event, and the key its message is to be known by if it is new.
    struct Stored {
        let arrival: Arrival
        let key: KeyedHash?
    }

    private func remember(
        _ stored: Stored,
        event key: KeyedHash?,
        _ at: Date,
        _ database: any SQLConnection
    ) throws {
        guard key != nil || stored.key != nil else { return }
        try arrivals.add(
            event: key,
            message: stored.key,
            leadingTo: stored.arrival.id?.rawValue,
            at: at.microseconds,
            database
        )
    }

    private func store(
        _ event: IncomingEvent,
        of webhook: ReceivedWebhook,
        _ database: any SQLConnection
    ) throws -> Stored {
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
            return try store(reaction, to: reference, of: webhook, database)
        case .memberJoined(let room, let group, let sender):
            let known = try members.member(sender, on: room.connection, ids: ids, at: receivedAt, database)
            try note(.memberJoined, room: room, ["member": "\(known.id)"], receivedAt, database)
            return try welcome(sender, in: room, group: group, webhook, database)
        case .memberLeft(let room, _, let sender):
            let known = try members.member(sender, on: room.connection, ids: ids, at: receivedAt, database)
            try note(.memberLeft, room: room, ["member": "\(known.id)"], receivedAt, database)
        case .unknown: break
        }
        return Stored(arrival: Arrival(id: nil, isDuplicate: false), key: nil)
    }

    func insert(
        _ message: IncomingMessage,
        _ receivedAt: Date,
        origin: Message.Origin = .written,
        key given: KeyedHash? = nil,
        _ database: any SQLConnection
    ) throws -> Stored {
        let key = given ?? messageKey(message.room, message.platformID)
        if let known = try arrivals.find(key, database) {
            return Stored(arrival: Arrival(id: known.message.map { ID(rawValue: $0) }, isDuplicate: true), key: nil)
        }
        let member = try members.member(message.sender, on: message.room.connection, ids: ids, at: receivedAt, database)
        let ready = try PreparedMessage(
            message,
            id: ids.next(),
            key: key,
            from: member,
            receivedAt: receivedAt,
            origin: origin
        )
        try ready.insert(waiting, database)
        return Stored(arrival: Arrival(id: ready.id, isDuplicate: false), key: key)
    }

    /// A row that the worker answers with the welcome, in private.
    private func welcome(
        _ sender: Sender,
        in room: Room,
        group: String,
        _ webhook: ReceivedWebhook,
        _ database: any SQLConnection
    ) throws -> Stored {
        guard !sender.isBot else { return Stored(arrival: Arrival(id: nil, isDuplicate: false), key: nil) }
        var message = IncomingMessage(
            room: room,
            group: group,
            platformID: "joined " + webhook.eventID,
            sender: sender,
            text: "",
            sentAt: webhook.receivedAt
        )
        message.isPrivate = true
        return try insert(message, webhook.receivedAt, origin: .joined, database)
    }

    /// The new text is decided anew: the safety floor reads edits too.
    private func edit(_ message: IncomingMessage, _ receivedAt: Date, _ database: any SQLConnection) throws -> Stored {
        guard let row = try row(of: message.room, message.platformID, database),
            let key = try members.key(of: row.integer(1), database)
        else { return try insert(message, receivedAt, database) }
        let id = ID<Message>(rawValue: row.integer(0))
        let text = try Sealing.seal(
            message.text.exposed.utf8,
            under: key,
            table: "message",
            row: id.rawValue,
            column: "text"
        )
        try database.execute(
            "UPDATE \"message\" SET \"text\" = ?, \"origin\" = CASE WHEN \"state\" = 'received' THEN \"origin\" ELSE 'edited' END, \"state\" = 'received', \"attempts\" = 0, \"dueAt\" = ?, \"lane\" = ? WHERE \"id\" = ?",
            .blob(text),
            SQLValue(receivedAt),
            .text(message.lane.rawValue),
            .integer(id.rawValue)
        )
        waiting.add(id, of: row.integer(1))
        try Self.forgetCorrection(of: id, database)
        try EventLog.append(.messageEdited, .message(id), actor: "member", state: "received", at: receivedAt, database)
        return Stored(arrival: Arrival(id: id, isDuplicate: false), key: nil)
    }

    /// The text goes, unless a person works on it: then it stays with the case (criterion E22).
    private func delete(_ reference: IncomingReference, _ receivedAt: Date, _ database: any SQLConnection) throws {
        guard let row = try row(of: reference.room, reference.platformID, database) else { return }
        let id = ID<Message>(rawValue: row.integer(0))
        try database.execute(
            """
            UPDATE "message" SET "state" = 'deleted', "text" = CASE WHEN EXISTS
              (SELECT 1 FROM "escalationMessage" WHERE "message" = "id") THEN "text" END WHERE "id" = ?
            """,
            .integer(id.rawValue)
        )
        try Self.forgetCorrection(of: id, database)
        try EventLog.append(.messageDeleted, .message(id), actor: "member", state: "deleted", at: receivedAt, database)
        try silence(id.rawValue, at: receivedAt, database)
        let cases = try database.query(
            "SELECT \"escalation\" FROM \"escalationMessage\" WHERE \"message\" = ?",
            .integer(id.rawValue)
        )
        for row in cases {
            guard let known = try find(ID(rawValue: row.integer(0)), .all, database) else { continue }
            let step = EscalationStep(store: self, database: database, known: known, actor: .member, now: receivedAt)
            try step.noteRetraction()
        }
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

    /// Id and member of a message that is known by its platform's id.
    private func row(of room: Room, _ platformID: String, _ database: any SQLConnection) throws -> SQLRow? {
        guard let known = try arrivals.find(messageKey(room, platformID), database)?.message else { return nil }
        return try database.first("SELECT \"id\", \"member\" FROM \"message\" WHERE \"id\" = ?", .integer(known))
    }

    private func eventKey(_ webhook: ReceivedWebhook) -> KeyedHash {
        keys.hash("event", webhook.connection, isUniqueEnforced ? webhook.eventID : UUID().uuidString)
    }

    func messageKey(_ room: Room, _ platformID: String) -> KeyedHash {
        keys.hash("message", room.connection, room.name, isUniqueEnforced ? platformID : UUID().uuidString)
    }
}

extension ReceivedWebhook {
    /// The lane in which something of it waits for the worker; `nil` where nothing does.
    fileprivate var waitingLane: Lane? {
        let lanes = events.compactMap { event -> Lane? in
            switch event {
            case .messageCreated(let message), .messageEdited(let message): message.sender.isBot ? nil : message.lane
            case .memberJoined: .ordinary
            case .reactionAdded(_, let reaction): Verdict(reaction: reaction) == nil ? nil : .ordinary
            case .messageDeleted, .memberLeft, .unknown: nil
            }
        }
        return lanes.contains(.emergency) ? .emergency : lanes.first
    }
}
