package import Foundation
package import MutualAid

extension Database: CredentialStore {
    package func credentials(of login: String) async throws -> Credentials? {
        try await engine.read { [keys] database in
            let row = try database.first(
                """
                SELECT c."passwordHash", c."secondFactor" FROM "credential" c
                JOIN "staff" s ON s."login" = c."login" WHERE c."login" = ? AND s."isEnabled" = 1
                """,
                .text(login)
            )
            return try row.map { row in
                let hash = try SignInColumn.passwordHash(login).open(row.blob(0), keys)
                return Credentials(
                    passwordHash: String(decoding: hash, as: UTF8.self),
                    secondFactor: Array(try SignInColumn.secondFactor(login).open(row.blob(1), keys))
                )
            }
        }
    }

    package func take(step: Int64, of login: String) async throws -> Bool {
        try await writer.write { database in
            try database.execute(
                "UPDATE \"credential\" SET \"lastStep\" = ? WHERE \"login\" = ? AND \"lastStep\" < ?",
                .integer(step),
                .text(login),
                .integer(step)
            ) == 1
        }
    }

    package func take(recoveryCode hash: [UInt8], of login: String, now: Date) async throws -> Bool {
        try await writer.write { database in
            let taken = try database.execute(
                "UPDATE \"recoveryCode\" SET \"usedAt\" = ? WHERE \"login\" = ? AND \"hash\" = ? AND \"usedAt\" IS NULL",
                SQLValue(now),
                .text(login),
                .blob(Data(hash))
            )
            if taken == 1 { try EventLog.append(.staffRecovered, .staff(login), actor: login, at: now, database) }
            return taken == 1
        }
    }

    package func recoveryCodesLeft(of login: String) async throws -> Int {
        try await engine.read { database in
            try database.first(
                "SELECT COUNT(*) FROM \"recoveryCode\" WHERE \"login\" = ? AND \"usedAt\" IS NULL",
                .text(login)
            )?.int(0) ?? 0
        }
    }

    package func setPasswordHash(
        _ passwordHash: String,
        of login: String,
        keeping session: [UInt8]?,
        now: Date
    ) async throws {
        try await writer.write { [keys] database in
            let changed = try database.execute(
                "UPDATE \"credential\" SET \"passwordHash\" = ?, \"changedAt\" = ? WHERE \"login\" = ?",
                .blob(try SignInColumn.passwordHash(login).seal(Array(passwordHash.utf8), keys)),
                SQLValue(now),
                .text(login)
            )
            guard changed == 1 else { throw StaffConflict.notFound }
            try database.execute(
                "DELETE FROM \"session\" WHERE \"login\" = ? AND \"hash\" <> ?",
                .text(login),
                .blob(Data(session ?? []))
            )
            try EventLog.append(.staffPasswordChanged, .staff(login), actor: login, at: now, database)
        }
    }
}

/// The sealed columns of sign-in, each bound to its place so that none can be moved to another person.
///
/// Sealing a password's hash makes a stolen database worth nothing without the key file.
enum SignInColumn {
    case passwordHash(String)
    case secondFactor(String)
    case invited([UInt8])

    func seal(_ bytes: [UInt8], _ keys: KeyRing) throws -> Data {
        try Sealing.seal(bytes, under: keys.house, table: table, row: 0, column: column)
    }

    func open(_ sealed: Data?, _ keys: KeyRing) throws -> Data {
        try Sealing.open(sealed ?? Data(), under: keys.house, table: table, row: 0, column: column)
    }

    private var table: String {
        switch self {
        case .passwordHash, .secondFactor: "credential"
        case .invited: "invitation"
        }
    }

    private var column: String {
        switch self {
        case .passwordHash(let login): "passwordHash|\(login)"
        case .secondFactor(let login): "secondFactor|\(login)"
        case .invited(let hash): "secondFactor|" + Data(hash).base64EncodedString()
        }
    }
}
