import Web
import Comprehension
import Foundation
import Logging
import Metrics
import MutualAid
import ServiceLifecycle
import Synchronization
import TemplateFiles

/// Reads the knowledge in the background at start and again when a file changes; the last good version stays in use.
struct KnowledgeKeeper: Service {
    let templates: URL
    let dangerSigns: DangerSignRules
    let shelf: KnowledgeShelf
    let state: KnowledgeState
    let vectors: VectorSource
    let vectorFile: URL
    /// Kept from one reading to the next.
    let labels = LearntLabels()
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
                read()
            }
            let pause = isHeld ? Self.interval / 20 : Self.interval
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        }
    }

    private func read() {
        do {
            let fresh = try KnowledgeFiles.read(
                templates,
                dangerSigns: dangerSigns,
                vector: vectors.encode,
                meanings: vectors.meanings,
                known: vectors.encodeKnown,
                labels: labels
            )
            vectors.forgetUnused()
            shelf.replace(with: fresh)
            state.set(.ready)
            logger.info("Knowledge read", metadata: ["entries": "\(fresh.entries.count)"])
        } catch {
            state.set(shelf.current.isAvailable ? .ready : .failing)
            Counter(label: "huzhu_knowledge_refuse_total").increment()
            for problem in error.problems.prefix(20) {
                logger.error("A template was refused; the last good version stays", metadata: ["problem": "\(problem)"])
            }
        }
    }
}

/// Reads entries and examples and builds the interpreter.
enum KnowledgeFiles {
    /// - Parameters:
    ///   - templates: the folder of `faq`, `examples` and `models`.
    ///   - dangerSigns: the rules beside the model.
    ///   - vector: gives the sentence vector of a member's text; without it only words are compared.
    ///   - meanings: what pieces of a text mean by themselves; goes with `vector`.
    ///   - known: `vector` for texts of these files, where it remembers those that did not change.
    ///   - labels: what was learnt before.
    /// - Returns: entries and interpreter, ready for use.
    /// - Throws: every problem in the files at its line.
    static func read(
        _ templates: URL,
        dangerSigns: DangerSignRules,
        vector: (@Sendable (String) -> [Float])? = nil,
        meanings: PieceMeanings? = nil,
        known: (@Sendable (String) -> [Float])? = nil,
        labels: LearntLabels = LearntLabels()
    ) throws(FileProblems) -> Knowledge {
        let entries = try FAQFolder.read(templates.appendingPathComponent("faq"))
        let examples = try ExampleFolder.read(templates.appendingPathComponent("examples"))
        let interpreter = Interpreter(
            labels: labels.model(of: examples, vector: known ?? vector),
            dangerSigns: dangerSigns,
            knowledge: KnowledgeIndex(
                entries.map(\.asKnowledge),
                rankers: try Rankers.general(in: templates),
                vector: known ?? vector,
                meanings: meanings
            ),
            vector: vector
        )
        let fingerprint = Fingerprint.of(entries.map { "\($0.id)@\($0.version)" } + ["examples \(examples.count)"])
        return Knowledge(entries: entries, interpreter: interpreter, fingerprint: fingerprint, isAvailable: true)
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
            return names.sorted().map { name in
                let path = folder.appendingPathComponent(name).path
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
                return "\(name) \(changed) \((attributes?[.size] as? NSNumber)?.intValue ?? 0)"
            }.joined(separator: "\n")
        }.joined(separator: "\n")
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
