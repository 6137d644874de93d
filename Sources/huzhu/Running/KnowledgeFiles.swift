import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// What the templates say of entries, examples and ranking, of which the interpreter is built.
struct KnowledgeFiles {
    let entries: [FAQEntry]
    let examples: [LabelledExample]
    private let rankers: Rankers
    private let rankersVersion: String
    /// `nil` where none ships: then every question is a case of its own.
    private let sameQuestion: SameQuestion.Model?

    /// - Parameters:
    ///   - templates: the folder of `faq`, `examples` and `models`.
    ///   - inForce: the entries that are answered from; `nil`: those of the files.
    /// - Throws: every problem in the files at its line.
    init(_ templates: URL, entries inForce: [FAQEntry]? = nil) throws(FileProblems) {
        if let inForce {
            entries = inForce
        } else {
            entries = try FAQFolder.read(templates.appendingPathComponent("faq"))
        }
        examples = try ExampleFolder.read(templates.appendingPathComponent("examples"))
        rankers = try Rankers.general(in: templates)
        let model = templates.appendingPathComponent("models/same-question.model")
        sameQuestion = FileManager.default.fileExists(atPath: model.path) ? try SameQuestionFile.read(model) : nil
        // Where none ships, ranking begins with what is in the program.
        let ranker = try? Data(contentsOf: templates.appendingPathComponent("models/general.ranker"))
        rankersVersion = Fingerprint.of([ranker.map { String(decoding: $0, as: UTF8.self) } ?? ""])
    }

    /// Reads everything and learns it, as commands do that try and measure.
    ///
    /// - Parameters:
    ///   - templates: the folder of `faq`, `examples` and `models`.
    ///   - dangerSigns: the rules beside the model.
    ///   - encoder: makes vectors of texts; without it only words are compared.
    ///   - dangerVersion: names the rules.
    /// - Returns: entries and interpreter, ready for use.
    /// - Throws: every problem in the files at its line.
    static func read(
        _ templates: URL,
        dangerSigns: DangerSignRules,
        encoder: SentenceEncoder? = nil,
        dangerVersion: String = ""
    ) throws(FileProblems) -> Knowledge {
        let files = try KnowledgeFiles(templates)
        return files.knowledge(
            index: files.index(vector: encoder?.vector, meanings: encoder?.meanings),
            labels: LabelModel(learningFrom: files.examples, vector: encoder?.vector),
            dangerSigns: dangerSigns,
            vector: encoder?.vector,
            dangerVersion: dangerVersion
        )
    }

    /// The entries' index, with what is remembered of texts that were known before.
    func index(_ vectors: VectorSource) -> KnowledgeIndex {
        index(vector: vectors.encodeKnown, compact: vectors.encodePhrasing, meanings: vectors.meanings)
    }

    func index(
        vector: ((String) -> [Float])?,
        compact: ((String) -> CompactVector)? = nil,
        meanings: PieceMeanings?
    ) -> KnowledgeIndex {
        KnowledgeIndex(
            entries.map(\.asKnowledge),
            rankers: rankers,
            vector: vector,
            compact: compact,
            meanings: meanings
        )
    }

    func knowledge(
        index: KnowledgeIndex,
        labels: LabelModel,
        dangerSigns: DangerSignRules,
        vector: (@Sendable (String) -> [Float])?,
        dangerVersion: String = ""
    ) -> Knowledge {
        let learnt = vector != nil && !labels.usesVectors ? " words" : ""
        let versions = [
            "faq-" + Fingerprint.of(entries.map(\.asAnsweredFrom)),
            "labels-" + Fingerprint.of(examples.map { "\($0.labels.map(\.rawValue).sorted()) \($0.text)" } + [learnt]),
            "ranker-" + rankersVersion,
            "danger-" + dangerVersion, "vectors-" + (vector == nil ? "none" : "use3"),
        ]
        return Knowledge(
            entries: entries,
            interpreter: Interpreter(labels: labels, dangerSigns: dangerSigns, knowledge: index, vector: vector),
            fingerprint: versions.joined(separator: " "),
            isAvailable: true,
            likeness: sameQuestion.map { SameQuestion($0, vector: vector) }
        )
    }

    /// Before the files are read: danger signs work, everything else goes to a person.
    static func none(dangerSigns: DangerSignRules) -> Knowledge {
        let interpreter = Interpreter(
            labels: LabelModel(learningFrom: []),
            dangerSigns: dangerSigns,
            knowledge: KnowledgeIndex([])
        )
        return Knowledge(entries: [], interpreter: interpreter, fingerprint: "none", isAvailable: false)
    }
}

extension FAQEntry {
    /// Names the version and what keeps it from being sent.
    fileprivate var asAnsweredFrom: String {
        "\(id)@\(version)" + (isPaused ? " paused" : "") + unreviewed.map { " -\($0.rawValue)" }.joined()
    }
}
