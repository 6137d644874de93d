import Foundation
import MutualAid

/// A message made ready for the writer where its request is handled: hashed, encrypted and laid out as a row.
///
/// The writer has one thread for everybody; what needs no database is done before it is asked.
struct PreparedMessage: Sendable {
    let key: KeyedHash
    let id: ID<Message>
    private let member: Int64
    private let isWaiting: Bool
    private let row: SQLArguments
    private let event: SQLArguments

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
        let state: Message.State = message.sender.isBot ? .setAside : .received
        self.member = member.id.rawValue
        isWaiting = state == .received
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
        event = EventLog.received(id, state: state, at: receivedAt)
    }

    /// Writes the row and its event, and notes that it waits.
    func insert(_ waiting: WaitingLines, _ database: any SQLConnection) throws {
        try database.run(Self.insertMessage, row)
        try database.run(EventLog.insertReceived, event)
        if isWaiting { waiting.add(id, of: member) }
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
