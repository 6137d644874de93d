import Comprehension
import Foundation
import MutualAid

/// An escalation's columns: how a new one is written and how a row is read.
enum EscalationRow {
    struct New {
        let id: ID<Escalation>
        let request: EscalationRequest
        let group: String
        let room: Room
        let member: ID<Member>
        let language: String
        let wasAskedInGroup: Bool
        let receivedAt: Date
    }

    static func insert(_ new: New, at now: Date, _ database: any SQLConnection) throws {
        let request = new.request
        try database.execute(
            """
            INSERT INTO "escalation" ("id", "version", "state", "severity", "desk", "groupID", "connection", "room",
              "member", "labels", "dangerSigns", "reason", "draftEntry", "language", "wasAskedInGroup", "receivedAt",
              "dueAt") VALUES (?, 1, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(new.id.rawValue),
            .text(request.severity.rawValue),
            .text(request.desk.rawValue),
            .text(new.group),
            .text(new.room.connection),
            .text(new.room.name),
            .integer(new.member.rawValue),
            .text(try JSONColumn.encode(request.labels)),
            .text(try JSONColumn.encode(request.dangerSigns)),
            .text(request.reason.rawValue),
            SQLValue(request.draftEntry),
            .text(new.language),
            SQLValue(new.wasAskedInGroup),
            SQLValue(new.receivedAt),
            SQLValue(new.receivedAt.addingTimeInterval(request.severity.firstTouch))
        )
        try EventLog.append(
            .escalationOpened,
            .escalation(new.id),
            state: "waiting",
            details: [
                "severity": request.severity.rawValue, "desk": request.desk.rawValue, "reason": request.reason.rawValue,
            ],
            at: now,
            database
        )
    }

    static let columns = """
        "id", "version", "state", "severity", "desk", "groupID", "connection", "room", "member", "labels",
        "dangerSigns", "reason", "draftEntry", "receivedAt", "dueAt", "owner", "leaseUntil", "wasAskedInGroup", "language"
        """
    static let language = 18

    /// Reads a case; lines and events only where they are asked for, the queue's list needs the lines too.
    static func escalation(
        _ row: SQLRow,
        members: MemberDirectory,
        keys: KeyRing,
        withEvents: Bool,
        _ database: any SQLConnection
    ) throws -> Escalation {
        let id = ID<Escalation>(rawValue: row.integer(0))
        let owner = try row.optionalText(15).flatMap { try StaffRow.owner($0, keys: keys, database) }
        return Escalation(
            id: id,
            version: row.int(1),
            state: Escalation.State(rawValue: row.text(2)) ?? .waiting,
            severity: Severity(rawValue: row.text(3)) ?? .s0,
            desk: Desk(rawValue: row.text(4)) ?? .counselors,
            group: row.text(5),
            room: Room(connection: row.text(6), name: row.text(7)),
            member: try members.read(row.integer(8), database),
            labels: try JSONColumn.decode([Label].self, row.text(9)),
            dangerSigns: try JSONColumn.decode([DangerSign].self, row.text(10)),
            reason: Reason(rawValue: row.text(11)) ?? .couldNotBeRead,
            draftEntry: row.optionalText(12),
            receivedAt: row.date(13),
            dueAt: row.date(14),
            owner: owner,
            leaseUntil: row.optionalDate(16),
            wasAskedInGroup: row.flag(17),
            messages: try lines(of: id, members, database),
            events: withEvents ? try events(of: id, database) : []
        )
    }

    private static func lines(
        of id: ID<Escalation>,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws
        -> [Escalation.Line]
    {
        try database.query(
            """
            SELECT m."id", m."text", m."member", m."sentAt" FROM "escalationMessage" e
            JOIN "message" m ON m."id" = e."message" WHERE e."escalation" = ? ORDER BY m."id"
            """,
            .integer(id.rawValue)
        ).map { row in
            Escalation.Line(
                id: ID(rawValue: row.integer(0)),
                text: try MessageRow.text(
                    row.blob(1),
                    table: "message",
                    row: row.integer(0),
                    member: row.integer(2),
                    members,
                    database
                ),
                sentAt: row.date(3)
            )
        }
    }

    private static func events(of id: ID<Escalation>, _ database: any SQLConnection) throws -> [Event] {
        try database.query(
            """
            SELECT \(EventLog.columns) FROM "event" WHERE "subjectKind" = 'escalation' AND "subject" = ?
            ORDER BY "sequence"
            """,
            .text("\(id)")
        ).compactMap(EventLog.event)
    }
}
