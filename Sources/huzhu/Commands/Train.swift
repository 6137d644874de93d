import ArgumentParser
import Foundation

/// Learns models.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn labels from labelled lines, or how to rank FAQ entries; or check the labelled lines.",
        discussion: """
            huzhu train --examples FILE… --out MODEL
                labels of any names, from JSON Lines {"text","labels":[…]} or, in a .txt, `labels | text`
            huzhu train --check
                name each line of Templates/examples that stands twice or cannot be read, with file and line
            huzhu train --ranker --out Templates/models/general.ranker
                the general ranker, from Templates/examples/questions; the same bytes each time
            huzhu train --ranker --knowledge FILE --queries FILE --out FILE
                a desk's own, from its questions with known entries {"query","gold"}
            huzhu train --same-question --out Templates/models/same-question.model
                what tells the same question from its neighbours, from Templates/examples/questions
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(parsing: .upToNextOption, help: "Learn labels from these files.") var examples: [String] = []
    @Flag(help: "Check Templates/examples.") var check = false
    @Flag(help: "Learn a ranker.") var ranker = false
    @Flag(help: "Learn to tell the same question from others.") var sameQuestion = false
    @Option(help: "The knowledge base the questions were asked of.") var knowledge: String?
    @Option(help: "Questions with known entries, JSON Lines.") var queries: String?
    @Flag(help: "Compare words only.") var wordsOnly = false
    @Option(help: "Where to write what was learnt.") var out: String?

    func validate() throws {
        guard [!examples.isEmpty, check, ranker, sameQuestion].count(where: { $0 }) == 1 else {
            throw ValidationError("say what to do: --examples, --check, --ranker or --same-question")
        }
        guard check || out != nil else { throw ValidationError("--out says where to write what was learnt") }
    }

    func run() async throws {
        try await orComplain {
            guard let out else { return try ExampleCheck(options: options).run() }
            if sameQuestion {
                try SameQuestionLesson(options: options, out: out).run()
            } else if ranker {
                try RankerLesson(
                    options: options,
                    knowledge: knowledge,
                    queries: queries,
                    wordsOnly: wordsOnly,
                    out: out
                ).run()
            } else {
                try LabelLesson(options: options, files: examples, wordsOnly: wordsOnly, out: out).run()
            }
        }
    }
}

/// Measures understanding.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how labels and danger signs are told, or how a knowledge base answers, where that is known.",
        discussion: """
            huzhu evaluate --labels FILE [--model MODEL]
                labelled lines {"text","labels":[…]}, and where they say "danger":[…] the danger rules too
            huzhu evaluate --knowledge Templates/faq --queries questions.jsonl
                questions with known entries
            huzhu evaluate --pairs pairs.jsonl
                pairs {"a","b","same":0|1} of texts that ask the same or not
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Labelled lines, JSON Lines or a .txt of `labels | text`.") var labels: String?
    @Option(help: "What `huzhu train --examples` learnt (default: what the daemon learns from Templates).")
    var model: String?
    @Flag(help: "With --labels: print the numbers of the lines that were told wrong.") var wrong = false
    @Option(help: "A folder of FAQ templates, or a JSON Lines file {\"id\",\"questions\":[…]}.") var knowledge: String?
    @Option(help: "What `huzhu train --ranker` learnt (default: what ships, in Templates/models).") var ranker: String?
    @Flag(help: "Compare words only, as where the vectors are absent.") var wordsOnly = false
    @Option(help: "Questions with known entries, JSON Lines.") var queries: String?
    @Option(help: "Pairs of texts that ask the same or not, JSON Lines.") var pairs: String?
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Draw a reliability diagram into this SVG file.") var diagram: String?

    func validate() throws {
        guard [labels, knowledge, pairs].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("one of --labels, --knowledge and --pairs")
        }
        guard knowledge == nil || queries != nil else { throw ValidationError("--knowledge needs --queries") }
    }

    func run() async throws {
        try await orComplain {
            if let labels {
                try LabelMeasurement(
                    options: options,
                    file: labels,
                    model: model,
                    wordsOnly: wordsOnly,
                    isJSON: json,
                    listsWrong: wrong
                ).run()
            }
            if let pairs {
                try PairMeasurement(options: options, file: pairs, wordsOnly: wordsOnly, isJSON: json).run()
            }
            guard let knowledge, let queries else { return }
            try KnowledgeMeasurement(
                options: options,
                knowledge: .parsed(knowledge: knowledge, ranker: ranker, wordsOnly: wordsOnly),
                queries: queries,
                isJSON: json,
                diagram: diagram
            ).run()
        }
    }
}
