import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// Measures how labels and danger signs are told on lines where they are known, as `huzhu evaluate --labels` does.
struct LabelMeasurement {
    let options: ConfigurationOptions
    let file: String
    let model: String?
    let wordsOnly: Bool
    let isJSON: Bool
    /// Whether the numbers of the lines that were told wrong are printed too.
    let listsWrong: Bool

    func run() throws {
        let lines = try inWords { try ExampleFile.measured(URL(fileURLWithPath: file)) }
        let reader = try LabelReader(options, model: model, wordsOnly: wordsOnly)
        var report = LabelReport()
        var wrong: [String] = []
        let clock = ContinuousClock()
        let began = clock.now
        for (number, line) in lines.enumerated() {
            let reading = reader.read(line.line.text)
            report.count(wanted: line.line.labels, told: Set(reading.decided))
            if let danger = line.danger {
                report.count(isDangerous: !danger.isEmpty, isFound: !reading.dangerSigns.isEmpty)
            }
            wrong += note(number + 1, line, reading)
        }
        let each = lines.isEmpty ? 0 : (clock.now - began) / .milliseconds(1) / Double(lines.count)
        if listsWrong { wrong.forEach { print($0) } }
        print(isJSON ? try json(report, each: each) : text(report, each: each))
    }

    /// What was told wrong about a line, by its number; never its words.
    private func note(_ number: Int, _ line: MeasuredLine, _ reading: LabelReader.Reading) -> [String] {
        guard listsWrong else { return [] }
        let told = Set(reading.decided)
        var notes = line.line.labels.symmetricDifference(told).sorted().map { label in
            "line \(number): \(told.contains(label) ? "wrongly" : "not") \(label)"
        }
        if let danger = line.danger, danger.isEmpty != reading.dangerSigns.isEmpty {
            notes.append("line \(number): \(danger.isEmpty ? "falsely a danger sign" : "no danger sign")")
        }
        return notes
    }

    private struct Told: Encodable {
        let lines: Int
        let macroF1: Double
        let labels: [String: [String: Double]]
        let s0Recall: Double?
        let s0FalseAlarms: Double?
        let millisecondsALine: Double
    }

    private func json(_ report: LabelReport, each: Double) throws -> String {
        let writer = JSONEncoder()
        writer.outputFormatting = [.sortedKeys]
        writer.keyEncodingStrategy = .convertToSnakeCase
        let told = Told(
            lines: report.lines,
            macroF1: report.macroF1,
            labels: report.labels.mapValues { ["precision": $0.precision, "recall": $0.recall, "f1": $0.f1] },
            s0Recall: report.danger?.recall,
            s0FalseAlarms: report.danger?.falseAlarmRate,
            millisecondsALine: each
        )
        return String(decoding: try writer.encode(told), as: UTF8.self)
    }

    private func text(_ report: LabelReport, each: Double) -> String {
        var rows = ["label                 precision  recall     F1  lines"]
        for (label, tally) in report.labels.sorted(by: { $0.key < $1.key }) {
            let name = label.padding(toLength: max(22, label.count), withPad: " ", startingAt: 0)
            rows.append(
                name
                    + String(
                        format: "%9.3f %7.3f %6.3f %6d",
                        tally.precision,
                        tally.recall,
                        tally.f1,
                        tally.right + tally.missed
                    )
            )
        }
        rows.append(String(format: "macro-F1 %.4f over %d lines, %.2f ms a line", report.macroF1, report.lines, each))
        if let danger = report.danger {
            rows.append(
                String(
                    format: "danger: %d of %d found (%.4f), %d of %d harmless lines falsely (%.4f)",
                    danger.found,
                    danger.dangerous,
                    danger.recall,
                    danger.falseAlarms,
                    danger.harmless,
                    danger.falseAlarmRate
                )
            )
        }
        return rows.joined(separator: "\n")
    }
}
