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
    /// What people said about labels since.
    let corrections: CorrectedLabels
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
            let present = await look()
            let isHeld = isHeldBack()
            let isDue = (nextGoLive ?? .distantFuture) <= Date.now
            if let last = seen, present.differsInLabels(from: last), !isDue, !isHeld {
                await relabel()
                seen = present
            } else if present != seen || isDue, !isHeld, await isSettled(present, since: seen) {
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
        /// Names the corrected labels; `nil` where they could not be read.
        let labels: String?

        /// Whether labels were corrected, or corrections forgotten, and nothing else happened.
        func differsInLabels(from other: Seen) -> Bool {
            labels != other.labels && entries == other.entries && others == other.others && changes == other.changes
        }
    }

    private func look() async -> Seen {
        Seen(
            entries: stampOfEntries,
            others: FolderStamp.of([
                templates.appendingPathComponent("examples"), templates.appendingPathComponent("models"),
            ]),
            changes: changes.count,
            labels: await corrections.version()
        )
    }

    private var stampOfEntries: String { FolderStamp.of([templates.appendingPathComponent("faq")]) }

    /// Whether nobody is writing a file at this moment, so that half a file is not taken for a whole one.
    private func isSettled(_ present: Seen, since seen: Seen?) async -> Bool {
        if present.entries == seen?.entries { return true }
        // Waking early means shutting down.
        try? await Task.sleep(for: .seconds(Self.settling))
        return stampOfEntries == present.entries
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
        let known = shelf.current
        // Nothing to answer from at the start, and a reason why: the store of answers is out (criterion F16).
        // Later it means that everything was withdrawn, whatever else is wrong in the folder.
        guard !inForce.entries.isEmpty || inForce.problems.isEmpty || known.isAvailable else {
            return state.set(.failing)
        }
        let isSame =
            known.isAvailable && known.entries.count == inForce.entries.count
            && inForce.entries.allSatisfy { known.entries[$0.id] == $0 }
        if isSame, !learnsAnew { return }
        do {
            let began = ContinuousClock.now
            let files = try KnowledgeFiles(templates, entries: inForce.entries)
            let index = await withTaskExecutorPreference(quiet) {
                files.index(vectors)
            }
            let kept = KeptLabelModel(file: keptLabels, circumstances: circumstances)
            if !shelf.current.isAvailable, vectors.encode != nil, !labels.knows(files.examples, kept: kept) {
                // The first start learns labels from words alone, in a fraction of the time, and then with vectors.
                let words = LabelModel(learningFrom: files.examples)
                put(files, index, CorrectedLabels.Learnt(model: words, version: "", count: 0), since: began)
            }
            let labels = await withTaskExecutorPreference(quiet) {
                await corrections.learn(onto: await learnt(files.examples, kept), files.examples, keptVectors)
            }
            put(files, index, labels, since: began)
            vectors.forgetUnused()
            SpareMemory.giveBack()
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
        if labels.knows(examples, kept: kept) { return labels.model(of: examples, vector: nil, kept: kept) }
        let texts = examples.map(\.text)
        await vectors.remember(texts)
        let model = labels.model(of: examples, vector: vectors.encodeKnown, kept: kept)
        await corrections.keepVectors(of: texts, keptVectors)
        return model
    }

    /// Teaches the labels in force what was corrected since, or lets them forget what was erased; the FAQ stays.
    private func relabel() async {
        guard let last = labels.last, shelf.current.isAvailable else { return }
        let began = ContinuousClock.now
        let learnt = await withTaskExecutorPreference(quiet) {
            await corrections.learn(onto: last.model, last.examples, keptVectors)
        }
        shelf.replace(with: shelf.current.replacing(labels: learnt.model, corrections: learnt.version))
        logger.info(
            "Corrected labels learnt",
            metadata: [
                "messages": "\(learnt.count)", "seconds": "\((ContinuousClock.now - began) / .seconds(1))",
            ]
        )
    }

    private var keptVectors: KeptVectors {
        KeptVectors(
            file: keptLabels.deletingPathExtension().appendingPathExtension("vectors"),
            circumstances: FolderStamp.of(vectorFile)
        )
    }

    private func put(
        _ files: KnowledgeFiles,
        _ index: KnowledgeIndex,
        _ labels: CorrectedLabels.Learnt,
        since began: ContinuousClock.Instant
    ) {
        shelf.replace(
            with: files.knowledge(
                index: index,
                labels: labels.model,
                dangerSigns: dangerSigns,
                vector: vectors.encode,
                dangerVersion: dangerVersion
            ).replacing(labels: labels.model, corrections: labels.version)
        )
        state.set(.ready)
        logger.info(
            "Knowledge read",
            metadata: [
                "entries": "\(files.entries.count)", "seconds": "\((ContinuousClock.now - began) / .seconds(1))",
                "label_vectors": "\(labels.model.usesVectors)", "corrected_labels": "\(labels.count)",
            ]
        )
    }

    /// What beside the examples decides what is learnt from them: this program and the encoder's file, as they lie there.
    private var circumstances: String {
        let program = Bundle.main.executableURL.map { FolderStamp.of($0) } ?? ""
        return "\(program)\n\(vectors.encode == nil ? "words only" : FolderStamp.of(vectorFile))"
    }
}
