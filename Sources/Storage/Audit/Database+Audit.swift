package import Foundation
package import MutualAid

extension Database: AuditStore {
    package func record(_ acts: [AuditedAct], now: Date) async throws {
        guard !acts.isEmpty else { return }
        try await writer.write { [members, keys] database in
            for act in acts { try AuditChain.append(act, members, keys, at: now, database) }
        }
    }

    package func breakGlass(
        _ escalation: Escalation,
        by login: String,
        reason: PrivateText,
        now: Date
    ) async throws -> Date {
        let until = now.addingTimeInterval(BrokenGlass.lifetime)
        let act = AuditedAct(
            actor: login,
            action: .glassBroken,
            subject: "\(escalation.id)",
            group: escalation.group,
            member: escalation.member.id,
            reason: reason
        )
        try await writer.write { [members, keys] database in
            try AuditChain.append(act, members, keys, at: now, database)
            try database.execute("DELETE FROM \"openedCase\" WHERE \"until\" < ?", SQLValue(now))
            try database.execute(
                """
                INSERT INTO "openedCase" ("login", "escalation", "until") VALUES (?, ?, ?)
                ON CONFLICT ("login", "escalation") DO UPDATE SET "until" = excluded."until"
                """,
                .text(login),
                .integer(escalation.id.rawValue),
                SQLValue(until)
            )
        }
        return until
    }

    package func openedCases(of login: String, now: Date) async throws -> Set<ID<Escalation>> {
        let rows = try await engine.read { database in
            try database.query(
                "SELECT \"escalation\" FROM \"openedCase\" WHERE \"login\" = ? AND \"until\" > ?",
                .text(login),
                SQLValue(now)
            )
        }
        return Set(rows.map { ID(rawValue: $0.integer(0)) })
    }

    package func auditRecords(
        _ filter: AuditFilter,
        before cursor: Int64?,
        limit: Int
    ) async throws -> [AuditRecord] {
        try await engine.read { [members, keys] database in
            var condition = ScopeFilter(Scope(groups: filter.groups, desks: []))
            if let cursor { condition.add("\"sequence\" < ?", .integer(cursor)) }
            if let actor = filter.actor { condition.add("\"actor\" = ?", .text(actor)) }
            if let action = filter.action { condition.add("\"action\" = ?", .text(action.rawValue)) }
            if let subject = filter.subject { condition.add("\"subject\" = ?", .text(subject)) }
            let rows = try database.query(
                """
                SELECT \(AuditChain.columns) FROM "audit" WHERE \(condition.sql) ORDER BY "sequence" DESC LIMIT ?
                """,
                condition.arguments + [SQLValue(limit)]
            )
            return try rows.compactMap { try AuditChain.record($0, members, keys, database) }
        }
    }
}

extension Database {
    /// The last row of the audit trail; `nil` where there is none.
    package func auditHead() async throws -> AuditHead? {
        let row = try await engine.read { database in
            try database.first("SELECT \"sequence\", \"hash\" FROM \"audit\" ORDER BY \"sequence\" DESC LIMIT 1")
        }
        return row.map { AuditHead(sequence: $0.integer(0), hash: $0.blob(1) ?? Data()) }
    }

    /// Walks the whole trail, a thousand rows at a time beside the writer, and compares its end with the head file.
    package func verifyAudit() async throws -> AuditVerdict {
        // Read first: rows that come meanwhile only make the trail longer than the file says.
        let remembered = AuditHeadFile(database: path, keys: keys).read()
        var head: AuditHead?
        while true {
            let after = head
            let rows = try await engine.read { database in
                try database.query(
                    """
                    SELECT \(AuditChain.columns) FROM "audit" WHERE "sequence" > ? ORDER BY "sequence" LIMIT 1000
                    """,
                    .integer(after?.sequence ?? 0)
                )
            }
            if rows.isEmpty { break }
            guard case .sound(let reached?) = AuditChain.walk(rows, after: head, key: keys.audit) else {
                return AuditChain.walk(rows, after: head, key: keys.audit)
            }
            if case .head(let end) = remembered, end.sequence > (head?.sequence ?? 0), end.sequence <= reached.sequence,
                rows.first(where: { $0.integer(0) == end.sequence })?.blob(8) != end.hash
            {
                return .broken(at: end.sequence)
            }
            head = reached
        }
        switch remembered {
        case .absent: return .sound(head)
        case .forged: return .truncated(before: (head?.sequence ?? 0) + 1)
        case .head(let end):
            return end.sequence > (head?.sequence ?? 0) ? .truncated(before: end.sequence) : .sound(head)
        }
    }

    /// Writes the present head into the file beside the database, unless it is the one known there, and tells it.
    package func rememberAuditHead(known: AuditHead?) async throws -> AuditHead? {
        guard let head = try await auditHead() else { return nil }
        if head != known { try AuditHeadFile(database: path, keys: keys).write(head) }
        return head
    }
}
