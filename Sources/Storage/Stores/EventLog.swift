package import Foundation
package import MutualAid

/// Writes events in the transaction of what they tell, and reads them back.
enum EventLog {
    static func append(
        _ kind: Event.Kind,
        _ subject: Event.Subject,
        actor: String = "bot",
        state: String? = nil,
        details: [String: String] = [:],
        at now: Date,
        _ database: any SQLConnection
    ) throws {
        let (subjectKind, key) = subject.columns
        try database.execute(
            """
            INSERT INTO "event" ("at", "actor", "kind", "subjectKind", "subject", "state", "details")
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(now),
            .text(actor),
            .text(kind.rawValue),
            .text(subjectKind),
            .text(key),
            SQLValue(state),
            .text(details.isEmpty ? "{}" : try JSONColumn.encode(details))
        )
    }

    /// The event of an arrival, whose words are mostly the same, for `insertReceived`.
    static func received(_ id: ID<Message>, state: Message.State, at now: Date) -> SQLArguments {
        var arguments = SQLArguments(bytes: 32, cells: 3)
        arguments.append(now.microseconds)
        arguments.append(id.description)
        arguments.append(state.rawValue)
        return arguments
    }

    static let insertReceived = SQLStatement(
        """
        INSERT INTO "event" ("at", "actor", "kind", "subjectKind", "subject", "state", "details")
        VALUES (?, 'member', 'messageReceived', 'message', ?, ?, '{}')
        """
    )

    static func event(_ row: SQLRow) throws -> Event? {
        guard let kind = Event.Kind(rawValue: row.text(3)), let subject = Event.Subject(row.text(4), row.text(5)) else {
            return nil
        }
        return Event(
            sequence: row.integer(0),
            at: row.date(1),
            actor: row.text(2),
            kind: kind,
            subject: subject,
            state: row.optionalText(6),
            details: try JSONColumn.decode([String: String].self, row.text(7))
        )
    }

    static let columns =
        "\"sequence\", \"at\", \"actor\", \"kind\", \"subjectKind\", \"subject\", \"state\", \"details\""
}

extension Event.Subject {
    /// How a subject stands in its two columns.
    var columns: (kind: String, key: String) {
        switch self {
        case .message(let id): ("message", "\(id)")
        case .delivery(let id): ("delivery", "\(id)")
        case .escalation(let id): ("escalation", "\(id)")
        case .staff(let login): ("staff", login)
        case .room(let room): ("room", room.connection + "\n" + room.name)
        case .entry(let id): ("entry", id)
        case .system: ("system", "")
        }
    }

    init?(_ kind: String, _ key: String) {
        switch kind {
        case "message":
            guard let id = ID<Message>(key) else { return nil }
            self = .message(id)
        case "delivery":
            guard let id = ID<Delivery>(key) else { return nil }
            self = .delivery(id)
        case "escalation":
            guard let id = ID<Escalation>(key) else { return nil }
            self = .escalation(id)
        case "staff": self = .staff(key)
        case "room":
            let parts = key.split(separator: "\n", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            self = .room(Room(connection: parts[0], name: parts[1]))
        case "entry": self = .entry(key)
        case "system": self = .system
        default: return nil
        }
    }
}

/// Small values kept as JSON in one column.
enum JSONColumn {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .secondsSince1970
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(type, from: Data(text.utf8))
    }
}

extension Database {
    /// Events after a sequence number, oldest first.
    package func events(after sequence: Int64, limit: Int) async throws -> [Event] {
        try await engine.read { database in
            try database.query(
                "SELECT \(EventLog.columns) FROM \"event\" WHERE \"sequence\" > ? ORDER BY \"sequence\" LIMIT ?",
                .integer(sequence),
                SQLValue(limit)
            ).compactMap(EventLog.event)
        }
    }

    /// Writes an event of its own, such as that answers were paused.
    package func append(
        _ kind: Event.Kind,
        subject: Event.Subject,
        actor: String,
        details: [String: String],
        now: Date
    ) async throws {
        try await writer.write { database in
            try EventLog.append(kind, subject, actor: actor, details: details, at: now, database)
        }
    }
}

extension Database {
    /// Whether a person paused automatic answers; kept over restarts.
    package func answersArePaused() async throws -> Bool {
        try await engine.read { try $0.first("SELECT 1 FROM \"setting\" WHERE \"name\" = 'answersPaused'") != nil }
    }

    /// Pauses automatic answers, or lets them go out again.
    package func setAnswersPaused(_ isPaused: Bool, actor: String, now: Date) async throws {
        try await writer.write { database in
            try database.execute(
                isPaused
                    ? "INSERT INTO \"setting\" (\"name\", \"value\") VALUES ('answersPaused', x'01') ON CONFLICT DO NOTHING"
                    : "DELETE FROM \"setting\" WHERE \"name\" = 'answersPaused'"
            )
            let kind: Event.Kind = isPaused ? .answersPaused : .answersResumed
            try EventLog.append(kind, .system, actor: actor, at: now, database)
        }
    }
}
