import Foundation
import MutualAid

/// A message's columns and how they become a `Message`.
enum MessageRow {
    static let columns = """
        "id", "connection", "room", "groupID", "member", "platformID", "text", "replyTo", "mentionsBot", "isPrivate",
        "hasMedia", "sentAt", "receivedAt", "state", "attempts", "token", "leaseUntil", "decision", "origin"
        """
    static let attempts = 14
    static let token = 15
    static let leaseUntil = 16
    static let decision = 17
    static let origin = 18

    static func message(_ row: SQLRow, _ members: MemberDirectory, _ database: any SQLConnection) throws -> Message {
        Message(
            id: ID(rawValue: row.integer(0)),
            room: Room(connection: row.text(1), name: row.text(2)),
            group: row.text(3),
            member: ID(rawValue: row.integer(4)),
            platformID: row.text(5),
            text: try text(
                row.blob(6),
                table: "message",
                row: row.integer(0),
                member: row.integer(4),
                members,
                database
            ),
            replyTo: row.optionalText(7),
            mentionsBot: row.flag(8),
            isPrivate: row.flag(9),
            hasMedia: row.flag(10),
            sentAt: row.date(11),
            receivedAt: row.date(12),
            state: Message.State(rawValue: row.text(13)) ?? .quarantined,
            origin: Message.Origin(rawValue: row.text(origin)) ?? .written
        )
    }

    /// An encrypted text, or nothing where it was forgotten or its key destroyed.
    static func text(
        _ sealed: Data?,
        table: String,
        row: Int64,
        member: Int64,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws -> PrivateText {
        guard let sealed, let key = try members.key(of: member, database) else { return "" }
        let plain = try Sealing.open(sealed, under: key, table: table, row: row, column: "text")
        return PrivateText(String(decoding: plain, as: UTF8.self))
    }
}
