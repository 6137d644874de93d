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
    /// Brings the folder of entries and the database together.
    let agreement: FAQAgreement
    /// Rung when an entry changed on the page.
    let changes: FAQChanges
    /// Kept from one reading to the next.
    let labels = LearntLabels()
    /// Whether a test keeps the knowledge from being read yet.
    let isHeldBack: @Sendable () -> Bool
    let logger: Logger

    /// How often the files are looked at, in seconds.
    private static let interval: TimeInterval = 2
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
            if present != seen || isDue, !isHeld, await isSettled(present) {
                let inForce = await agree()
                if let inForce { read(inForce, learnsAnew: present.others != seen?.others) }
                nextGoLive = inForce?.nextGoLive
                // A store that failed is asked again at the next round.
                seen = inForce == nil ? nil : present
            }
            let pause = isHeld ? Self.interval / 20 : Self.interval
            let next = min(Date.now.addingTimeInterval(pause), nextGoLive ?? .distantFuture)
            // Waking early means shutting down, or that an entry changed: the loop's condition tells which.
            try? await cancelWhenGracefulShutdown { await changes.wait(until: next) }
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
    private func isSettled(_ present: Seen) async -> Bool {
        // Waking early means shutting down.
        try? await Task.sleep(for: .seconds(Self.settling))
        return look().entries == present.entries
    }

    /// - Returns: `nil` where the store failed.
    private func agree() async -> FAQInForce? {
        do {
            let inForce = try await agreement.agree()
            state.report(inForce.problems)
            for problem in inForce.problems.prefix(20) {
                logger.error("A template was refused; the last good version stays", metadata: ["problem": "\(problem)"])
            }
            if !inForce.problems.isEmpty { Counter(label: "huzhu_knowledge_refuse_total").increment() }
            return inForce
        } catch {
            logger.error("The FAQ could not be read from the store", metadata: ["error": "\(type(of: error))"])
            if !shelf.current.isAvailable { state.set(.failing) }
            return nil
        }
    }

    private func read(_ inForce: FAQInForce, learnsAnew: Bool) {
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
            let fresh = try KnowledgeFiles.read(
                templates,
                entries: inForce.entries,
                dangerSigns: dangerSigns,
                vector: vectors.encode,
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
    ///   - entries: those in force; `nil`: as the files say.
    ///   - dangerSigns: the rules beside the model.
    ///   - vector: gives the sentence vector of a member's text; without it only words are compared.
    ///   - known: the same for texts of these files, where it remembers those that did not change.
    ///   - labels: what was learnt before.
    /// - Returns: entries and interpreter, ready for use.
    /// - Throws: every problem in the files at its line.
    static func read(
        _ templates: URL,
        entries inForce: [FAQEntry]? = nil,
        dangerSigns: DangerSignRules,
        vector: (@Sendable (String) -> [Float])? = nil,
        known: (@Sendable (String) -> [Float])? = nil,
        labels: LearntLabels = LearntLabels()
    ) throws(FileProblems) -> Knowledge {
        let entries = try inForce ?? FAQFolder.read(templates.appendingPathComponent("faq"))
        let examples = try ExampleFolder.read(templates.appendingPathComponent("examples"))
        let interpreter = Interpreter(
            labels: labels.model(of: examples, vector: known ?? vector),
            dangerSigns: dangerSigns,
            knowledge: KnowledgeIndex(
                entries.map(\.asKnowledge),
                rankers: try Rankers.general(in: templates),
                vector: known ?? vector
            ),
            vector: vector
        )
        let fingerprint = Fingerprint.of(
            entries.map { "\($0.id)@\($0.version)\($0.isPaused)\($0.unreviewed)" } + ["examples \(examples.count)"]
        )
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
