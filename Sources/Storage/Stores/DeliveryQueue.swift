import Comprehension
import Foundation
import MutualAid

/// Deliveries wait in line: one conversation and lane sends one at a time, in order.
///
/// Only the head of a line has a due time; those behind it are parked and step forward when it is done.
enum DeliveryQueue {
    /// A due time that never comes.
    static let parked: Int64 = 9_000_000_000_000_000

    /// A delivery to be queued.
    struct New {
        let id: ID<Delivery>
        let room: Room
        let group: String
        let visibility: Visibility
        /// Whom it is for or whose question it answers; their key encrypts it.
        ///
        /// `nil`: a line for staff.
        let member: ID<Member>?
        let inReplyTo: String?
        let kind: Delivery.Kind
        let text: PrivateText
        let message: ID<Message>?
        let decision: Int64?
        let escalation: ID<Escalation>?
        let entry: AnsweredEntry?
        let isUnasked: Bool
        /// How many seconds its author can take it back, and it waits.
        var hold: TimeInterval = 0

        /// A line for staff: into a room, or to one of them in private.
        static func duty(
            _ id: ID<Delivery>,
            _ text: PrivateText,
            in room: Room,
            group: String,
            to person: ID<Member>? = nil,
            escalation: ID<Escalation>? = nil,
            as kind: Delivery.Kind = .duty
        ) -> New {
            New(
                id: id,
                room: room,
                group: group,
                visibility: person == nil ? .group : .private,
                member: person,
                inReplyTo: nil,
                kind: kind,
                text: text,
                message: nil,
                decision: nil,
                escalation: escalation,
                entry: nil,
                isUnasked: false
            )
        }
    }

    static func add(
        _ new: New,
        members: MemberDirectory,
        keys: KeyRing,
        at now: Date,
        _ database: any SQLConnection
    ) throws {
        let key = try new.member.map { try members.key(of: $0.rawValue, database) } ?? keys.house
        // Nobody is there any more to be written to: they were erased.
        guard key != nil else { return }
        let text = try key.map {
            try Sealing.seal(
                Data(new.text.exposed.utf8),
                under: $0,
                table: "delivery",
                row: new.id.rawValue,
                column: "text"
            )
        }
        let conversation = conversation(new)
        let lane = new.kind.lane.rawValue
        let ahead = try database.first(
            """
            SELECT 1 FROM "delivery" WHERE "conversation" = ? AND "lane" = ?
              AND "state" IN ('waiting', 'attempting', 'held') LIMIT 1
            """,
            .text(conversation),
            .text(lane)
        )
        try database.execute(
            """
            INSERT INTO "delivery" ("id", "connection", "room", "groupID", "visibility", "member", "inReplyTo", "kind",
              "lane", "conversation", "text", "state", "dueAt", "createdAt", "message", "decision", "escalation",
              "entry", "entryVersion", "entryLanguage", "isUnasked", "notBefore")
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(new.id.rawValue),
            .text(new.room.connection),
            .text(new.room.name),
            .text(new.group),
            .text(new.visibility.rawValue),
            SQLValue(new.member?.rawValue),
            SQLValue(new.inReplyTo),
            .text(new.kind.rawValue),
            .text(lane),
            .text(conversation),
            SQLValue(text),
            .integer(ahead == nil ? now.addingTimeInterval(new.hold).microseconds : parked),
            SQLValue(now),
            SQLValue(new.message?.rawValue),
            SQLValue(new.decision),
            SQLValue(new.escalation?.rawValue),
            SQLValue(new.entry?.entry),
            SQLValue(new.entry?.version),
            SQLValue(new.entry?.language.rawValue),
            SQLValue(new.isUnasked),
            SQLValue(new.hold > 0 ? now.addingTimeInterval(new.hold) : nil)
        )
        try EventLog.append(
            .deliveryQueued,
            .delivery(new.id),
            state: "waiting",
            details: ["kind": new.kind.rawValue],
            at: now,
            database
        )
    }

    /// Lets the next of a line step forward, once its head is done.
    static func advance(conversation: String, lane: String, at now: Date, _ database: any SQLConnection) throws {
        try database.execute(
            """
            UPDATE "delivery" SET "dueAt" = MAX(?, COALESCE("notBefore", 0)) WHERE "id" = (SELECT "id" FROM "delivery" WHERE "conversation" = ?
              AND "lane" = ? AND "state" IN ('waiting', 'attempting', 'held') ORDER BY "id" LIMIT 1)
              AND "state" = 'waiting' AND "dueAt" = ?
            """,
            SQLValue(now),
            .text(conversation),
            .text(lane),
            .integer(parked)
        )
    }

    /// The room, or one person in it.
    private static func conversation(_ new: New) -> String {
        let room = new.room.connection + "\n" + new.room.name
        return new.visibility == .private ? room + "\n" + (new.member.map { "\($0)" } ?? "") : room
    }
}
