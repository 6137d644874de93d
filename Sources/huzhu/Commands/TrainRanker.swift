import ArgumentParser
import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// Learns to rank, as `huzhu train --ranker` does.
struct RankerLesson {
    let options: ConfigurationOptions
    /// A knowledge base and its questions; with neither, the general ranker is learnt from the project's own questions.
    let knowledge: String?
    let queries: String?
    let wordsOnly: Bool
    let out: String

    func run() throws {
        let configuration = try options.load()
        let source = KnowledgeOptions.parsed(knowledge: knowledge ?? "", wordsOnly: wordsOnly)
        let encoder = try source.encoder(options)
        let rankers = try inWords {
            switch (knowledge, queries) {
            case (let knowledge?, let queries?):
                let entries = try KnowledgeFile.read(URL(fileURLWithPath: knowledge))
                let questions = try KnowledgeFile.questions(URL(fileURLWithPath: queries))
                let general = try Rankers.general(in: configuration.templates)
                return RankerTraining.ofDesk(
                    entries,
                    questions,
                    from: general,
                    vector: encoder?.vector,
                    meanings: encoder?.meanings
                )
            case (nil, nil):
                let folder = configuration.templates.appendingPathComponent("examples/questions")
                return RankerTraining.general(
                    from: try QuestionFolder.read(folder),
                    vector: encoder?.vector,
                    meanings: encoder?.meanings
                )
            default:
                throw Complaint("--knowledge and --queries go together")
            }
        }
        try RankerFile.bytes(of: rankers).write(to: URL(fileURLWithPath: out), options: .atomic)
        print("What was learnt is in \(out).")
    }
}

extension KnowledgeOptions {
    /// The options as a command has them that takes them one by one.
    static func parsed(knowledge: String, ranker: String? = nil, wordsOnly: Bool) -> KnowledgeOptions {
        var options = KnowledgeOptions()
        options.knowledge = knowledge
        options.ranker = ranker
        options.wordsOnly = wordsOnly
        return options
    }
}
