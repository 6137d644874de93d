package import MutualAid

extension Database {
    package func mergeTargets(of known: Escalation, scope: Scope, limit: Int) async throws -> [Escalation] {
        try await engine.read { [members, keys] database in
            let own = try database.first(
                "SELECT \"country\" FROM \"escalation\" WHERE \"id\" = ?",
                .integer(known.id.rawValue)
            )
            guard let own else { return [] }
            var found: [Escalation] = []
            for state in Self.mergeable {
                for severity in [Severity.s2, .s3] {
                    var filter = ScopeFilter(scope)
                    filter.add("\"groupID\" = ?", .text(known.group))
                    filter.add("\"country\" = ?", .text(own.text(0)))
                    filter.add("\"id\" != ?", .integer(known.id.rawValue))
                    found += try database.query(
                        """
                        SELECT \(EscalationRow.columns) FROM (SELECT * FROM "escalation"
                          WHERE "state" = ? AND "severity" = ? ORDER BY "waitingSince" DESC LIMIT \(Self.mostLookedAt))
                        WHERE \(filter.sql) ORDER BY "waitingSince" DESC LIMIT ?
                        """,
                        [.text(state.rawValue), .text(severity.rawValue)] + filter.arguments + [SQLValue(limit)]
                    ).map { try EscalationRow.outline($0, members: members, keys: keys, database) }
                }
            }
            return found.filter { !$0.isSensitive }.sorted { $0.receivedAt > $1.receivedAt }.prefix(limit).map { $0 }
        }
    }

    /// The states in which a case takes others along.
    private static let mergeable = Escalation.State.allCases.filter { $0.isOpen && $0 != .answeredInGroup }
    /// So many of the youngest of each state and severity are looked at, so that a page costs the same in a long queue.
    private static let mostLookedAt = 200
}
