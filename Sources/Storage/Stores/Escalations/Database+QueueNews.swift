package import MutualAid

extension Database: QueueNewsStore {
    package func news(
        after sequence: Int64,
        scope: Scope,
        limit: Int
    ) async throws -> (items: [QueueNews], upTo: Int64) {
        try await engine.read { database in
            let rows = try database.query(
                """
                SELECT "sequence", "at", "kind", "subjectKind", "subject" FROM "event" WHERE "sequence" > ?
                ORDER BY "sequence" LIMIT ?
                """,
                .integer(sequence),
                SQLValue(limit)
            )
            let items = try rows.compactMap { row -> QueueNews? in
                guard case .escalation(let id)? = Event.Subject(row.text(3), row.text(4)),
                    let kind = Event.Kind(rawValue: row.text(2)), try Self.mayKnow(id, scope, database)
                else { return nil }
                return QueueNews(sequence: row.integer(0), at: row.date(1), kind: kind, escalation: id)
            }
            return (items, rows.last?.integer(0) ?? sequence)
        }
    }

    package func latestNews() async throws -> Int64 {
        try await engine.read { try $0.first("SELECT MAX(\"sequence\") FROM \"event\"")?.optionalInteger(0) ?? 0 }
    }

    private static func mayKnow(
        _ id: ID<Escalation>,
        _ scope: Scope,
        _ database: any SQLConnection
    ) throws -> Bool {
        var filter = ScopeFilter(scope)
        filter.add("\"id\" = ?", .integer(id.rawValue))
        return try database.query("SELECT 1 FROM \"escalation\" WHERE \(filter.sql)", filter.arguments).first != nil
    }
}
