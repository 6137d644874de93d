import Comprehension
import Foundation
import MutualAid

/// Figures as bars that the server draws, as a table, and as a table for spreadsheets: the same rows in all three.
struct FigureChart {
    struct Row {
        let cells: [String]
        /// How long its bar is; `nil`: it has none.
        let value: Double?
    }

    /// What its table for spreadsheets is called.
    let name: String
    let title: String
    let columns: [String]
    let rows: [Row]
    /// What is drawn, where that is not the rows.
    var bars: [Row]?
    /// Days stand side by side; other rows one below the other.
    var isByDay = false

    var values: [String: Any] {
        let bars = (bars ?? rows).filter { $0.value != nil }
        let most = bars.compactMap(\.value).max() ?? 0
        let width = bars.isEmpty ? 1 : 100 / Double(bars.count)
        return [
            "name": name, "title": title, "columns": columns, "is_by_day": isByDay, "is_blank": most == 0,
            "most": "\(Int(most.rounded()))", "first": bars.first?.cells.first ?? "",
            "last": bars.last?.cells.first ?? "",
            "bars": bars.enumerated().map { place, row -> [String: Any] in
                let share = most > 0 ? (row.value ?? 0) / most : 0
                return [
                    "name": row.cells.first ?? "", "value": row.cells.dropFirst().first ?? "",
                    "width": Self.number(isByDay ? width * 0.8 : share * 100), "x": Self.number(width * Double(place)),
                    "y": Self.number(40 - share * 40), "height": Self.number(share * 40),
                ]
            },
            "rows": rows.map { row in
                ["head": row.cells.first ?? "", "cells": Array(row.cells.dropFirst())] as [String: Any]
            },
        ]
    }

    /// With a point, whatever the language.
    private static func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}

/// Which figures are drawn.
extension Console {
    func charts(
        _ figures: Figures,
        _ window: FigureWindow,
        _ visit: Visit,
        _ words: Words
    ) async throws -> [FigureChart] {
        let own = groups.all.map(\.id).filter { window.groups.isEmpty || window.groups.contains($0) }
        let made = FigureCharts(
            figures: figures,
            window: window,
            words: words,
            groups: own.map { ($0, groupName($0, visit)) }
        )
        return [
            made.messages, made.labels, made.outcomes, made.waits,
            made.topics(try await topics(), titles(try await insight.desk.entries(), visit)),
        ]
    }

    /// The topic of each entry, by id.
    private func topics() async throws -> [String: String] {
        try await insight.desk.entries().reduce(into: [:]) { topics, head in
            // A text that can no longer be read has no topic.
            let entry = (head.published ?? head.latest).flatMap { try? insight.desk.read($0) }
            topics[head.record.id] = entry?.topic
        }
    }
}

/// The charts of one window.
private struct FigureCharts {
    let figures: Figures
    let window: FigureWindow
    let words: Words
    let groups: [(id: String, name: String)]

    var messages: FigureChart {
        FigureChart(
            name: "messages",
            title: words["figure_messages_by_day"],
            columns: [words["column_day"], words["figure_all"]] + groups.map(\.name),
            rows: window.days.enumerated().map { place, day in
                let counts = groups.map { figures.messages[Figures.DayAndGroup(day: place, group: $0.id), default: 0] }
                let all = figures.messages.reduce(0) { $0 + ($1.key.day == place ? $1.value : 0) }
                return FigureChart.Row(cells: ["\(day)", "\(all)"] + counts.map(String.init), value: Double(all))
            },
            isByDay: true
        )
    }

    var labels: FigureChart {
        let rows = Label.allCases.map { label -> FigureChart.Row in
            let counts = groups.map { figures.labels[Figures.LabelAndGroup(label: label, group: $0.id), default: 0] }
            let all = figures.labels.reduce(0) { $0 + ($1.key.label == label ? $1.value : 0) }
            return FigureChart.Row(
                cells: [words["label_\(label.rawValue)"], "\(all)"] + counts.map(String.init),
                value: Double(all)
            )
        }
        return FigureChart(
            name: "labels",
            title: words["figure_messages_by_label"],
            columns: [words["column_label"], words["figure_all"]] + groups.map(\.name),
            rows: rows.sorted { ($0.value ?? 0) > ($1.value ?? 0) }
        )
    }

    /// One bar an outcome; its table has a row a day, so that ninety days fit on paper too.
    var outcomes: FigureChart {
        let outcomes = AskedOutcome.allCases
        let counts = window.days.indices.map { day in
            outcomes.map { figures.outcomes[Figures.DayAndOutcome(day: day, outcome: $0), default: 0] }
        }
        let all = outcomes.indices.map { place in counts.reduce(0) { $0 + $1[place] } }
        let days = zip(window.days, counts).map { day, row in ["\(day)"] + row.map(String.init) }
        return FigureChart(
            name: "outcomes",
            title: words["figure_outcomes"],
            columns: [words["column_day"]] + outcomes.map { words["outcome_\($0.rawValue)"] },
            rows: ([[words["figure_all"]] + all.map(String.init)] + days).map {
                FigureChart.Row(cells: $0, value: nil)
            },
            bars: zip(outcomes, all).map { outcome, count in
                FigureChart.Row(cells: [words["outcome_\(outcome.rawValue)"], "\(count)"], value: Double(count))
            }
        )
    }

    var waits: FigureChart {
        let known = figures.waits.sorted {
            ($0.key.severity, $0.key.desk.rawValue) < ($1.key.severity, $1.key.desk.rawValue)
        }
        return FigureChart(
            name: "waits",
            title: words["figure_waits"],
            columns: [
                words["column_team"], words["column_answer_median"], words["column_answer_ninth"],
                words["column_claim_median"], words["column_claim_ninth"], words["column_answered"],
                words["column_cases"],
            ],
            rows: known.map { triage, waits in
                FigureChart.Row(
                    cells: [
                        words["desk_\(triage.desk.rawValue)"] + " · " + words["severity_\(triage.severity.rawValue)"],
                        span(waits.answer?.median), span(waits.answer?.ninth), span(waits.claim?.median),
                        span(waits.claim?.ninth), "\(waits.answer?.count ?? 0)", "\(waits.cases)",
                    ],
                    value: (waits.answer?.median ?? 0) / 60
                )
            }
        )
    }

    func topics(_ topics: [String: String], _ titles: [String: String]) -> FigureChart {
        let rows = figures.entries.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostTopics)
        return FigureChart(
            name: "topics",
            title: words["figure_topics"],
            columns: [words["column_entry"], words["figure_answers"], words["column_topic"]],
            rows: rows.map { entry, count in
                FigureChart.Row(
                    cells: [titles[entry] ?? entry, "\(count)", topics[entry].map(topic) ?? "–"],
                    value: Double(count)
                )
            }
        )
    }

    /// Entries that are drawn.
    private static let mostTopics = 20

    private func topic(_ name: String) -> String { words.all["topic_\(name)"] ?? name }

    private func span(_ seconds: TimeInterval?) -> String { seconds.map(words.span) ?? "–" }
}
