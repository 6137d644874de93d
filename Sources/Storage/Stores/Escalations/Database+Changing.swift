package import Foundation
package import MutualAid

extension Database {
    package func change(
        _ id: ID<Escalation>,
        _ change: EscalationChange,
        by staff: Escalation.Owner,
        scope: Scope,
        version: Int?,
        now: Date
    ) async throws -> Escalation {
        let changed = try await writer.write { [self] database in
            guard let known = try find(id, scope, database) else { throw EscalationConflict.notFound }
            if change.needsVersion {
                guard let version else { throw EscalationConflict.versionMissing }
                guard version == known.version else { throw EscalationConflict.stale(known.since(version)) }
            }
            if case .merge(let target) = change, try find(target, scope, database) == nil {
                throw EscalationConflict.notFound
            }
            let actor = try EscalationStep.Actor(staff, database)
            try EscalationStep(store: self, database: database, known: known, actor: actor, now: now).apply(change)
            guard let changed = try find(id, .all, database) else { throw EscalationConflict.notFound }
            return changed
        }
        announceEscalations()
        return changed
    }
}

extension Database: StaffNoticeStore {
    package func unreadNotices(of login: String) async throws -> [StaffNotice] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "id", "escalation", "kind", "at" FROM "staffNotice" WHERE "login" = ? AND "readAt" IS NULL
                ORDER BY "id" LIMIT 200
                """,
                .text(login)
            ).compactMap { row in
                StaffNotice.Kind(rawValue: row.text(2)).map { kind in
                    StaffNotice(
                        id: row.integer(0),
                        login: login,
                        escalation: ID(rawValue: row.integer(1)),
                        kind: kind,
                        at: row.date(3)
                    )
                }
            }
        }
    }

    package func readNotices(of login: String, upTo id: Int64, now: Date) async throws {
        _ = try await writer.write { database in
            try database.execute(
                "UPDATE \"staffNotice\" SET \"readAt\" = ? WHERE \"login\" = ? AND \"id\" <= ? AND \"readAt\" IS NULL",
                SQLValue(now),
                .text(login),
                .integer(id)
            )
        }
    }
}
