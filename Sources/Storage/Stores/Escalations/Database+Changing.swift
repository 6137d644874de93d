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
