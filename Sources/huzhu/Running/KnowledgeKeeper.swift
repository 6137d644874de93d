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
    /// Brings the folder of entries and the database together.
    let agreement: FAQAgreement
    /// Rung when an entry changed on the page.
    let changes: FAQChanges
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
    private static let interval: TimeInterval = 2
    /// How long until a file that could not be written is tried again, in seconds.
    private static let patience: TimeInterval = 15
    /// How long the folder must lie still before it is read, in seconds.
    private static let settling: TimeInterval = 0.2

    func run() async throws {
        var seen: Seen?
        var nextGoLive: Date?
        vectors.load(vectorFile, logger: logger)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let present = look()
            let isHeld = isHeldBack()
            let isDue = (nextGoLive ?? .distantFuture) <= Date.now
            if present != seen || isDue, !isHeld, await isSettled(present, since: seen) {
                let inForce = await agree()
                if let inForce { await read(inForce, learnsAnew: present.others != seen?.others) }
                nextGoLive = inForce?.nextGoLive
                if inForce?.isFileOwed == true {
                    // A folder that becomes writable changes no file, so it is tried again.
                    nextGoLive = min(nextGoLive ?? .distantFuture, Date.now.addingTimeInterval(Self.patience))
                }
                // A store that failed is asked again at the next round.
                seen = inForce == nil ? nil : present
            }
            let pause = isHeld ? Self.interval / 20 : Self.interval
            let next = min(Date.now.addingTimeInterval(pause), nextGoLive ?? .distantFuture)
            // Waking early means shutting down, or that an entry changed: the loop's condition tells which.
            await cancelWhenGracefulShutdown { await changes.wait(until: next) }
        }
    }

    private struct Seen: Equatable {
        let entries: String
        let others: String
        let changes: Int
    }

    private func look() -> Seen {
        Seen(
            entries: FolderStamp.of([templates.appendingPathComponent("faq")]),
            others: FolderStamp.of([
                templates.appendingPathComponent("examples"), templates.appendingPathComponent("models"),
            ]),
            changes: changes.count
        )
    }

    /// Whether nobody is writing a file at this moment, so that half a file is not taken for a whole one.
    private func isSettled(_ present: Seen, since seen: Seen?) async -> Bool {
        if present.entries == seen?.entries { return true }
        // Waking early means shutting down.
        try? await Task.sleep(for: .seconds(Self.settling))
        return look().entries == present.entries
    }

    /// - Returns: `nil` where the store failed.
    private func agree() async -> FAQInForce? {
        do {
            let inForce = try await agreement.agree()
            let fresh = state.report(inForce.problems)
            for problem in fresh.prefix(20) {
                logger.error("A template was refused; the last good version stays", metadata: ["problem": "\(problem)"])
            }
            for notice in state.notice(inForce.notices).prefix(20) {
                logger.warning("An entry was changed in the folder", metadata: ["entry": "\(notice)"])
            }
            if !fresh.isEmpty { Counter(label: "huzhu_knowledge_refuse_total").increment() }
            return inForce
        } catch {
            logger.error("The FAQ could not be read from the store", metadata: ["error": "\(type(of: error))"])
            if !shelf.current.isAvailable { state.set(.failing) }
            return nil
        }
    }

    private func read(_ inForce: FAQInForce, learnsAnew: Bool) async {
        // Nothing to answer from, and a reason why: the store of answers is out (criterion F16).
        guard !inForce.entries.isEmpty || inForce.problems.isEmpty else {
            return state.set(shelf.current.isAvailable ? .ready : .failing)
        }
        let known = shelf.current
        let isSame =
            known.isAvailable && known.entries.count == inForce.entries.count
            && inForce.entries.allSatisfy { known.entries[$0.id] == $0 }
        if isSame, !learnsAnew { return }
        do {
            let began = ContinuousClock.now
            let files = try KnowledgeFiles(templates, entries: inForce.entries)
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
