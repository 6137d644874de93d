package import Foundation
package import MutualAid

extension Database: DutyStore {
    package func override(_ duty: DutyOverride, now: Date) async throws {
        try await writer.write { database in
            _ = try database.execute(
                """
                INSERT INTO "dutyOverride" ("login", "isOnDuty", "until") VALUES (?, ?, ?)
                ON CONFLICT ("login") DO UPDATE SET "isOnDuty" = excluded."isOnDuty", "until" = excluded."until"
                """,
                .text(duty.login),
                SQLValue(duty.isOnDuty),
                SQLValue(duty.until)
            )
        }
    }

    package func dutyOverrides(now: Date) async throws -> [DutyOverride] {
        try await engine.read { database in
            try database.query(
                "SELECT \"login\", \"isOnDuty\", \"until\" FROM \"dutyOverride\" WHERE \"until\" > ?",
                SQLValue(now)
            ).map { DutyOverride(login: $0.text(0), isOnDuty: $0.flag(1), until: $0.date(2)) }
        }
    }
}
