package import Foundation
package import MutualAid

extension Database: TokenStore {
    package func issue(_ token: StaffToken, hash: [UInt8], now: Date) async throws {
        try await writer.write { [members, keys] database in
            let known = try database.first("SELECT 1 FROM \"staff\" WHERE \"login\" = ?", .text(token.login))
            guard known != nil else { throw StaffConflict.notFound }
            try database.execute(
                "DELETE FROM \"accessToken\" WHERE \"login\" = ? AND \"name\" = ?",
                .text(token.login),
                .text(token.name)
            )
            try database.execute(
                """
                INSERT INTO "accessToken" ("hash", "login", "name", "scopes", "groups", "desks", "issuedAt", "expiresAt")
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .blob(Data(hash)),
                .text(token.login),
                .text(token.name),
                .text(try JSONColumn.encode(token.scopes.sorted { $0.rawValue < $1.rawValue })),
                .text(try JSONColumn.encode(token.groups)),
                .text(try JSONColumn.encode(token.desks)),
                SQLValue(token.issuedAt),
                SQLValue(token.expiresAt)
            )
            try EventLog.append(.staffTokenIssued, .staff(token.login), actor: "operator", at: now, database)
            let act = AuditedAct(actor: "operator", action: .tokenIssued, subject: "\(token.login)/\(token.name)")
            try AuditChain.append(act, members, keys, at: now, database)
        }
    }

    package func tokens(of login: String?) async throws -> [StaffToken] {
        try await engine.read { database in
            let rows = try database.query(
                """
                SELECT \(TokenRow.columns) FROM "accessToken" t WHERE ? IS NULL OR "login" = ? ORDER BY "login", "name"
                """,
                SQLValue(login),
                SQLValue(login)
            )
            return try rows.map { try TokenRow.token($0) }
        }
    }

    package func revoke(_ name: String, of login: String, now: Date) async throws {
        try await writer.write { [members, keys] database in
            let gone = try database.execute(
                "DELETE FROM \"accessToken\" WHERE \"login\" = ? AND \"name\" = ?",
                .text(login),
                .text(name)
            )
            guard gone == 1 else { throw StaffConflict.notFound }
            let act = AuditedAct(actor: "operator", action: .tokenRevoked, subject: "\(login)/\(name)")
            try AuditChain.append(act, members, keys, at: now, database)
        }
    }

    package func bearer(
        tokenHash: [UInt8],
        now: Date
    ) async throws -> (token: StaffToken, staff: StaffMember)? {
        try await engine.read { [keys] database in
            let row = try database.first(
                """
                SELECT \(TokenRow.columns) FROM "accessToken" t WHERE "hash" = ?
                  AND ("expiresAt" IS NULL OR "expiresAt" > ?)
                """,
                .blob(Data(tokenHash)),
                SQLValue(now)
            )
            guard let row else { return nil }
            let token = try TokenRow.token(row)
            let person = try database.first(
                "SELECT \(StaffRow.columns) FROM \"staff\" WHERE \"login\" = ? AND \"isEnabled\" = 1",
                .text(token.login)
            )
            guard let person, let staff = token.narrow(try StaffRow.staff(person, keys: keys)) else { return nil }
            return (token, staff)
        }
    }
}

/// A token's columns.
private enum TokenRow {
    static let columns = """
        t."login", t."name", t."scopes", t."groups", t."desks", t."issuedAt", t."expiresAt"
        """

    static func token(_ row: SQLRow) throws -> StaffToken {
        StaffToken(
            login: row.text(0),
            name: row.text(1),
            scopes: Set(try JSONColumn.decode([TokenScope].self, row.text(2))),
            groups: try JSONColumn.decode([String].self, row.text(3)),
            desks: try JSONColumn.decode([Desk].self, row.text(4)),
            issuedAt: row.date(5),
            expiresAt: row.optionalDate(6)
        )
    }
}
