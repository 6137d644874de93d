import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

/// Figures of teams and days, and the entries that somebody should look at (criteria A8, A10, A11).
extension Console {
    func addFigures(to group: Group) {
        get(group, "insight") { visit in
            try requireEditor(visit)
            guard let window = FigureAddress(visit).window else { return redirect(FigureAddress(visit).corrected) }
            return try await figuresPage(window, visit)
        }
        get(group, "insight/:table") { visit in
            try requireEditor(visit)
            guard let name = visit.parameters.get("table").map({ String($0) }), name.hasSuffix(".csv"),
                let window = FigureAddress(visit).window
            else { throw Problem(.notFound, "There is no such table") }
            if name == "questions.csv" { return questionTable(window, visit) }
            let words = pages.words(in: visit.language)
            let figures = try await insight.figures.figures(in: window, now: visit.now)
            let charts = try await charts(figures, window, visit, words)
            guard let chart = charts.first(where: { $0.name + ".csv" == name }) else {
                throw Problem(.notFound, "There is no such table")
            }
            let rows = [chart.columns] + chart.rows.map(\.cells)
            let text = CSVText.mark + rows.map(CSVText.row).joined()
            return table(name, ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }

    private func figuresPage(_ window: FigureWindow, _ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let figures = try await insight.figures.figures(in: window, now: visit.now)
        let charts = try await charts(figures, window, visit, words)
        let address = FigureAddress(visit)
        let age = max(0, Int(visit.now.timeIntervalSince(figures.countedAt)))
        let values: [String: Any] = [
            "on_insight": true, "from": "\(window.first)", "to": "\(window.last)", "zone": window.zone.identifier,
            "query": address.query(of: window), "presets": address.presets(window, words),
            "counted": visit.stamp(figures.countedAt, words),
            "age": words.say("figure_age", ["n": "\(age)"]),
            "numbers": numbers(figures, words),
            "charts": charts.map(\.values), "care": try await careValues(visit, words),
            "old_after": "\(Self.oldAfter(visit))",
            "zones": [visit.reader.timeZone, "UTC"] + groups.all.map(\.timeZone),
        ]
        let frame = Frame(words["figure_title"], visit.request, visit: visit, section: "faq")
        return pages.page("insight-page", frame, values)
    }

    private func numbers(_ figures: Figures, _ words: Words) -> [[String: Any]] {
        let outcomes = { (wanted: AskedOutcome) in
            figures.outcomes.reduce(0) { $0 + ($1.key.outcome == wanted ? $1.value : 0) }
        }
        return [["n": "\(figures.messages.values.reduce(0, +))", "word": words["figure_messages"]]]
            + [AskedOutcome.bot, .person, .nobody].map {
                ["n": "\(outcomes($0))", "word": words["outcome_\($0.rawValue)"]]
            }
    }

    /// Every question of the window, a page of rows after the other, so that memory stays small however many there are.
    private func questionTable(_ window: FigureWindow, _ visit: Visit) -> Response {
        let words = pages.words(in: visit.language)
        let figures = insight.figures
        let local = Date.ISO8601FormatStyle(timeZone: window.zone)
        return table(
            "questions.csv",
            ResponseBody { writer in
                let names = ["utc", "local", "group", "language", "labels", "outcome", "entry"]
                try await writer.write(
                    ByteBuffer(string: CSVText.mark + CSVText.row(names.map { words["column_\($0)"] }))
                )
                var last: ID<Message>?
                while true {
                    let rows = try await figures.askedRows(in: window, after: last, limit: Self.rowsAtOnce)
                    let text = rows.map { row in
                        CSVText.row([
                            row.at.formatted(.iso8601), row.at.formatted(local), row.group, row.language,
                            row.labels.map(\.rawValue).joined(separator: " "), row.outcome.rawValue, row.entry ?? "",
                        ])
                    }
                    if !text.isEmpty { try await writer.write(ByteBuffer(string: text.joined())) }
                    last = rows.last?.id
                    if rows.count < Self.rowsAtOnce { break }
                }
                try await writer.finish(nil)
            }
        )
    }

    /// Rows that are read and sent in one go.
    private static let rowsAtOnce = 500

    private func table(_ name: String, _ body: ResponseBody) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return Response(status: .ok, headers: headers, body: body)
    }
}

/// The window that a page's address names.
struct FigureAddress {
    private let visit: Visit
    private let zone: TimeZone
    private let first: MutualAid.CalendarDay?
    private let last: MutualAid.CalendarDay?
    private let isComplete: Bool

    init(_ visit: Visit) {
        self.visit = visit
        let named = visit.query("zone").flatMap { TimeZone(identifier: $0) }
        zone = named ?? visit.zone
        first = visit.query("from").flatMap { MutualAid.CalendarDay($0) }
        last = visit.query("to").flatMap { MutualAid.CalendarDay($0) }
        isComplete = named != nil && first != nil && last != nil
    }

    /// `nil` where the address does not name all of it, or names what there is not.
    var window: FigureWindow? {
        guard isComplete, let first, let last else { return nil }
        return make(first, last)
    }

    /// The address of what is nearest to it: the last seven days by the reader's own clock where it names nothing.
    var corrected: String {
        let today = MutualAid.CalendarDay(at: visit.now, in: zone)
        let end = last ?? today
        let language = ConsoleLanguage.wanted(by: visit.request).map { "&lang=\($0.rawValue)" } ?? ""
        return "/insight?" + query(of: make(first ?? MutualAid.CalendarDay(number: end.number - 6), end)) + language
    }

    func query(of window: FigureWindow) -> String {
        "from=\(window.first)&to=\(window.last)&zone=\(Landing.query(window.zone.identifier))"
    }

    /// Windows that end today, one press each.
    func presets(_ shown: FigureWindow, _ words: Words) -> [[String: Any]] {
        let today = MutualAid.CalendarDay(at: visit.now, in: shown.zone)
        return [1, 7, 30, 90].map { days in
            let window = make(MutualAid.CalendarDay(number: today.number - days + 1), today)
            let isCurrent = window.first == shown.first && window.last == shown.last
            return [
                "href": "/insight?" + query(of: window), "is_current": isCurrent,
                "name": days == 1 ? words["today"] : words.say("figure_days", ["n": "\(days)"]),
            ]
        }
    }

    private func make(_ first: MutualAid.CalendarDay, _ last: MutualAid.CalendarDay) -> FigureWindow {
        FigureWindow(from: first, through: last, in: zone, groups: Set(visit.reader.groups))
    }
}
