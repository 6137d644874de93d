import Comprehension
package import Foundation
package import MutualAid

extension Database: FigureStore {
    package func figures(in window: FigureWindow, now: Date) async throws -> Figures {
        try await engine.read { database in
            let filter = WindowFilter(window)
            let bounds = window.bounds
            var figures = Figures(countedAt: now)
            for row in try filter.lines(database) {
                guard let day = bounds.day(of: row.date(0)) else { continue }
                figures.messages[Figures.DayAndGroup(day: day, group: row.text(1)), default: 0] += row.int(2)
            }
            figures.labels = try filter.labels(database)
            let courses = CaseCourses()
            for row in try filter.asked(database, after: 0, limit: nil, columns: "") {
                guard let day = bounds.day(of: row.date(1)) else { continue }
                let outcome = try courses.outcome(ofAsked: row, database)
                figures.outcomes[Figures.DayAndOutcome(day: day, outcome: outcome), default: 0] += 1
            }
            for row in try filter.entries(database) { figures.entries[row.text(0)] = row.int(1) }
            figures.waits = try filter.waits(courses, database)
            return figures
        }
    }

    package func askedRows(in window: FigureWindow, after: ID<Message>?, limit: Int) async throws -> [AskedRow] {
        try await engine.read { database in
            let courses = CaseCourses()
            let rows = try WindowFilter(window).asked(
                database,
                after: after?.rawValue ?? 0,
                limit: limit,
                columns: ", x.\"record\""
            )
            return try rows.map { row in
                let record = try JSONColumn.decode(CountedRecord.self, row.text(5))
                return AskedRow(
                    id: ID(rawValue: row.integer(0)),
                    at: row.date(1),
                    group: row.text(2),
                    language: record.understanding.language.rawValue,
                    labels: record.understanding.decided,
                    outcome: try courses.outcome(ofAsked: row, database),
                    entry: row.flag(3) ? record.answered?.entry : nil
                )
            }
        }
    }

    package func entryCare(since: Date) async throws -> EntryCare {
        try await engine.read { database in
            var care = EntryCare()
            for row in try database.query(
                "SELECT \"entry\", MAX(\"createdAt\") FROM \"delivery\" WHERE \"entry\" IS NOT NULL GROUP BY \"entry\""
            ) {
                care.lastAnswered[row.text(0)] = row.date(1)
            }
            for row in try database.query(
                """
                SELECT "draftEntry", COUNT(*) FROM "escalation"
                WHERE "draftEntry" IS NOT NULL AND "reason" = ? AND "receivedAt" >= ? GROUP BY "draftEntry"
                """,
                .text(Reason.entryNotValidToday.rawValue),
                SQLValue(since)
            ) {
                care.askedInVain[row.text(0)] = row.int(1)
            }
            for row in try database.query(
                """
                SELECT "entry", "version", COUNT(DISTINCT CASE WHEN "verdict" = 'helpful' THEN "member" END),
                  COUNT(DISTINCT CASE WHEN "verdict" = 'unhelpful' THEN "member" END), MAX("at")
                FROM "feedback" GROUP BY "entry", "version" ORDER BY "entry", MAX("at") DESC, "version"
                """
            ) {
                let rating = FAQRating(
                    version: row.text(1),
                    helpful: row.int(2),
                    unhelpful: row.int(3),
                    lastAt: row.date(4)
                )
                care.ratings[row.text(0), default: []].append(rating)
            }
            return care
        }
    }
}

/// What of a decision's record is counted.
private struct CountedRecord: Decodable {
    struct Understood: Decodable {
        let language: Language
        let decided: [Label]
    }

    let understanding: Understood
    let answered: AnsweredEntry?
}

extension [Date] {
    /// The place of the day that an instant lies in, where these are the days' beginnings and the end of the last.
    fileprivate func day(of instant: Date) -> Int? {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low == startIndex || low == endIndex ? nil : low - 1
    }
}
