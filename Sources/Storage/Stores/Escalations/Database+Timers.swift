package import Foundation
package import MutualAid

extension Database: EscalationTimerStore {
    package func dueTimers(
        of kinds: Set<EscalationTimer.Kind>,
        now: Date,
        limit: Int
    ) async throws -> [EscalationTimer] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "id", "escalation", "kind", "dueAt" FROM "escalationTimer"
                WHERE "dueAt" <= ? AND "kind" IN (\(Self.gaps(kinds))) ORDER BY "dueAt", "id" LIMIT ?
                """,
                [SQLValue(now)] + Self.values(kinds) + [SQLValue(limit)]
            ).compactMap { row in
                EscalationTimer.Kind(rawValue: row.text(2)).map { kind in
                    EscalationTimer(
                        id: row.integer(0),
                        escalation: ID(rawValue: row.integer(1)),
                        kind: kind,
                        dueAt: row.date(3)
                    )
                }
            }
        }
    }

    package func nextTimerDue(of kinds: Set<EscalationTimer.Kind>) async throws -> Date? {
        try await engine.read { database in
            try database.query(
                """
                SELECT "dueAt" FROM "escalationTimer" WHERE "kind" IN (\(Self.gaps(kinds))) ORDER BY "dueAt" LIMIT 1
                """,
                Self.values(kinds)
            ).first?.date(0)
        }
    }

    package func setTimer(_ kind: EscalationTimer.Kind, of escalation: ID<Escalation>, to dueAt: Date?) async throws {
        try await writer.write { try EscalationTimers.set(kind, of: escalation, to: dueAt, $0) }
        changes.timers.ring()
    }

    package func fire(_ timer: EscalationTimer, now: Date) async throws -> Bool {
        let isDone = try await writer.write(.emergency) { [self] database in
            guard try EscalationTimers.take(timer, database), let known = try find(timer.escalation, .all, database)
            else { return false }
            try EscalationStep(store: self, database: database, known: known, actor: .clock, now: now).fire(timer.kind)
            return true
        }
        if isDone { announceEscalations() }
        return isDone
    }

    /// Rings for whoever waits for the queue, for what it sends and for its clocks.
    func announceEscalations() {
        changes.escalations.ring()
        changes.timers.ring()
        changes.alarms.ring()
        changes.notices.ring()
        changes.deliveries.ring()
    }

    private static func gaps(_ kinds: Set<EscalationTimer.Kind>) -> String {
        Array(repeating: "?", count: kinds.count).joined(separator: ", ")
    }

    private static func values(_ kinds: Set<EscalationTimer.Kind>) -> [SQLValue] {
        kinds.map(\.rawValue).sorted().map { .text($0) }
    }
}
