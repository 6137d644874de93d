import Comprehension
import Synchronization

/// The label model in force and the lines it was learnt from, so that an edited FAQ entry does not teach it again.
///
/// It guards the one pair of both.
final class LearntLabels: Sendable {
    private let learnt = Mutex<(examples: [LabelledExample], model: LabelModel)?>(nil)

    /// The model of those lines: the last one where they did not change.
    ///
    /// `vector` must be the same each time.
    func model(of examples: [LabelledExample], vector: ((String) -> [Float])?) -> LabelModel {
        if let last = learnt.withLock({ $0 }), last.examples == examples { return last.model }
        let model = LabelModel(learningFrom: examples, vector: vector)
        learnt.withLock { $0 = (examples, model) }
        return model
    }
}
