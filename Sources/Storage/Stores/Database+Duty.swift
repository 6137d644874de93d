package import Foundation
package import MutualAid

extension Database: DutyStore {
    package func override(_ duty: DutyOverride, now: Date) async throws {
        let returned = try await writer.write { [self] database in
            let changed = try database.execute(
                "UPDATE \"staff\" SET \"isOnDuty\" = ? WHERE \"login\" = ?",
                SQLValue(duty.isOnDuty),
                .text(duty.login)
            )
            guard changed == 1 else { throw StaffConflict.notFound }
            try database.execute(
                """
                INSERT INTO "dutyOverride" ("login", "isOnDuty", "until") VALUES (?, ?, ?)
                ON CONFLICT ("login") DO UPDATE SET "isOnDuty" = excluded."isOnDuty", "until" = excluded."until"
                """,
                .text(duty.login),
                SQLValue(duty.isOnDuty),
                SQLValue(duty.until)
            )
            try EventLog.append(.staffDutyChanged, .staff(duty.login), actor: duty.login, at: now, database)
            return duty.isOnDuty ? 0 : try giveBackClaims(of: duty.login, now, database)
        }
        if returned > 0 { announceEscalations() }
    }

    package func dutyOverrides(now: Date) async throws -> [DutyOverride] {
        try await engine.read { try Self.overrides(at: now, $0) }
    }

    /// Whether a person may be offered work, by the roster and what they said, as it stands in this transaction.
    func isOnDuty(_ login: String, at now: Date, _ database: any SQLConnection) throws -> Bool {
        let row = try database.first(
            "SELECT \(StaffRow.columns) FROM \"staff\" WHERE \"login\" = ?",
            .text(login)
        )
        guard let row else { return false }
        let duty = Duty(roster: roster.current, overrides: try Self.overrides(at: now, database), staff: [])
        return duty.isOnDuty(try StaffRow.staff(row, keys: keys), at: now)
    }

    /// What somebody leaves behind waits again at its original age, counted against nobody (criterion E16).
    private func giveBackClaims(of login: String, _ now: Date, _ database: any SQLConnection) throws -> Int {
        let claims = try database.query(
            "SELECT \"id\" FROM \"escalation\" WHERE \"owner\" = ? AND \"state\" = 'claimed' ORDER BY \"id\"",
            .text(login)
        )
        for row in claims {
            guard let known = try find(ID(rawValue: row.integer(0)), .all, database), let owner = known.owner else {
                continue
            }
            let actor = try EscalationStep.Actor(owner, database)
            try EscalationStep(store: self, database: database, known: known, actor: actor, now: now)
                .release(because: "off_duty")
        }
        return claims.count
    }

    private static func overrides(at now: Date, _ database: any SQLConnection) throws -> [DutyOverride] {
        try database.query(
            "SELECT \"login\", \"isOnDuty\", \"until\" FROM \"dutyOverride\" WHERE \"until\" > ?",
            SQLValue(now)
        ).map { DutyOverride(login: $0.text(0), isOnDuty: $0.flag(1), until: $0.date(2)) }
    }
}
