import Foundation
import MutualAid

/// Reads what was written within a window.
///
/// Rows are found by their keys, which rise with time, from a day before the window on; their own times decide.
struct WindowFilter {
    private let first: Int64
    private let start: SQLValue
    private let end: SQLValue
    private let groups: [String]

    init(_ window: FigureWindow) {
        first = ID<Message>.earliest(at: window.start.addingTimeInterval(-86400)).rawValue
        start = SQLValue(window.start)
        end = SQLValue(window.end)
        groups = window.groups.sorted()
    }

    /// Lines that members wrote, by quarter of an hour and group: every zone's days are made of whole ones.
    func lines(_ database: any SQLConnection) throws -> [SQLRow] {
        try database.query(
            """
            SELECT m."receivedAt" / 900000000 * 900000000, m."groupID", COUNT(*) FROM "message" m
            WHERE \(within("m", "receivedAt")) AND m."origin" = 'written' AND m."state" != 'set_aside'
            GROUP BY m."receivedAt" / 900000000, m."groupID"
            """,
            arguments(from: first)
        )
    }

    /// Decided lines by label and group, a page of records after the other, so that memory stays small.
    ///
    /// What a record says is read here and not by SQL: engines differ in how they look into JSON.
    func labels(_ database: any SQLConnection) throws -> [Figures.LabelAndGroup: Int] {
        var counts: [Figures.LabelAndGroup: Int] = [:]
        var last: Int64 = 0
        while true {
            let rows = try database.query(
                """
                SELECT m."id", m."groupID", x."record" FROM "message" m JOIN "decision" x ON x."id" = m."decision"
                WHERE \(within("m", "receivedAt")) AND m."id" > ? AND m."origin" = 'written' AND m."state" = 'settled'
                ORDER BY m."id" LIMIT \(Self.recordsAtOnce)
                """,
                arguments(from: first) + [.integer(last)]
            )
            for row in rows {
                for label in try DecidedLabels.of(record: row.text(2)) {
                    counts[Figures.LabelAndGroup(label: label, group: row.text(1)), default: 0] += 1
                }
            }
            guard rows.count == Self.recordsAtOnce, let end = rows.last else { return counts }
            last = end.integer(0)
        }
    }

    /// Records that are in memory together; each has about a thousand bytes.
    private static let recordsAtOnce = 2000

    /// What was said: of the lines that were decided together the first, oldest first.
    ///
    /// Its columns are id, time, group, whether the bot answered, the case it is in, and `columns`.
    func asked(_ database: any SQLConnection, after: Int64, limit: Int?, columns: String) throws -> [SQLRow] {
        try database.query(
            """
            SELECT m."id", m."receivedAt", m."groupID",
              EXISTS (SELECT 1 FROM "delivery" d WHERE d."decision" = m."decision" AND d."kind" = 'answer'
                AND d."state" NOT IN ('superseded', 'abandoned')),
              (SELECT MAX(e."escalation") FROM "escalationMessage" e WHERE e."message" = m."id")\(columns)
            FROM "message" m JOIN "decision" x ON x."id" = m."decision"
            WHERE \(within("m", "receivedAt")) AND m."id" > ? AND m."origin" = 'written' AND m."state" = 'settled'
              AND m."id" = (SELECT MIN(o."id") FROM "message" o WHERE o."decision" = m."decision"
                AND o."origin" = 'written' AND o."state" = 'settled')
            ORDER BY m."id"\(limit.map { " LIMIT \($0)" } ?? "")
            """,
            arguments(from: first) + [.integer(after)]
        )
    }

    /// How many questions each entry answered.
    func entries(_ database: any SQLConnection) throws -> [SQLRow] {
        try database.query(
            """
            SELECT d."entry", COUNT(DISTINCT d."decision") FROM "delivery" d
            WHERE \(within("d", "createdAt")) AND d."kind" = 'answer' AND d."entry" IS NOT NULL
              AND d."state" NOT IN ('superseded', 'abandoned') GROUP BY d."entry"
            """,
            arguments(from: first)
        )
    }

    /// How long the cases of the window waited, by desk and severity; spam is no case.
    func waits(_ courses: CaseCourses, _ database: any SQLConnection) throws -> [Triage: Figures.Waits] {
        let rows = try database.query(
            """
            SELECT e."id", e."receivedAt", e."severity", e."desk" FROM "escalation" e
            WHERE \(within("e", "receivedAt")) AND e."state" != 'discarded'
            """,
            arguments(from: first)
        )
        var spans: [Triage: (cases: Int, claims: [TimeInterval], answers: [TimeInterval])] = [:]
        for row in rows {
            guard let severity = Severity(rawValue: row.text(2)), let desk = Desk(rawValue: row.text(3)) else {
                continue
            }
            let course = try courses.course(of: row.integer(0), database)
            let since = row.date(1)
            var known = spans[Triage(severity: severity, desk: desk)] ?? (0, [], [])
            known.cases += 1
            known.claims += course.claims.prefix(1).map { $0.timeIntervalSince(since) }
            known.answers += course.answers.prefix(1).map { $0.timeIntervalSince(since) }
            spans[Triage(severity: severity, desk: desk)] = known
        }
        return spans.mapValues { Figures.Waits(cases: $0.cases, claims: $0.claims, answers: $0.answers) }
    }

    private func within(_ table: String, _ time: String) -> String {
        let marks = groups.map { _ in "?" }.joined(separator: ", ")
        let ofGroups = groups.isEmpty ? "" : " AND \(table).\"groupID\" IN (\(marks))"
        return "\(table).\"id\" >= ? AND \(table).\"\(time)\" >= ? AND \(table).\"\(time)\" < ?" + ofGroups
    }

    private func arguments(from first: Int64) -> [SQLValue] {
        [.integer(first), start, end] + groups.map { .text($0) }
    }
}

/// What people did to cases, each read once.
final class CaseCourses {
    struct Course {
        var claims: [Date] = []
        /// When somebody answered, in the console or in the group, and did not take it back.
        var answers: [Date] = []
        var resolutions: [Date] = []
        var isDiscarded = false
    }

    private var known: [Int64: Course] = [:]

    /// What became of something that was said; `row` is one of `WindowFilter.asked`.
    func outcome(ofAsked row: SQLRow, _ database: any SQLConnection) throws -> AskedOutcome {
        let isAnswered = row.flag(3)
        guard let id = row.optionalInteger(4) else { return isAnswered ? .bot : .none }
        let course = try course(of: id, database)
        if course.isDiscarded { return isAnswered ? .bot : .none }
        let since = row.date(1)
        return (course.answers + course.resolutions).contains { $0 >= since } ? .person : .nobody
    }

    func course(of id: Int64, _ database: any SQLConnection) throws -> Course {
        if let course = known[id] { return course }
        var course = try read(id, database)
        let row = try database.first(
            "SELECT \"state\", \"mergedInto\", \"answeredAt\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(id)
        )
        course.isDiscarded = row?.text(0) == Escalation.State.discarded.rawValue
        // Whoever asks what another asked is answered with them.
        if row?.optionalInteger(1) != nil { course.answers += [row?.optionalDate(2)].compactMap { $0 } }
        known[id] = course
        return course
    }

    private func read(_ id: Int64, _ database: any SQLConnection) throws -> Course {
        let rows = try database.query(
            """
            SELECT "kind", "at" FROM "event" WHERE "subjectKind" = 'escalation' AND "subject" = ? ORDER BY "sequence"
            """,
            .text(ID<Escalation>(rawValue: id).description)
        )
        var course = Course()
        for row in rows {
            guard let kind = Event.Kind(rawValue: row.text(0)) else { continue }
            let at = row.date(1)
            if [.escalationClaimed, .escalationTakenOver].contains(kind) { course.claims.append(at) }
            if [.escalationAnswered, .escalationAnsweredInGroup].contains(kind) { course.answers.append(at) }
            if kind == .escalationResolved { course.resolutions.append(at) }
            // What went with the answer is taken back with it.
            if kind == .escalationAnswerTakenBack, let answer = course.answers.popLast() {
                course.resolutions.removeAll { $0 >= answer }
            }
        }
        return course
    }
}
