import ArgumentParser
import Comprehension
import Foundation
import Glibc
import TemplateFiles

/// What finding candidates, understanding a text and learning a knowledge base anew cost, on one thread.
struct Retrieve: AsyncParsableCommand {
    /// JSON Lines `{"id","questions"}`.
    @Option var knowledge: String
    /// A question a line.
    @Option var queries: String
    @Option var templates = "Templates"
    @Option var config = "Config"
    @Option var file = "data/models/use-multilingual-3.vectors"

    private struct Row: Decodable {
        let id: String
        let questions: [String]
    }

    func run() async throws {
        let entries = try Self.lines(knowledge).map { line in
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            return KnowledgeEntry(id: row.id, phrasings: row.questions)
        }
        let folder = URL(fileURLWithPath: templates)
        let examples = try ExampleFolder.read(folder.appendingPathComponent("examples"))
        let rules = try DangerSignsFile.read(URL(fileURLWithPath: config).appendingPathComponent("danger-signs.yaml"))
        let rankers = try RankerFile.read(folder.appendingPathComponent("models/general.ranker"))
        let encoder = try SentenceEncoderFile.read(URL(fileURLWithPath: file))
        let texts = try Self.lines(queries)

        // As the daemon does: an edit leaves the vectors of what stayed as they are.
        var kept: [String: [Float]] = [:]
        for entry in entries { for text in entry.phrasings { kept[text] = encoder.vector(text) } }
        let vectors = kept
        let began = ContinuousClock.now
        let index = KnowledgeIndex(
            entries,
            rankers: rankers,
            vector: { vectors[$0] ?? encoder.vector($0) },
            meanings: encoder.meanings
        )
        let refitted = ContinuousClock.now
        let labels = LabelModel(learningFrom: examples, vector: encoder.vector)
        let learnt = ContinuousClock.now
        // The daemon keeps the vectors of the lines that ship in a file.
        for each in examples { kept[each.text] = encoder.vector(each.text) }
        let shipped = kept
        let wrong = LabelledExample(text: texts[0], labels: [.chatter])
        let correcting = ContinuousClock.now
        let corrected = labels.learning([wrong], besides: examples) { shipped[$0] ?? encoder.vector($0) }
        let corrections = ContinuousClock.now - correcting
        let interpreter = Interpreter(labels: corrected, dangerSigns: rules, knowledge: index, vector: encoder.vector)

        let searches = texts.map { index.searchSharing(with: $0, limit: 10) }
        let words = Self.times(searches) { _ = $0() }
        let cutting = Self.times(texts) { _ = index.sharingMost(with: $0, limit: 10) }
        let whole = Self.times(texts) { _ = interpreter.understand($0) }
        let figures: [(String, Double)] = [
            ("entries", Double(entries.count)), ("words_p50_us", words[words.count / 2]),
            ("words_cutting_p50_us", cutting[cutting.count / 2]), ("understand_p50_us", whole[whole.count / 2]),
            ("understand_p95_us", whole[whole.count * 95 / 100]), ("refit_s", (refitted - began) / .seconds(1)),
            ("labels_s", (learnt - refitted) / .seconds(1)), ("corrected_s", corrections / .seconds(1)),
        ]
        print("{\(figures.map { String(format: "\"%@\":%.3f", $0.0, $0.1) }.joined(separator: ","))}")
    }

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// The CPU microseconds of each item, ascending, after a round to warm up.
    private static func times<Item>(_ items: [Item], _ work: (Item) -> Void) -> [Double] {
        for item in items { work(item) }
        return items.map { item in
            let began = busy()
            work(item)
            return busy() - began
        }.sorted()
    }

    /// The CPU time of this thread in microseconds.
    private static func busy() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
