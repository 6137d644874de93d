import ArgumentParser
import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// Asks a knowledge base.
struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a knowledge base and see what would be answered.",
        discussion: """
            Reads JSON Lines {"id","text"} (or {"qid","query"}) from standard input and writes, for each line at once,
            {"id","decision":"answer"|"ask"|"escalate","entry","confidence","candidates":[{"entry","score"}…]}.
            Example: echo '{"id":"1","text":"回国要隔离几天?"}' | huzhu ask --knowledge Templates/faq
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var knowledge: KnowledgeOptions

    private struct Asked: Decodable {
        let id: String?
        let qid: String?
        let text: String?
        let query: String?
    }

    private struct Told: Encodable {
        let id: String
        let decision: String
        let entry: String?
        let confidence: Double
        let candidates: [Found]

        struct Found: Encodable {
            let entry: String
            let score: Double
        }

        enum CodingKeys: CodingKey { case id, decision, entry, confidence, candidates }

        /// An absent entry is written as null, for readers that expect the key.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(decision, forKey: .decision)
            try container.encode(entry, forKey: .entry)
            try container.encode(confidence, forKey: .confidence)
            try container.encode(candidates, forKey: .candidates)
        }
    }

    func run() async throws {
        try await orComplain {
            let interpreter = try knowledge.interpreter(options)
            let writer = JSONEncoder()
            writer.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
            var number = 0
            while let line = readLine() {
                number += 1
                guard let asked = try? JSONDecoder().decode(Asked.self, from: Data(line.utf8)),
                    let id = asked.id ?? asked.qid, let text = asked.text ?? asked.query
                else { throw Complaint("line \(number) is no JSON object with id and text") }
                print(String(decoding: try writer.encode(told(id, interpreter.understand(text))), as: UTF8.self))
                fflush(nil)
            }
        }
    }

    private func told(_ id: String, _ understanding: Understanding) -> Told {
        Told(
            id: id,
            decision: understanding.zone.rawValue,
            entry: understanding.zone == .answer ? understanding.candidates.first?.entry : nil,
            confidence: understanding.candidates.first?.probability ?? 0,
            candidates: understanding.candidates.map { Told.Found(entry: $0.entry, score: $0.probability) }
        )
    }
}

/// Which knowledge base, ranker and vectors a command works with.
struct KnowledgeOptions: ParsableArguments {
    @Option(help: "A folder of FAQ templates, or a JSON Lines file {\"id\",\"questions\":[…]}.")
    var knowledge: String

    @Option(help: "What `huzhu train --ranker` learnt (default: what ships, in Templates/models).")
    var ranker: String?

    @Flag(help: "Compare words only, as where the vectors are absent.")
    var wordsOnly = false

    /// An interpreter over the knowledge base, without labels and danger signs of its own.
    func interpreter(_ options: ConfigurationOptions) throws -> Interpreter {
        let encoder = try encoder(options)
        return try inWords {
            let entries = try KnowledgeFile.read(URL(fileURLWithPath: knowledge))
            let index = KnowledgeIndex(
                entries,
                rankers: try rankers(options),
                vector: encoder?.vector,
                meanings: encoder?.meanings
            )
            return Interpreter(
                labels: LabelModel(learningFrom: []),
                dangerSigns: DangerSignRules([], guards: .none),
                knowledge: index,
                vector: encoder?.vector
            )
        }
    }

    func rankers(_ options: ConfigurationOptions) throws -> Rankers {
        if let ranker { return try RankerFile.read(URL(fileURLWithPath: ranker)) }
        return try Rankers.general(in: try options.load().templates)
    }

    /// What makes vectors of texts; `nil` where the file is absent, which is said on standard error.
    func encoder(_ options: ConfigurationOptions) throws -> SentenceEncoder? {
        guard !wordsOnly else { return nil }
        do {
            return try SentenceEncoderFile.read(try options.load().vectorFile)
        } catch let problem as VectorFileProblem {
            FileHandle.standardError.write(Data("huzhu: words only, for the vectors are missing: \(problem)\n".utf8))
            return nil
        }
    }
}

/// Turns problems in files into a complaint that lists them.
func inWords<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let problems as FileProblems {
        throw Complaint("\(problems)")
    }
}

extension Rankers {
    /// What ships in `Templates/models`, or the beginning where nothing does.
    static func general(in templates: URL) throws(FileProblems) -> Rankers {
        let file = templates.appendingPathComponent("models/general.ranker")
        return FileManager.default.fileExists(atPath: file.path) ? try RankerFile.read(file) : .shipped
    }
}
