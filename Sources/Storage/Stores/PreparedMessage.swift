import Foundation
import MutualAid

/// A message made ready for the writer where its request is handled: hashed, encrypted and laid out as a row.
///
/// The writer has one thread for everybody; what needs no database is done before it is asked.
struct PreparedMessage: Sendable {
    let key: KeyedHash
    let id: ID<Message>
    let state: Message.State
    private let row: SQLArguments

    /// - Throws: where the text cannot be encrypted.
    init(
        _ message: IncomingMessage,
        id: ID<Message>,
        key: KeyedHash,
        from member: MemberDirectory.Known,
        receivedAt: Date,
        origin: Message.Origin = .written
    ) throws {
        self.id = id
        self.key = key
        state = message.sender.isBot ? .setAside : .received
        let sealed = try Sealing.seal(
            message.text.exposed.utf8,
            under: member.key,
            table: "message",
            row: id.rawValue,
            column: "text"
        )
        var row = SQLArguments(bytes: sealed.count + 128, cells: 17)
        row.append(id.rawValue)
        row.append(message.room.connection)
        row.append(message.room.name)
        row.append(message.group)
        row.append(member.id.rawValue)
        row.append(message.platformID)
        row.append(blob: sealed)
        row.append(message.replyTo)
        row.append(message.mentionsBot)
        row.append(message.isPrivate)
        row.append(!message.media.isEmpty)
        row.append(message.sentAt.microseconds)
        row.append(receivedAt.microseconds)
        row.append(state.rawValue)
        row.append(origin.rawValue)
        row.append(receivedAt.microseconds)
        row.append(message.lane.rawValue)
        self.row = row
    }

    func insert(at now: Date, _ database: any SQLConnection) throws {
        try database.run(Self.insertMessage, row)
        try EventLog.appendReceived(id, state: state, at: now, database)
    }

    private static let insertMessage = SQLStatement(
        """
        INSERT INTO "message" ("id", "connection", "room", "groupID", "member", "platformID", "text", "replyTo",
          "mentionsBot", "isPrivate", "hasMedia", "sentAt", "receivedAt", "state", "origin", "dueAt",
          "lane")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
}
