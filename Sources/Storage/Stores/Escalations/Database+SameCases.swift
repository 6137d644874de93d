package import Foundation
package import MutualAid

extension Database: SameCaseStore {
    /// A question nobody answered yet, and that everybody may hear the answer of.
    private static let isOpenQuestion = """
        "state" IN ('waiting', 'claimed') AND "answeredAt" IS NULL AND "severity" > 'S1' AND "dangerSigns" = '[]'
          AND "labels" LIKE '%"policy_question"%' AND "labels" NOT LIKE '%"medical_question"%'
          AND "labels" NOT LIKE '%"distress"%'
        """

    package func openQuestions(beside id: ID<Escalation>, limit: Int) async throws -> [ID<Escalation>] {
        try engine.readHere { database in
            let own = try database.first(
                "SELECT \"desk\", \"country\" FROM \"escalation\" WHERE \"id\" = ? AND \(Self.isOpenQuestion)",
                .integer(id.rawValue)
            )
            guard let own else { return [] }
            return try database.query(
                """
                SELECT "id" FROM "escalation" WHERE \(Self.isOpenQuestion) AND "desk" = ? AND "country" = ?
                  AND "id" != ? ORDER BY "id" DESC LIMIT ?
                """,
                .text(own.text(0)),
                .text(own.text(1)),
                .integer(id.rawValue),
                SQLValue(limit)
            ).map { ID(rawValue: $0.integer(0)) }
        }
    }

    package func question(of id: ID<Escalation>) async throws -> PrivateText? {
        try engine.readHere { [members] database in
            let row = try database.first(
                """
                SELECT m."id", m."text", m."member" FROM "escalationMessage" e JOIN "message" m ON m."id" = e."message"
                WHERE e."escalation" = ? ORDER BY m."id" LIMIT 1
                """,
                .integer(id.rawValue)
            )
            return try row.map { row in
                try MessageRow.text(
                    row.blob(1),
                    table: "message",
                    row: row.integer(0),
                    member: row.integer(2),
                    members,
                    database
                )
            }
        }
    }

    package func join(
        _ younger: ID<Escalation>,
        into older: ID<Escalation>,
        probability: Double,
        now: Date
    ) async throws -> Bool {
        let isJoined = try await writer.write { [self] database in
            guard let first = try outline(older, database), let second = try outline(younger, database),
                try [older, younger].allSatisfy({ try isOpenQuestion($0, database) })
            else { return false }
            let (guest, host) = second.state == .waiting ? (second, first) : (first, second)
            guard guest.state == .waiting else { return false }
            let step = EscalationStep(
                store: self,
                database: database,
                known: guest,
                actor: EscalationStep.Actor(login: "bot", roles: []),
                now: now
            )
            try step.merge(into: host.id, details: ["probability": String(Int(probability * 100))])
            return true
        }
        if isJoined { announceEscalations() }
        return isJoined
    }

    private func isOpenQuestion(_ id: ID<Escalation>, _ database: any SQLConnection) throws -> Bool {
        try database.first(
            "SELECT 1 FROM \"escalation\" WHERE \"id\" = ? AND \(Self.isOpenQuestion)",
            .integer(id.rawValue)
        ) != nil
    }
}
