import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// Figures beside counts that another query makes of the same rows (criterion A10).
struct FigureStoreTests {
    /// A quarter of an hour off the full hours, so that days are cut where no hour begins.
    private static let zone = "Asia/Kathmandu"
    private static let offset = 20_700

    @Test func `each figure equals an independent count over generated data (A10)`() async throws {
        let scene = try await FigureScene.generated(seed: 7, questions: 240)
        let window = try FigureWindow.of("2020-04-08", "2020-04-12", in: Self.zone)
        let figures = try await scene.database.figures(in: window, now: Fixture.start)
        let counts = FigureCounts(scene.database, offset: Self.offset)

        for (place, day) in window.days.enumerated() {
            for group in FigureScene.groups {
                let counted = figures.messages[Figures.DayAndGroup(day: place, group: group), default: 0]
                #expect(try await counts.lines(on: "\(day)", group) == counted)
            }
            for outcome in AskedOutcome.allCases {
                let counted = figures.outcomes[Figures.DayAndOutcome(day: place, outcome: outcome), default: 0]
                #expect(try await counts.asked(on: "\(day)", outcome) == counted, "\(day) \(outcome)")
            }
        }
        for label in Label.allCases {
            for group in FigureScene.groups {
                let counted = figures.labels[Figures.LabelAndGroup(label: label, group: group), default: 0]
                #expect(try await counts.lines(labelled: label, group, window) == counted)
            }
        }
        #expect(try await counts.entries(window) == figures.entries)
        for (triage, waits) in figures.waits {
            #expect(try await counts.waits(triage, window) == waits.answer.map { [$0.median, $0.ninth] } ?? [])
            #expect(try await counts.cases(triage, window) == waits.cases)
        }
        #expect(figures.messages.count > 8 && figures.outcomes.count > 12 && figures.waits.count > 3)
    }

    @Test func `figures of some groups are theirs alone, and the rows of the table are what is counted (A10, A11)`()
        async throws
    {
        let scene = try await FigureScene.generated(seed: 11, questions: 80)
        let all = try FigureWindow.of("2020-04-08", "2020-04-12", in: Self.zone)
        let asia = try FigureWindow.of("2020-04-08", "2020-04-12", in: Self.zone, groups: ["asia"])

        let whole = try await scene.database.figures(in: all, now: Fixture.start)
        let part = try await scene.database.figures(in: asia, now: Fixture.start)
        var rows: [AskedRow] = []
        while let next = try await scene.database.askedRows(in: all, after: rows.last?.id, limit: 7).nonEmpty {
            rows += next
        }

        #expect(Set(part.messages.keys.map(\.group)) == ["asia"])
        #expect(part.messages == whole.messages.filter { $0.key.group == "asia" })
        for outcome in AskedOutcome.allCases {
            let counted = whole.outcomes.reduce(0) { $0 + ($1.key.outcome == outcome ? $1.value : 0) }
            #expect(rows.count { $0.outcome == outcome } == counted)
        }
        #expect(Set(rows.map(\.id)).count == rows.count)
    }

    @Test func `an answer that was taken back is none (A10)`() async throws {
        let queue = try Queue()
        let person = try await queue.fixture.addStaff()
        let first = try await queue.open(at: Fixture.start)
        try await queue.make(.claim(queue.lease), first, by: person, after: 60)
        try await queue.make(.answer(texts: ["": "您好"], .private, hold: 10), first, by: person, after: 120)
        let window = try FigureWindow.of("2020-04-10", "2020-04-10", in: "UTC")
        #expect(try await queue.database.outcomes(in: window) == [.person: 1])

        _ = try await queue.database.takeBackAnswer(
            of: first,
            by: person,
            scope: .all,
            now: Fixture.start.addingTimeInterval(125)
        )

        #expect(try await queue.database.outcomes(in: window) == [.nobody: 1])
        let waits = try await queue.database.figures(in: window, now: Fixture.start).waits.values.first
        #expect(waits?.claim?.median == 60 && waits?.answer == nil)
    }

    @Test func `days end where the zone's clocks say, on the days they change too (A10)`() throws {
        let window = try FigureWindow.of("2020-03-28", "2020-03-30", in: "Europe/Berlin")

        let lengths = zip(window.bounds, window.bounds.dropFirst()).map { $1.timeIntervalSince($0) / 3600 }

        #expect(lengths == [24, 23, 24])
    }
}

extension FigureWindow {
    static func of(_ first: String, _ last: String, in zone: String, groups: Set<String> = []) throws -> FigureWindow {
        let (from, through) = (MutualAid.CalendarDay(first), MutualAid.CalendarDay(last))
        let clocks = TimeZone(identifier: zone)
        return FigureWindow(
            from: try #require(from),
            through: try #require(through),
            in: try #require(clocks),
            groups: groups
        )
    }
}

extension Database {
    fileprivate func outcomes(in window: FigureWindow) async throws -> [AskedOutcome: Int] {
        try await figures(in: window, now: Fixture.start).outcomes.reduce(into: [:]) {
            $0[$1.key.outcome, default: 0] += $1.value
        }
    }
}

extension Array {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
