import Web
import Comprehension
import Foundation
import Logging
import Metrics
import MutualAid
import ServiceLifecycle
import TemplateFiles

/// Reads the knowledge in the background at start and again when a file changes; the last good version stays in use.
struct KnowledgeKeeper: Service {
    let templates: URL
    let dangerSigns: DangerSignRules
    let dangerVersion: String
    let shelf: KnowledgeShelf
    let state: KnowledgeState
    let vectors: VectorSource
    let vectorFile: URL
    /// Kept from one reading to the next.
    let labels: LearntLabels
    /// Where the label model is kept from one start to the next.
    let keptLabels: URL
    /// Where labels are learnt, so that learning holds up nobody.
    let quiet: QuietExecutor
    /// Whether a test keeps the knowledge from being read yet.
    let isHeldBack: @Sendable () -> Bool
    let logger: Logger

    /// How often the files are looked at, in seconds.
    private static let interval: Duration = .seconds(2)

    func run() async throws {
        var seen = ""
        vectors.load(vectorFile, logger: logger)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let stamp = FolderStamp.of([
                templates.appendingPathComponent("faq"), templates.appendingPathComponent("examples"),
                templates.appendingPathComponent("models"),
            ])
            let isHeld = isHeldBack()
            if stamp != seen, !isHeld {
                seen = stamp
                await read()
            }
            let pause = isHeld ? Self.interval / 20 : Self.interval
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        }
    }

    private func read() async {
        do {
            let began = ContinuousClock.now
            let files = try KnowledgeFiles(templates)
            let index = files.index(vector: vectors.encodeKnown, meanings: vectors.meanings)
            let kept = KeptLabelModel(file: keptLabels, circumstances: circumstances)
            if !shelf.current.isAvailable, vectors.encode != nil, !labels.knows(files.examples, kept: kept) {
                // The first start learns labels from words alone, in a fraction of the time, and then with vectors.
                put(files, index, LabelModel(learningFrom: files.examples), since: began)
            }
            let model = await withTaskExecutorPreference(quiet) {
                await learnt(files.examples, kept)
            }
            put(files, index, model, since: began)
            vectors.forgetUnused()
        } catch {
            state.set(shelf.current.isAvailable ? .ready : .failing)
            Counter(label: "huzhu_knowledge_refuse_total").increment()
            for problem in error.problems.prefix(20) {
                logger.error("A template was refused; the last good version stays", metadata: ["problem": "\(problem)"])
            }
        }
    }

    /// The labels' model; where it is to be learnt, encoding its lines is the long part and done on every quiet thread.
    private func learnt(_ examples: [LabelledExample], _ kept: KeptLabelModel) async -> LabelModel {
        if !labels.knows(examples, kept: kept) { await vectors.remember(examples.map(\.text)) }
        return labels.model(of: examples, vector: vectors.encodeKnown, kept: kept)
    }

    private func put(
        _ files: KnowledgeFiles,
        _ index: KnowledgeIndex,
        _ model: LabelModel,
        since began: ContinuousClock.Instant
    ) {
        shelf.replace(
            with: files.knowledge(
                index: index,
                labels: model,
                dangerSigns: dangerSigns,
                vector: vectors.encode,
                dangerVersion: dangerVersion
            )
        )
        state.set(.ready)
        logger.info(
            "Knowledge read",
            metadata: [
                "entries": "\(files.entries.count)", "seconds": "\((ContinuousClock.now - began) / .seconds(1))",
                "label_vectors": "\(model.usesVectors)",
            ]
        )
    }

    /// What beside the examples decides what is learnt from them: this program and the encoder's file, as they lie there.
    private var circumstances: String {
        let program = Bundle.main.executableURL.map { FolderStamp.of($0) } ?? ""
        return "\(program)\n\(vectors.encode == nil ? "words only" : FolderStamp.of(vectorFile))"
    }
}

/// What the templates say of entries, examples and ranking, of which the interpreter is built.
struct KnowledgeFiles {
    let entries: [FAQEntry]
    let examples: [LabelledExample]
    private let rankers: Rankers
    private let rankersVersion: String
    /// `nil` where none ships: then every question is a case of its own.
    private let sameQuestion: SameQuestion.Model?

    /// - Parameter templates: the folder of `faq`, `examples` and `models`.
    /// - Throws: every problem in the files at its line.
    init(_ templates: URL) throws(FileProblems) {
        entries = try FAQFolder.read(templates.appendingPathComponent("faq"))
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

    func index(vector: (@Sendable (String) -> [Float])?, meanings: PieceMeanings?) -> KnowledgeIndex {
        KnowledgeIndex(entries.map(\.asKnowledge), rankers: rankers, vector: vector, meanings: meanings)
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
            "faq-" + Fingerprint.of(entries.map { "\($0.id)@\($0.version)" }),
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

/// Names and change times of a folder's files, to see that something changed.
enum FolderStamp {
    static func of(_ folders: [URL]) -> String {
        folders.map { folder in
            // A folder that cannot be listed has an empty stamp; reading it reports the problem.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.sorted().map { of(folder.appendingPathComponent($0)) }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Name, change time and size of one file.
    static func of(_ file: URL) -> String {
        // A file that is gone meanwhile has an empty stamp, too.
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(file.lastPathComponent) \(changed) \((attributes?[.size] as? NSNumber)?.intValue ?? 0)"
    }
}

/// A short name for a list of texts: FNV-1a in hex.
enum Fingerprint {
    static func of(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in texts.joined(separator: "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
