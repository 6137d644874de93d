package import Foundation
package import MutualAid

extension Database: SessionStore {
    package func start(_ session: Session, hash: [UInt8]) async throws {
        try await writer.write { database in
            let login = session.staff.login
            try database.execute("DELETE FROM \"session\" WHERE \"endsAt\" < ?", SQLValue(session.startedAt))
            try database.execute(
                """
                INSERT INTO "session" ("hash", "login", "startedAt", "endsAt", "seenAt", "isProven", "isRemembered")
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                .blob(Data(hash)),
                .text(login),
                SQLValue(session.startedAt),
                SQLValue(session.endsAt),
                SQLValue(session.seenAt),
                SQLValue(session.isProven),
                SQLValue(session.isRemembered)
            )
            try EventLog.append(.staffSignedIn, .staff(login), actor: login, at: session.startedAt, database)
        }
    }

    package func session(hash: [UInt8], now: Date) async throws -> Session? {
        try await engine.read { [keys] database in
            let row = try database.first(
                """
                SELECT s."login", s."name", s."person", s."isEnabled", s."isOnDuty", e."startedAt", e."endsAt",
                  e."seenAt", e."isProven", e."isRemembered"
                FROM "session" e JOIN "staff" s ON s."login" = e."login"
                WHERE e."hash" = ? AND e."endsAt" > ? AND s."isEnabled" = 1
                """,
                .blob(Data(hash)),
                SQLValue(now)
            )
            return try row.map { row in
                Session(
                    staff: try StaffRow.staff(row, keys: keys),
                    startedAt: row.date(5),
                    endsAt: row.date(6),
                    seenAt: row.date(7),
                    isProven: row.flag(8),
                    isRemembered: row.flag(9)
                )
            }
        }
    }

    package func touch(session hash: [UInt8], isProven: Bool, now: Date) async throws {
        _ = try await writer.write { database in
            try database.execute(
                "UPDATE \"session\" SET \"seenAt\" = ?, \"isProven\" = ? WHERE \"hash\" = ?",
                SQLValue(now),
                SQLValue(isProven),
                .blob(Data(hash))
            )
        }
    }

    package func end(session hash: [UInt8], now: Date) async throws {
        try await writer.write { database in
            let known = try database.first("SELECT \"login\" FROM \"session\" WHERE \"hash\" = ?", .blob(Data(hash)))
            guard let login = known?.text(0) else { return }
            try database.execute("DELETE FROM \"session\" WHERE \"hash\" = ?", .blob(Data(hash)))
            try EventLog.append(.staffSignedOut, .staff(login), actor: login, at: now, database)
        }
    }

    package func remember(device hash: [UInt8], of login: String, now: Date) async throws {
        _ = try await writer.write { database in
            try database.execute(
                """
                INSERT INTO "device" ("hash", "login", "seenAt") VALUES (?, ?, ?)
                ON CONFLICT ("hash", "login") DO UPDATE SET "seenAt" = excluded."seenAt"
                """,
                .blob(Data(hash)),
                .text(login),
                SQLValue(now)
            )
        }
    }

    package func isKnown(device hash: [UInt8], of login: String) async throws -> Bool {
        try await engine.read { database in
            try database.first(
                "SELECT 1 FROM \"device\" WHERE \"hash\" = ? AND \"login\" = ?",
                .blob(Data(hash)),
                .text(login)
            ) != nil
        }
    }
}
