package import Foundation
package import MutualAid

extension Database: AlarmStore {
    package func raiseAlarms(now: Date) async throws {
        let isAny = try await engine.read { try $0.first(Self.unalarmed, 1) != nil }
        guard isAny else { return }
        try await writer.write(.emergency) { database in
            for row in try database.query(Self.unalarmed, 500) {
                guard let severity = Severity(rawValue: row.text(1)), let ladder = AlarmLadder(severity) else {
                    continue
                }
                let receivedAt = row.date(2)
                let rung = ladder.reached(receivedAt: receivedAt, now: now)
                try database.execute(
                    """
                    INSERT INTO "alarm" ("escalation", "severity", "receivedAt", "rung", "dueAt") VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT ("escalation") DO UPDATE SET "severity" = excluded."severity",
                      "receivedAt" = excluded."receivedAt", "rung" = excluded."rung", "dueAt" = excluded."dueAt"
                    """,
                    .integer(row.integer(0)),
                    .text(severity.rawValue),
                    SQLValue(receivedAt),
                    SQLValue(rung),
                    SQLValue(min(ladder.dueAt(rung, receivedAt: receivedAt), now))
                )
            }
        }
    }

    package func dueAlarms(now: Date, limit: Int) async throws -> [Alarm] {
        try await engine.read { database in
            try database.query(
                """
                SELECT a."escalation", a."severity", e."desk", e."groupID", a."receivedAt", a."rung", a."dueAt"
                FROM "alarm" a JOIN "escalation" e ON e."id" = a."escalation"
                WHERE a."dueAt" <= ? ORDER BY a."dueAt", a."escalation" LIMIT ?
                """,
                SQLValue(now),
                SQLValue(limit)
            ).map { row in
                Alarm(
                    escalation: ID(rawValue: row.integer(0)),
                    severity: Severity(rawValue: row.text(1)) ?? .s0,
                    desk: Desk(rawValue: row.text(2)) ?? .counselors,
                    group: row.text(3),
                    receivedAt: row.date(4),
                    rung: row.int(5),
                    dueAt: row.date(6)
                )
            }
        }
    }

    package func nextAlarmDue() async throws -> Date? {
        try await engine.read { try $0.first("SELECT MIN(\"dueAt\") FROM \"alarm\"")?.optionalDate(0) }
    }

    package func fire(
        _ alarm: Alarm,
        _ call: AlarmCall,
        nextRung: Int,
        nextDue: Date,
        now: Date
    ) async throws -> Bool {
        let isFired = try await writer.write(.emergency) { [self] database in
            guard try isStillDue(alarm, database) else { return false }
            Failpoint.hit("before-alarm")
            try queue(call, alarm, now, database)
            try database.execute(
                "UPDATE \"alarm\" SET \"rung\" = ?, \"dueAt\" = ? WHERE \"escalation\" = ?",
                SQLValue(nextRung),
                SQLValue(nextDue),
                .integer(alarm.escalation.rawValue)
            )
            try EventLog.append(
                .escalationAlarmed,
                .escalation(alarm.escalation),
                details: ["rung": "\(alarm.rung)", "people": "\(call.people)", "severity": alarm.severity.rawValue],
                at: now,
                database
            )
            return true
        }
        if isFired {
            changes.deliveries.ring()
            changes.pages.ring()
        }
        return isFired
    }

    /// Whether the alarm is as it was read and its case still waits; where it does not, the alarm ends.
    private func isStillDue(_ alarm: Alarm, _ database: any SQLConnection) throws -> Bool {
        let id = SQLValue.integer(alarm.escalation.rawValue)
        let row = try database.first(
            """
            SELECT e."state" FROM "alarm" a JOIN "escalation" e ON e."id" = a."escalation"
            WHERE a."escalation" = ? AND a."rung" = ? AND a."dueAt" = ?
            """,
            id,
            SQLValue(alarm.rung),
            SQLValue(alarm.dueAt)
        )
        guard let row else { return false }
        guard row.text(0) != Escalation.State.waiting.rawValue else { return true }
        try database.execute("DELETE FROM \"alarm\" WHERE \"escalation\" = ?", id)
        return false
    }

    private func queue(_ call: AlarmCall, _ alarm: Alarm, _ now: Date, _ database: any SQLConnection) throws {
        if let room = call.room {
            try queue(call.text, in: room, to: nil, alarm, now, database)
        }
        for chat in call.chats {
            let person = try members.member(
                Sender(platformID: chat.platformID),
                on: chat.room.connection,
                ids: ids,
                at: now,
                database
            )
            try queue(call.text, in: chat.room, to: person.id, alarm, now, database)
        }
        for login in call.emails {
            try add(page: login, call.text, alarm, now, database)
        }
    }

    private func queue(
        _ text: PrivateText,
        in room: Room,
        to person: ID<Member>?,
        _ alarm: Alarm,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        try DeliveryQueue.add(
            .duty(ids.next(), text, in: room, group: alarm.group, to: person, escalation: alarm.escalation),
            members: members,
            keys: keys,
            at: now,
            database
        )
    }

    /// Waiting S0 and S1 without an alarm, or with one of a lesser severity.
    private static let unalarmed = """
        SELECT e."id", e."severity", e."waitingSince" FROM "escalation" e
        LEFT JOIN "alarm" a ON a."escalation" = e."id"
        WHERE e."state" = 'waiting' AND e."severity" <= 'S1' AND (a."escalation" IS NULL OR a."severity" > e."severity")
        ORDER BY e."severity", e."waitingSince" LIMIT ?
        """
}
