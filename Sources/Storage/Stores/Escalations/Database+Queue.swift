import Comprehension
package import Foundation
package import MutualAid

extension Database: EscalationStore {
    package func escalations(
        _ wanted: EscalationFilter,
        scope: Scope,
        after cursor: String?,
        limit: Int
    ) async throws
        -> EscalationPage
    {
        try await engine.read { [members, keys] database in
            let place = try Self.place(of: cursor, database)
            let found = try QueuePlace.first(limit + 1, of: wanted, scope, after: place, database)
            let items = try found.prefix(limit).compactMap { place in
                try database.first(
                    "SELECT \(EscalationRow.columns) FROM \"escalation\" WHERE \"id\" = ?",
                    .integer(place.id)
                ).map {
                    try EscalationRow.escalation($0, members: members, keys: keys, withEvents: false, database)
                }
            }
            return EscalationPage(items: items, next: found.count > limit ? items.last.map { "\($0.id)" } : nil)
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
            guard try isOnDuty(owner.login, at: now, database) else { return nil }
            let isFull = try lease.capacity.map { try EscalationStep.held(by: owner.login, database) >= $0 } ?? false
            guard let id = try head(of: scope, onlyS0: isFull, database),
                let known = try find(id, .all, database)
            else { return nil }
            let actor = try EscalationStep.Actor(owner, database)
            try EscalationStep(store: self, database: database, known: known, actor: actor, now: now).claim(lease)
            return try find(id, .all, database)
        }
        if claimed != nil { announceEscalations() }
        return claimed
    }

    /// The most urgent waiting case of the scope: the first of its desks' own firsts, each found by the index.
    private func head(of scope: Scope, onlyS0: Bool, _ database: any SQLConnection) throws -> ID<Escalation>? {
        let heads = try (scope.desks.isEmpty ? Set(Desk.allCases) : scope.desks).compactMap { desk -> SQLRow? in
            var filter = ScopeFilter(groups: scope.groups)
            filter.add("\"state\" = 'waiting'")
            filter.add("\"desk\" = ?", .text(desk.rawValue))
            if onlyS0 { filter.add("\"severity\" = 'S0'") }
            return try database.query(
                """
                SELECT "id", "severity", "waitingSince" FROM "escalation" WHERE \(filter.sql)
                ORDER BY "severity", "waitingSince", "id" LIMIT 1
                """,
                filter.arguments
            ).first
        }
        let first = heads.min { left, right in
            (left.text(1), left.integer(2), left.integer(0)) < (right.text(1), right.integer(2), right.integer(0))
        }
        return first.map { ID(rawValue: $0.integer(0)) }
    }

    package func returnExpiredClaims(now: Date) async throws -> Int {
        var count = 0
        for timer in try await dueTimers(of: [.lease], now: now, limit: 1000) where try await fire(timer, now: now) {
            count += 1
        }
        return count
    }

    package func openCounts() async throws -> [Triage: Int] {
        // Kept by triggers, so that no case is counted: each open page asks again after each change.
        let rows = try await engine.read {
            try $0.query("SELECT \"severity\", \"desk\", \"cases\" FROM \"openCount\" WHERE \"cases\" > 0")
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

    /// A case without its lines, askers, events and draft.
    func outline(_ id: ID<Escalation>, _ database: any SQLConnection) throws -> Escalation? {
        try database.first(
            "SELECT \(EscalationRow.columns) FROM \"escalation\" WHERE \"id\" = ?",
            .integer(id.rawValue)
        ).map { try EscalationRow.outline($0, members: members, keys: keys, database) }
    }

    /// Where a page goes on: after the case the cursor names.
    private static func place(of cursor: String?, _ database: any SQLConnection) throws -> QueuePlace? {
        guard let cursor, let id = ID<Escalation>(cursor) else { return nil }
        return try database.first(
            "SELECT \"severity\", \"waitingSince\", \"id\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(id.rawValue)
        ).map(QueuePlace.init)
    }
}

/// The part of a WHERE that keeps to what a reader may know of: no query on cases goes without.
struct ScopeFilter {
    private(set) var sql: String
    private(set) var arguments: [SQLValue]

    /// The groups' cases at the desks, and beyond these what is offered to the reader's desks, or is or becomes theirs.
    init(_ scope: Scope) {
        self.init(groups: scope.groups)
        guard !scope.desks.isEmpty else { return }
        let desks = scope.desks.map(\.rawValue).sorted().map { SQLValue.text($0) }
        let gaps = Array(repeating: "?", count: desks.count).joined(separator: ", ")
        sql += " AND (\"desk\" IN (\(gaps)) OR \"transferDesk\" IN (\(gaps))"
        arguments += desks + desks
        if let login = scope.login {
            sql += " OR \"transferLogin\" = ? OR \"owner\" = ?"
            arguments += [.text(login), .text(login)]
        }
        sql += ")"
    }

    init(groups: Set<String>) {
        sql = "1"
        arguments = []
        add("groupID", groups.sorted())
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
