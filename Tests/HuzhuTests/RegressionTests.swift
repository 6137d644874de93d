import Comprehension
import Foundation
import MutualAid
import TemplateFiles
import Testing

@testable import huzhu

/// What the shipped rules and examples make of lines that were written without sight of them.
///
/// `Tests/Fixtures/Understanding/labels.jsonl` is never edited to fit, and no line of it stands in the examples.
struct RegressionTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let fixtures = root.appendingPathComponent("Tests/Fixtures/Understanding")
    private static let templates = root.appendingPathComponent("Templates")

    /// Learning takes a debug build a while, so what is learnt from words alone serves every test.
    private static let words: (files: KnowledgeFiles, labels: LabelModel)? = {
        guard let files = try? KnowledgeFiles(templates) else { return nil }
        return (files, LabelModel(learningFrom: files.examples))
    }()

    private static func interpreter(
        _ files: KnowledgeFiles,
        _ labels: LabelModel,
        _ encoder: SentenceEncoder? = nil
    ) throws -> Interpreter {
        let rules = try DangerSignsFile.read(root.appendingPathComponent("Config/danger-signs.yaml"))
        let index = files.index(vector: encoder?.vector, meanings: encoder?.meanings)
        return files.knowledge(index: index, labels: labels, dangerSigns: rules, vector: encoder?.vector).interpreter
    }

    private static func report(_ interpreter: Interpreter) throws -> LabelReport {
        var report = LabelReport()
        for line in try ExampleFile.measured(fixtures.appendingPathComponent("labels.jsonl")) {
            let understanding = interpreter.understand(line.line.text)
            report.count(wanted: line.line.labels, told: Set(understanding.decided.map(\.rawValue)))
            report.count(isDangerous: line.danger?.isEmpty == false, isFound: !understanding.dangerSigns.isEmpty)
        }
        for (label, tally) in report.labels.sorted(by: { $0.key < $1.key }) {
            print("\(label): F1 \(tally.f1), precision \(tally.precision), recall \(tally.recall)")
        }
        print("macro-F1 \(report.macroF1)")
        return report
    }

    @Test func `danger and labels are told by words alone`() throws {
        let words = try #require(Self.words)
        let interpreter = try Self.interpreter(words.files, words.labels)

        let report = try Self.report(interpreter)

        let danger = try #require(report.danger)
        // Measured: 160 of 161 found (0.994), 16 of 844 falsely (0.019), macro-F1 0.897.
        #expect(danger.recall >= 0.98)
        #expect(danger.falseAlarmRate <= 0.05)
        #expect(report.macroF1 >= 0.88)
        // Ordinary chatter: measured no false alarm in 1,197 lines.
        let chatter = try String(contentsOf: Self.fixtures.appendingPathComponent("chatter.jsonl"), encoding: .utf8)
        let alarms = try chatter.split(separator: "\n").count { line in
            let text = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))["text"] ?? ""
            return !interpreter.understand(text).dangerSigns.isEmpty
        }
        #expect(alarms <= 3)
    }

    private static let encoder = try? SentenceEncoderFile.read(
        root.appendingPathComponent("data/models/use-multilingual-3.vectors")
    )

    @Test(.enabled(if: encoder != nil, "bin/setup fetches the sentence vectors"))
    func `labels are told with sentence vectors`() throws {
        let encoder = try #require(Self.encoder)

        let files = try KnowledgeFiles(Self.templates)
        let labels = LabelModel(learningFrom: files.examples, vector: encoder.vector)
        let report = try Self.report(try Self.interpreter(files, labels, encoder))

        // Measured: macro-F1 0.905.
        #expect(report.macroF1 >= 0.90)
    }

    @Test func `a whole day of wrong corrections breaks no label`() throws {
        let words = try #require(Self.words)
        let before = try Self.report(try Self.interpreter(words.files, words.labels))
        let examples = words.files.examples.filter { $0.labels != [.chatter] }
        let wrong = stride(from: 0, to: examples.count, by: examples.count / 60).prefix(60).map {
            LabelledExample(text: examples[$0].text + "呢", labels: [.chatter])
        }

        let labels = words.labels.learning(wrong, besides: words.files.examples)
        let after = try Self.report(try Self.interpreter(words.files, labels))

        #expect(after.macroF1 >= before.macroF1 - 0.01)
        for (label, tally) in before.labels { #expect(after.labels[label]?.f1 ?? 0 >= tally.f1 - 0.03, "\(label)") }
    }

    @Test func `no line of the regression set stands in the examples`() throws {
        let files = ["labels.jsonl", "chatter.jsonl"]
        let held = try Set(
            files.flatMap { name in
                try String(contentsOf: Self.fixtures.appendingPathComponent(name), encoding: .utf8)
                    .split(separator: "\n").compactMap { line in
                        let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                        return (row?["text"] as? String).map { PlainText($0).string }
                    }
            }
        )

        let examples = try ExampleFolder.read(Self.templates.appendingPathComponent("examples"))

        #expect(examples.map { PlainText($0.text).string }.filter(held.contains) == [])
    }

    @Test func `no example stands twice, and none contradicts another`() {
        #expect(ExampleFolder.problems(Self.templates.appendingPathComponent("examples")) == [])
    }
}
