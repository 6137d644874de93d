import Comprehension
import Foundation
import MutualAid

@testable import Storage

/// The same figures by other queries: days by SQLite's own calendar, labels by the text of the record, outcomes by the
/// columns of the case.
struct FigureCounts {
    let database: Database
    /// Seconds that the zone's clocks are ahead.
    let offset: Int

    init(_ database: Database, offset: Int) {
        self.database = database
        self.offset = offset
    }

    func lines(on day: String, _ group: String) async throws -> Int {
        try await count(
            "SELECT COUNT(*) FROM \"message\" WHERE \(self.day("receivedAt")) = '\(day)' AND \"groupID\" = '\(group)'"
        )
    }

    func lines(labelled label: Label, _ group: String, _ window: FigureWindow) async throws -> Int {
        let rest = "substr(\"record\", instr(\"record\", '\"decided\":['))"
        return try await count(
            """
            SELECT COUNT(*) FROM "message" m, "decision" x WHERE m."decision" = x."id" AND m."groupID" = '\(group)'
              AND \(day("receivedAt")) BETWEEN '\(window.first)' AND '\(window.last)'
              AND instr(substr(\(rest), 1, instr(\(rest), ']')), '"\(label.rawValue)"') > 0
            """
        )
    }

    func asked(on day: String, _ outcome: AskedOutcome) async throws -> Int {
        let said = """
            WITH said AS (SELECT m."decision" d, MIN(\(self.day("receivedAt"))) day, MAX(c."escalation") e
              FROM "message" m LEFT JOIN "escalationMessage" c ON c."message" = m."id" GROUP BY m."decision")
            SELECT COUNT(*) FROM said LEFT JOIN "escalation" e ON e."id" = said.e WHERE said.day = '\(day)' AND
            """
        let isDone = "(e.\"answeredAt\" IS NOT NULL OR e.\"state\" IN ('resolved', 'closed'))"
        let isAnswered = "said.d IN (SELECT \"decision\" FROM \"delivery\" WHERE \"kind\" = 'answer')"
        let isCase = "e.\"id\" IS NOT NULL AND e.\"state\" <> 'discarded'"
        switch outcome {
        case .bot: return try await count("\(said) \(isAnswered)")
        case .person: return try await count("\(said) \(isCase) AND \(isDone)")
        case .nobody: return try await count("\(said) \(isCase) AND NOT \(isDone)")
        case .none: return try await count("\(said) NOT (\(isCase)) AND NOT \(isAnswered)")
        }
    }

    func entries(_ window: FigureWindow) async throws -> [String: Int] {
        let days = "\(day("createdAt")) BETWEEN '\(window.first)' AND '\(window.last)'"
        return try await database.engine.read { database in
            try database.query(
                "SELECT \"entry\", COUNT(*) FROM \"delivery\" WHERE \"entry\" <> '' AND \(days) GROUP BY 1"
            ).reduce(into: [:]) { $0[$1.text(0)] = $1.int(1) }
        }
    }

    func cases(_ triage: Triage, _ window: FigureWindow) async throws -> Int {
        try await count("SELECT COUNT(*) FROM \"escalation\" WHERE \(of(triage, window))")
    }

    /// The middle and the ninth tenth of what the columns of cases say, in seconds.
    func waits(_ triage: Triage, _ window: FigureWindow) async throws -> [TimeInterval] {
        let answered = "FROM \"escalation\" WHERE \"answeredAt\" IS NOT NULL AND \(of(triage, window))"
        let n = try await count("SELECT COUNT(*) \(answered)")
        guard n > 0 else { return [] }
        let places = [Int((0.5 * Double(n)).rounded(.up)), Int((0.9 * Double(n)).rounded(.up))]
        var spans: [TimeInterval] = []
        for place in places {
            spans.append(
                Double(
                    try await count(
                        "SELECT (\"answeredAt\" - \"receivedAt\") / 1000000 \(answered) ORDER BY 1 LIMIT 1 OFFSET \(place - 1)"
                    )
                )
            )
        }
        return spans
    }

    private func of(_ triage: Triage, _ window: FigureWindow) -> String {
        """
        "severity" = '\(triage.severity.rawValue)' AND "desk" = '\(triage.desk.rawValue)' AND "state" <> 'discarded'
          AND \(day("receivedAt")) BETWEEN '\(window.first)' AND '\(window.last)'
        """
    }

    private func day(_ time: String) -> String { "date(\"\(time)\" / 1000000 + \(offset), 'unixepoch')" }

    private func count(_ sql: String) async throws -> Int {
        try await database.engine.read { try $0.first(sql)?.int(0) ?? 0 }
    }
}
