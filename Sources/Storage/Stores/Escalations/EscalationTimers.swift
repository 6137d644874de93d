import Foundation
import MutualAid

/// The timers of a case, written in the transaction of the change that sets them.
enum EscalationTimers {
    /// Sets the queue's own timers to what the case's row says.
    static func renew(_ id: ID<Escalation>, _ database: any SQLConnection) throws {
        guard let schedule = try schedule(of: id, database) else { return }
        let wanted = schedule.timers
        for kind in EscalationSchedule.kinds { try set(kind, of: id, to: wanted[kind], database) }
    }

    /// Sets or moves one timer; `nil` takes it away.
    static func set(
        _ kind: EscalationTimer.Kind,
        of id: ID<Escalation>,
        to dueAt: Date?,
        _ database: any SQLConnection
    ) throws {
        guard let dueAt else {
            try database.execute(
                "DELETE FROM \"escalationTimer\" WHERE \"escalation\" = ? AND \"kind\" = ?",
                .integer(id.rawValue),
                .text(kind.rawValue)
            )
            return
        }
        try database.execute(
            """
            INSERT INTO "escalationTimer" ("escalation", "kind", "dueAt") VALUES (?, ?, ?)
            ON CONFLICT ("escalation", "kind") DO UPDATE SET "dueAt" = excluded."dueAt"
            """,
            .integer(id.rawValue),
            .text(kind.rawValue),
            SQLValue(dueAt)
        )
    }

    /// Takes a due timer's row away; `false` where it is gone or was moved meanwhile.
    static func take(_ timer: EscalationTimer, _ database: any SQLConnection) throws -> Bool {
        try database.execute(
            "DELETE FROM \"escalationTimer\" WHERE \"id\" = ? AND \"dueAt\" = ?",
            .integer(timer.id),
            SQLValue(timer.dueAt)
        ) == 1
    }

    private static func schedule(
        of id: ID<Escalation>,
        _ database: any SQLConnection
    ) throws -> EscalationSchedule? {
        let row = try database.first(
            """
            SELECT "state", "severity", "line", "dueAt", "waitingSince", "changedAt", "leaseUntil", "transferUntil",
              "snoozedUntil", "followUp" FROM "escalation" WHERE "id" = ?
            """,
            .integer(id.rawValue)
        )
        return row.map { row in
            EscalationSchedule(
                state: Escalation.State(rawValue: row.text(0)) ?? .waiting,
                severity: Severity(rawValue: row.text(1)) ?? .s0,
                line: row.int(2),
                dueAt: row.date(3),
                waitingSince: row.date(4),
                changedAt: row.date(5),
                leaseUntil: row.optionalDate(6),
                transferUntil: row.optionalDate(7),
                snoozedUntil: row.optionalDate(8),
                followUp: row.optionalText(9).flatMap { EscalationChange.FollowUp(rawValue: $0) }
            )
        }
    }
}
