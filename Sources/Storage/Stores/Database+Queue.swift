import Comprehension
package import Foundation
package import MutualAid

extension Database: EscalationStore {
    package func escalations(
        in state: Escalation.State?,
        scope: Scope,
        after cursor: String?,
        limit: Int
    ) async throws
        -> EscalationPage
    {
        try await engine.read { [members, keys] database in
            var filter = ScopeFilter(scope)
            if let state { filter.add("\"state\" = ?", .text(state.rawValue)) }
            if let place = try Self.place(of: cursor, database) {
                filter.add("(\"severity\", \"receivedAt\", \"id\") > (?, ?, ?)", place.0, place.1, place.2)
            }
            let rows = try database.query(
                """
                SELECT \(EscalationRow.columns) FROM "escalation" WHERE \(filter.sql)
                ORDER BY "severity", "receivedAt", "id" LIMIT ?
                """,
                filter.arguments + [SQLValue(limit + 1)]
            )
            let items = try rows.prefix(limit).map {
                try EscalationRow.escalation($0, members: members, keys: keys, withEvents: false, database)
            }
            return EscalationPage(items: items, next: rows.count > limit ? items.last.map { "\($0.id)" } : nil)
        }
    }

    package func escalation(_ id: ID<Escalation>, scope: Scope) async throws -> Escalation? {
        try await engine.read { [self] database in try find(id, scope, database) }
    }

    package func claimNext(
        by owner: Escalation.Owner,
        scope: Scope,
        lease: Lease,
        now: Date
    ) async throws -> Escalation? {
        let claimed = try await writer.write { [self] database -> Escalation? in
            var filter = ScopeFilter(scope)
            filter.add("\"state\" = 'waiting'")
            let head = try database.query(
                """
                SELECT "id", "severity" FROM "escalation" WHERE \(filter.sql)
                ORDER BY "severity", "receivedAt", "id" LIMIT 1
                """,
                filter.arguments
            ).first
            guard let head else { return nil }
            let id = ID<Escalation>(rawValue: head.integer(0))
            let severity = Severity(rawValue: head.text(1)) ?? .s0
            try claim(id, by: owner, until: now.addingTimeInterval(lease.seconds(for: severity)), now, database)
            return try find(id, .all, database)
        }
        if claimed != nil { changes.escalations.ring() }
        return claimed
    }

    package func returnExpiredClaims(now: Date) async throws -> Int {
        let isAnyExpired = try await engine.read { database in
            try database.first(
                "SELECT 1 FROM \"escalation\" WHERE \"state\" = 'claimed' AND \"leaseUntil\" < ? LIMIT 1",
                SQLValue(now)
            )
                != nil
        }
        guard isAnyExpired else { return 0 }
        let count = try await writer.write { database in
            let expired = try database.query(
                "SELECT \"id\", \"owner\" FROM \"escalation\" WHERE \"state\" = 'claimed' AND \"leaseUntil\" < ?",
                SQLValue(now)
            )
            for row in expired {
                try database.execute(
                    """
                    UPDATE "escalation" SET "state" = 'waiting', "owner" = NULL, "leaseUntil" = NULL,
                      "version" = "version" + 1 WHERE "id" = ?
                    """,
                    .integer(row.integer(0))
                )
                try EventLog.append(
                    .escalationLeaseExpired,
                    .escalation(ID(rawValue: row.integer(0))),
                    state: "waiting",
                    details: ["owner": row.text(1)],
                    at: now,
                    database
                )
            }
            return expired.count
        }
        changes.escalations.ring()
        return count
    }

    package func openCounts() async throws -> [Triage: Int] {
        let rows = try await engine.read {
            try $0.query(
                """
                SELECT "severity", "desk", COUNT(*) FROM "escalation"
                WHERE "state" IN ('waiting', 'claimed', 'answered') GROUP BY "severity", "desk"
                """
            )
        }
        return Dictionary(
            rows.compactMap { row in
                guard let severity = Severity(rawValue: row.text(0)), let desk = Desk(rawValue: row.text(1)) else {
                    return nil
                }
                return (Triage(severity: severity, desk: desk), row.int(2))
            },
            uniquingKeysWith: +
        )
    }

    func find(_ id: ID<Escalation>, _ scope: Scope, _ database: any SQLConnection) throws -> Escalation? {
        var filter = ScopeFilter(scope)
        filter.add("\"id\" = ?", .integer(id.rawValue))
        let row = try database.query(
            "SELECT \(EscalationRow.columns) FROM \"escalation\" WHERE \(filter.sql)",
            filter.arguments
        ).first
        return try row.map {
            try EscalationRow.escalation($0, members: members, keys: keys, withEvents: true, database)
        }
    }

    func claim(
        _ id: ID<Escalation>,
        by owner: Escalation.Owner,
        until: Date,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        try database.execute(
            """
            UPDATE "escalation" SET "state" = 'claimed', "owner" = ?, "leaseUntil" = ?, "version" = "version" + 1
            WHERE "id" = ?
            """,
            .text(owner.login),
            SQLValue(until),
            .integer(id.rawValue)
        )
        try EventLog.append(
            .escalationClaimed,
            .escalation(id),
            actor: owner.login,
            state: "claimed",
            details: ["owner": owner.login],
            at: now,
            database
        )
    }

    /// Where a page goes on: after the case the cursor names.
    private static func place(
        of cursor: String?,
        _ database: any SQLConnection
    ) throws -> (SQLValue, SQLValue, SQLValue)? {
        guard let cursor, let id = ID<Escalation>(cursor) else { return nil }
        let row = try database.first(
            "SELECT \"severity\", \"receivedAt\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(id.rawValue)
        )
        return row.map { (.text($0.text(0)), .integer($0.integer(1)), .integer(id.rawValue)) }
    }
}

/// The part of a WHERE that keeps to what a reader may know of: no query on cases goes without.
struct ScopeFilter {
    private(set) var sql: String
    private(set) var arguments: [SQLValue]

    init(_ scope: Scope) {
        sql = "1"
        arguments = []
        add("groupID", scope.groups.sorted())
        add("desk", scope.desks.map(\.rawValue).sorted())
    }

    mutating func add(_ condition: String, _ values: SQLValue...) {
        sql += " AND " + condition
        arguments += values
    }

    private mutating func add(_ column: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        let gaps = Array(repeating: "?", count: values.count).joined(separator: ", ")
        sql += " AND \"\(column)\" IN (\(gaps))"
        arguments += values.map { .text($0) }
    }
}
