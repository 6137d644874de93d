package import Foundation
package import MutualAid

extension Database: InvitationStore {
    package func invite(
        _ login: String?,
        hash: [UInt8],
        secondFactor: [UInt8],
        until: Date,
        by actor: String,
        now: Date
    ) async throws {
        try await writer.write { [keys] database in
            if let login {
                let known = try database.first(
                    "SELECT 1 FROM \"staff\" WHERE \"login\" = ? AND \"isEnabled\" = 1",
                    .text(login)
                )
                guard known != nil else { throw StaffConflict.notFound }
            }
            try database.execute(
                "DELETE FROM \"invitation\" WHERE \"expiresAt\" < ? OR \"login\" IS ?",
                SQLValue(now),
                SQLValue(login)
            )
            try database.execute(
                "INSERT INTO \"invitation\" (\"hash\", \"login\", \"secondFactor\", \"expiresAt\") VALUES (?, ?, ?, ?)",
                .blob(Data(hash)),
                SQLValue(login),
                .blob(try SignInColumn.invited(hash).seal(secondFactor, keys)),
                SQLValue(until)
            )
            let subject = login.map { Event.Subject.staff($0) } ?? .system
            try EventLog.append(.staffInvited, subject, actor: actor, at: now, database)
        }
    }

    package func invitation(hash: [UInt8], now: Date) async throws -> Invitation? {
        try await engine.read { [keys] database in
            try Self.invitation(hash, now: now, keys, database)
        }
    }

    package func accept(
        invitation hash: [UInt8],
        as staff: StaffMember,
        passwordHash: String,
        recoveryCodes: [[UInt8]],
        now: Date
    ) async throws {
        try await writer.write { [keys] database in
            guard let invitation = try Self.invitation(hash, now: now, keys, database),
                invitation.staff == nil || invitation.staff?.login == staff.login
            else { throw StaffConflict.notFound }
            if invitation.staff == nil { try Self.add(staff, by: staff.login, keys, now, database) }
            try database.execute("DELETE FROM \"invitation\" WHERE \"hash\" = ?", .blob(Data(hash)))
            for table in ["session", "device", "recoveryCode", "credential"] {
                try database.execute("DELETE FROM \"\(table)\" WHERE \"login\" = ?", .text(staff.login))
            }
            try database.execute(
                """
                INSERT INTO "credential" ("login", "passwordHash", "secondFactor", "lastStep", "changedAt")
                VALUES (?, ?, ?, 0, ?)
                """,
                .text(staff.login),
                .blob(try SignInColumn.passwordHash(staff.login).seal(Array(passwordHash.utf8), keys)),
                .blob(try SignInColumn.secondFactor(staff.login).seal(invitation.secondFactor, keys)),
                SQLValue(now)
            )
            for code in recoveryCodes {
                try database.execute(
                    "INSERT INTO \"recoveryCode\" (\"login\", \"hash\") VALUES (?, ?)",
                    .text(staff.login),
                    .blob(Data(code))
                )
            }
            try EventLog.append(.staffEnrolled, .staff(staff.login), actor: staff.login, at: now, database)
        }
    }

    package func enrolled() async throws -> Set<String> {
        let rows = try await engine.read { try $0.query("SELECT \"login\" FROM \"credential\"") }
        return Set(rows.map { $0.text(0) })
    }

    private static func invitation(
        _ hash: [UInt8],
        now: Date,
        _ keys: KeyRing,
        _ database: any SQLConnection
    ) throws -> Invitation? {
        let row = try database.first(
            """
            SELECT "login", "secondFactor", "expiresAt" FROM "invitation" WHERE "hash" = ? AND "expiresAt" > ?
            """,
            .blob(Data(hash)),
            SQLValue(now)
        )
        guard let row else { return nil }
        let staff = try row.optionalText(0).flatMap { login in
            try database.first("SELECT \(StaffRow.columns) FROM \"staff\" WHERE \"login\" = ?", .text(login))
                .map { try StaffRow.staff($0, keys: keys) }
        }
        return Invitation(
            staff: staff,
            secondFactor: Array(try SignInColumn.invited(hash).open(row.blob(1), keys)),
            expiresAt: row.date(2)
        )
    }
}
