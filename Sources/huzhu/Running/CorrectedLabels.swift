import Comprehension
import Logging
import MutualAid
import TemplateFiles

/// Has the label model learn from what people corrected, beside the lines that ship.
///
/// What it learnt lives in memory only: whoever is erased is gone from the next model, and a start learns anew.
struct CorrectedLabels: Sendable {
    let store: any LabelCorrectionStore
    let vectors: VectorSource
    let logger: Logger
    private let share = CorrectionShare.shipped

    init(store: any LabelCorrectionStore, vectors: VectorSource, logger: Logger) {
        self.store = store
        self.vectors = vectors
        self.logger = logger
    }

    /// A label model and the corrections in it.
    struct Learnt {
        let model: LabelModel
        /// Names the corrections, never their words; empty where there are none.
        let version: String
        let count: Int
    }

    /// Differs when there is something to learn or to forget; `nil` where the store failed.
    func version() async -> String? {
        // A store that fails says so by itself; the labels in force stay.
        try? await store.correctionsVersion()
    }

    /// The model after the corrections in force.
    ///
    /// - Parameters:
    ///   - base: what was learnt from `examples` alone.
    ///   - examples: the lines that ship.
    ///   - kept: where the vectors of `examples` are.
    /// - Returns: the base alone where the corrections could not be read.
    func learn(onto base: LabelModel, _ examples: [LabelledExample], _ kept: KeptVectors) async -> Learnt {
        let corrected: [CorrectedMessage]
        do {
            corrected = share.counted(try await store.correctedMessages(limit: share.overall * 2))
        } catch {
            logger.error("Corrected labels could not be read", metadata: ["error": "\(type(of: error))"])
            return Learnt(model: base, version: "", count: 0)
        }
        guard !corrected.isEmpty else { return Learnt(model: base, version: "", count: 0) }
        let known = base.usesVectors ? await shipped(examples, kept) : nil
        let encode = vectors.encode
        let model = base.learning(corrected.map(\.asExample), besides: examples) { text in
            known?(text) ?? encode?(text) ?? []
        }
        let names = corrected.map { "\($0.id) \($0.labels.map(\.rawValue).sorted())" }
        return Learnt(model: model, version: Fingerprint.of(names), count: corrected.count)
    }

    /// The vectors of the lines that ship; made again, and kept, where they are not there.
    private func shipped(_ examples: [LabelledExample], _ kept: KeptVectors) async -> ((String) -> [Float]?)? {
        let texts = examples.map(\.text)
        if let known = kept.vectors(of: texts) { return known }
        await keepVectors(of: texts, kept)
        return kept.vectors(of: texts)
    }

    /// Writes down the vectors of the lines that ship and lets go of them in memory.
    func keepVectors(of texts: [String], _ kept: KeptVectors) async {
        guard let encode = vectors.encodeKnown else { return }
        await vectors.remember(texts)
        do {
            try kept.keep(texts, vector: encode)
        } catch {
            logger.warning("Vectors of examples could not be kept", metadata: ["error": "\(error)"])
        }
        vectors.forget(texts)
    }
}
