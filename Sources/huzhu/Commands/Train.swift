import ArgumentParser
import Foundation

/// Learns models.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn how to rank FAQ entries.",
        discussion: """
            huzhu train --ranker --out Templates/models/general.ranker
                the general ranker, from Templates/examples/questions; the same bytes each time
            huzhu train --ranker --knowledge FILE --queries FILE --out FILE
                a desk's own, from its questions with known entries {"query","gold"}
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Learn a ranker.") var ranker = false
    @Option(help: "The knowledge base the questions were asked of.") var knowledge: String?
    @Option(help: "Questions with known entries, JSON Lines.") var queries: String?
    @Flag(help: "Compare words only.") var wordsOnly = false
    @Option(help: "Where to write what was learnt.") var out: String

    func validate() throws {
        guard ranker else { throw ValidationError("say what to learn: --ranker") }
    }

    func run() async throws {
        try await orComplain {
            try RankerLesson(
                options: options,
                knowledge: knowledge,
                queries: queries,
                wordsOnly: wordsOnly,
                out: out
            ).run()
        }
    }
}

/// Measures understanding.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how well a knowledge base answers questions with known entries.",
        discussion: "Example: huzhu evaluate --knowledge Templates/faq --queries questions.jsonl"
    )

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var knowledge: KnowledgeOptions
    @Option(help: "Questions with known entries, JSON Lines.") var queries: String
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Draw a reliability diagram into this SVG file.") var diagram: String?

    func run() async throws {
        try await orComplain {
            try KnowledgeMeasurement(
                options: options,
                knowledge: knowledge,
                queries: queries,
                isJSON: json,
                diagram: diagram
            ).run()
        }
    }
}
