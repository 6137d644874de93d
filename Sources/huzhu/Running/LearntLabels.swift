import Comprehension
import Logging
import MutualAid
import TemplateFiles

/// The label model in force and the lines it was learnt from, so that an edited FAQ entry does not teach it again.
///
/// It guards the one pair of both; the daemon also keeps the model in a file, for its next start.
final class LearntLabels: Sendable {
    private let learnt = Guarded<(examples: [LabelledExample], model: LabelModel)?>(nil)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// What was learnt last, before any correction.
    var last: (examples: [LabelledExample], model: LabelModel)? { learnt.withLock { $0 } }

    /// Whether the model of those lines is at hand, so that nothing is to be learnt.
    func knows(_ examples: [LabelledExample], kept: KeptLabelModel) -> Bool {
        if let last = learnt.withLock({ $0 }), last.examples == examples { return true }
        guard let model = kept.model(of: examples) else { return false }
        learnt.withLock { $0 = (examples, model) }
        return true
    }

    /// The model of those lines: the last one where they did not change, else a new one, which is kept.
    ///
    /// `vector` must be the same each time.
    func model(
        of examples: [LabelledExample],
        vector: ((String) -> [Float])?,
        kept: KeptLabelModel
    ) -> LabelModel {
        if let last = learnt.withLock({ $0 }), last.examples == examples { return last.model }
        let model = LabelModel(learningFrom: examples, vector: vector)
        learnt.withLock { $0 = (examples, model) }
        do {
            try kept.keep(model, of: examples)
        } catch {
            logger.warning("The label model could not be kept for the next start", metadata: ["error": "\(error)"])
        }
        return model
    }
}
