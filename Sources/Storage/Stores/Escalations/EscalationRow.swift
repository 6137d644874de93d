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
        /// The countries it is about, sorted; empty where it names none.
        var country = ""
        let wasAskedInGroup: Bool
        let receivedAt: Date
        /// The member's closed case that it goes on from.
        var follows: ID<Escalation>?
    }

    /// Writes a new case, which waits.
    static func insert(_ new: New, at now: Date, _ database: any SQLConnection) throws {
        let request = new.request
        try database.execute(
            """
            INSERT INTO "escalation" ("id", "version", "state", "severity", "desk", "groupID", "connection", "room",
              "member", "labels", "dangerSigns", "reason", "draftEntry", "language", "country", "wasAskedInGroup",
              "receivedAt", "waitingSince", "changedAt", "dueAt", "follows", "draftVersion")
            VALUES (?, 1, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            .text(new.country),
            SQLValue(new.wasAskedInGroup),
            SQLValue(new.receivedAt),
            SQLValue(new.receivedAt),
            SQLValue(now),
            SQLValue(new.receivedAt.addingTimeInterval(request.severity.firstTouch)),
            SQLValue(new.follows?.rawValue),
            SQLValue(request.draftVersion)
        )
        try EventLog.append(
            .escalationOpened,
            .escalation(new.id),
            state: "waiting",
            details: [
                "severity": request.severity.rawValue, "desk": request.desk.rawValue, "reason": request.reason.rawValue,
                "version": "1",
            ],
            at: now,
            database
        )
        try EscalationTimers.renew(new.id, database)
    }

    /// Whether somebody still has something to do, as a condition on the row.
    static let isOpen = isIn(Escalation.State.allCases.filter(\.isOpen))

    static func isIn(_ states: [Escalation.State]) -> String {
        "\"state\" IN (\(states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
    }

    static let columns = """
        "id", "version", "state", "severity", "desk", "groupID", "connection", "room", "member", "labels",
        "dangerSigns", "reason", "draftEntry", "receivedAt", "dueAt", "owner", "leaseUntil", "wasAskedInGroup", "line",
        "returns", "reopenings", "waitingSince", "transferDesk", "transferLogin", "transferUntil", "snoozedUntil",
        "mergedInto", "follows", "followUp", "draftVersion"
        """

    /// Reads a case with what was said and who asks; events only where they are asked for.
    static func escalation(
        _ row: SQLRow,
        members: MemberDirectory,
        keys: KeyRing,
        withEvents: Bool,
        _ database: any SQLConnection
    ) throws -> Escalation {
        let id = ID<Escalation>(rawValue: row.integer(0))
        var escalation = try outline(
            row,
            members: members,
            keys: keys,
            lines: try lines(of: id, members, database),
            events: withEvents ? try events(of: id, database) : [],
            database
        )
        escalation.course.askers = try askers(of: id, members, database)
        guard withEvents else { return escalation }
        escalation.course.draft = try draft(of: escalation, members, database)
        escalation.course.wasKeptPrivate =
            try database.first(
                "SELECT 1 FROM \"escalation\" e WHERE e.\"id\" = ? AND \(wasKeptPrivate)",
                .integer(id.rawValue)
            ) != nil
        return escalation
    }

    /// Whether a line of the case `e` came in private, or what was decided about one was kept from the group.
    static let wasKeptPrivate = """
        EXISTS (SELECT 1 FROM "escalationMessage" x JOIN "message" m ON m."id" = x."message"
          LEFT JOIN "decision" d ON d."id" = m."decision" WHERE x."escalation" = e."id" AND (m."isPrivate" = 1
          OR d."record" LIKE '%"\(Reason.keptPrivate.rawValue)"%' OR d."record" LIKE '%"\(Reason.mayBeSensitive.rawValue)"%'))
        """

    /// A case without its askers and draft, and with no lines and events but those given: as quick to read however many
    /// ask the same.
    static func outline(
        _ row: SQLRow,
        members: MemberDirectory,
        keys: KeyRing,
        lines: [Escalation.Line] = [],
        events: [Event] = [],
        _ database: any SQLConnection
    ) throws -> Escalation {
        let owner = try row.optionalText(15).flatMap { try StaffRow.owner($0, keys: keys, database) }
        var escalation = Escalation(
            id: ID(rawValue: row.integer(0)),
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
            messages: lines,
            events: events
        )
        escalation.course = course(row)
        escalation.draftVersion = row.optionalText(29)
        return escalation
    }

    private static func course(_ row: SQLRow) -> Escalation.Course {
        var course = Escalation.Course()
        course.line = row.int(18)
        course.returns = row.int(19)
        course.reopenings = row.int(20)
        course.waitingSince = row.date(21)
        course.transfer = row.optionalDate(24).map { until in
            Escalation.Transfer(
                desk: row.optionalText(22).flatMap { Desk(rawValue: $0) },
                login: row.optionalText(23),
                until: until
            )
        }
        course.snoozedUntil = row.optionalDate(25)
        course.mergedInto = row.optionalInteger(26).map { ID(rawValue: $0) }
        course.follows = row.optionalInteger(27).map { ID(rawValue: $0) }
        course.followUp = row.optionalText(28).flatMap { EscalationChange.FollowUp(rawValue: $0) }
        return course
    }

    private static func draft(
        of escalation: Escalation,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws -> Escalation.Draft? {
        let row = try database.first(
            "SELECT \"author\", \"text\", \"at\" FROM \"draft\" WHERE \"escalation\" = ?",
            .integer(escalation.id.rawValue)
        )
        return try row.map { row in
            Escalation.Draft(
                author: row.text(0),
                text: try MessageRow.text(
                    row.blob(1),
                    table: "draft",
                    row: escalation.id.rawValue,
                    member: escalation.member.id.rawValue,
                    members,
                    database
                ),
                at: row.date(2)
            )
        }
    }

    /// Who asks: the case's own member, then those of the cases merged into it, oldest first.
    private static func askers(
        of id: ID<Escalation>,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws -> [Escalation.Asker] {
        try database.query(
            """
            SELECT "id", "member", "groupID", "language", "answeredAt" FROM "escalation"
            WHERE "id" = ? OR "mergedInto" = ? ORDER BY "id" != ?, "id"
            """,
            .integer(id.rawValue),
            .integer(id.rawValue),
            .integer(id.rawValue)
        ).map { row in
            Escalation.Asker(
                escalation: ID(rawValue: row.integer(0)),
                member: ID(rawValue: row.integer(1)),
                initials: try members.read(row.integer(1), database).initials,
                group: row.text(2),
                language: row.text(3),
                isAnswered: row.optionalInteger(4) != nil
            )
        }
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
            JOIN "message" m ON m."id" = e."message"
            WHERE e."escalation" = ? OR e."escalation" IN (SELECT "id" FROM "escalation" WHERE "mergedInto" = ?)
            ORDER BY m."id"
            """,
            .integer(id.rawValue),
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
