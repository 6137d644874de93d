/// One linear model a label over hashed pieces of a text, with one threshold a label.
///
/// Learnt from `Templates/examples/` in seconds, the same weights every time for the same lines in the same order.
package struct LabelModel: Sendable {
    /// 2^18 places a label, label by label in the order of `Label.allCases`.
    private var weights: [Float]
    private var biases: [Float]
    private let labels = Label.allCases

    static let places = 1 << 18
    /// The probability from which a label counts as decided.
    private static let threshold = 0.5

    /// Learns from labelled lines; with none, everything is chatter.
    package init(learningFrom examples: [LabelledExample]) {
        weights = [Float](repeating: 0, count: Self.places * Label.allCases.count)
        biases = [Float](repeating: -2, count: Label.allCases.count)
        guard !examples.isEmpty else { return }
        learn(examples)
    }

    /// The probability of every label.
    package func probabilities(of text: PlainText) -> [Label: Double] {
        let features = LabelFeatures(text)
        var result: [Label: Double] = [:]
        for (number, label) in labels.enumerated() {
            result[label] = Double(probability(number, features))
        }
        return result
    }

    /// The labels that reached their threshold.
    ///
    /// `chatter` stands alone: it is decided when nothing else is.
    package func decided(_ probabilities: [Label: Double]) -> [Label] {
        let reached = labels.filter { $0 != .chatter && probabilities[$0, default: 0] >= Self.threshold }
        return reached.isEmpty ? [.chatter] : reached
    }

    private func probability(_ label: Int, _ features: LabelFeatures) -> Float {
        var sum = biases[label]
        let base = label * Self.places
        for place in features.places { sum += weights[base + Int(place)] * features.value }
        return Float(1 / (1 + exponential(-Double(sum))))
    }

    /// AdaGrad on the logistic loss, a fixed number of passes in a fixed shuffled order.
    private mutating func learn(_ examples: [LabelledExample]) {
        let samples = examples.map { (LabelFeatures(PlainText($0.text)), $0.labels) }
        var squares = [Float](repeating: 1e-3, count: weights.count)
        var order = Array(samples.indices)
        var random = SplitMix(seed: 20_200_315)
        for _ in 0..<10 {
            order.shuffle(using: &random)
            for index in order {
                let (features, wanted) = samples[index]
                for number in labels.indices {
                    step(number, features, isWanted: wanted.contains(labels[number]), squares: &squares)
                }
            }
        }
    }

    private mutating func step(_ label: Int, _ features: LabelFeatures, isWanted: Bool, squares: inout [Float]) {
        let error = probability(label, features) - (isWanted ? 1 : 0)
        guard abs(error) > 0.01 else { return }
        biases[label] -= 0.02 * error
        let gradient = error * features.value
        let base = label * Self.places
        for place in features.places {
            let index = base + Int(place)
            squares[index] += gradient * gradient
            weights[index] -= 0.25 * gradient / squares[index].squareRoot()
        }
    }
}

/// A line of `Templates/examples/`: what people write, and what it is.
package struct LabelledExample: Sendable, Equatable {
    package let text: String
    package let labels: Set<Label>

    package init(text: String, labels: Set<Label>) {
        self.text = text
        self.labels = labels
    }
}

/// A small seeded generator (SplitMix64, Steele and others 2014), so that learning gives the same weights each time.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
