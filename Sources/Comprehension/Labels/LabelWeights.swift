/// The weights of all labels, side by side for each piece, so that one look at a piece serves every label.
struct LabelWeights: Sendable {
    private var weights: [Float]
    /// How much each piece says: rare ones more.
    private var worth: [Float]

    private static let labels = Label.allCases.count
    private static let start: Float = -2

    /// AdaGrad on the logistic loss, a fixed number of rounds in a fixed shuffled order.
    ///
    /// - Parameters:
    ///   - samples: what to learn from.
    ///   - rounds: how often each sample is seen.
    ///   - leftOut: samples to look past, so that the rest can be judged by them.
    init(learningFrom samples: [LabelSample], rounds: Int, leftOut: (Int) -> Bool = { _ in false }) {
        weights = [Float](repeating: 0, count: LabelModel.places * Self.labels)
        worth = [Float](repeating: 1, count: LabelModel.places)
        var order = samples.indices.filter { !leftOut($0) }
        guard !order.isEmpty else { return }
        weigh(order.map { samples[$0].features })
        var squares = [Float](repeating: 1e-3, count: weights.count)
        var random = SplitMix(seed: 20_200_315)
        for round in 0..<rounds {
            order.shuffle(using: &random)
            let rate = 0.35 / (1 + 0.1 * Float(round))
            for index in order { step(samples[index], rate: rate, squares: &squares) }
        }
    }

    /// The probability of each label, in the order of `Label.allCases`.
    func probabilities(of features: LabelFeatures) -> [Float] {
        var sums = [Float](repeating: Self.start, count: Self.labels)
        let scale = scale(of: features)
        weights.withUnsafeBufferPointer { weights in
            for place in features.places {
                let base = Int(place) * Self.labels
                let value = worth[Int(place)] * scale
                for label in 0..<Self.labels { sums[label] += weights[base + label] * value }
            }
        }
        return sums.map { Float(1 / (1 + exponential(-Double($0)))) }
    }

    private mutating func step(_ sample: LabelSample, rate: Float, squares: inout [Float]) {
        let probabilities = probabilities(of: sample.features)
        var errors = [Float](repeating: 0, count: Self.labels)
        for label in errors.indices {
            let error = probabilities[label] - (sample.isWanted[label] ? 1 : 0)
            errors[label] = abs(error) > 0.02 ? error : 0
        }
        guard errors.contains(where: { $0 != 0 }) else { return }
        let scale = scale(of: sample.features)
        weights.withUnsafeMutableBufferPointer { weights in
            squares.withUnsafeMutableBufferPointer { squares in
                for place in sample.features.places {
                    let base = Int(place) * Self.labels
                    let value = worth[Int(place)] * scale
                    for label in 0..<Self.labels where errors[label] != 0 {
                        let gradient = errors[label] * value
                        squares[base + label] += gradient * gradient
                        weights[base + label] -= rate * gradient / squares[base + label].squareRoot()
                    }
                }
            }
        }
    }

    private mutating func weigh(_ texts: [LabelFeatures]) {
        var counts = [Float](repeating: 0, count: LabelModel.places)
        for text in texts {
            for place in text.places { counts[Int(place)] += 1 }
        }
        let all = Float(texts.count)
        for place in counts.indices {
            worth[place] = counts[place] == 0 ? 0 : naturalLogarithm(1 + all / counts[place])
        }
    }

    /// What brings the pieces' worth to length one.
    private func scale(of features: LabelFeatures) -> Float {
        let squares = features.places.reduce(into: Float(0)) { $0 += worth[Int($1)] * worth[Int($1)] }
        return squares > 0 ? 1 / squares.squareRoot() : 0
    }
}

/// Picks each label's threshold where lines that were held back are told best.
enum LabelThresholds {
    /// Thresholds in the order of `Label.allCases`, by three-fold cross-validation on the examples.
    static func chosen(for samples: [LabelSample]) -> [Double] {
        var outcomes = [[(probability: Float, isWanted: Bool)]](repeating: [], count: Label.allCases.count)
        guard samples.count >= 60 else { return outcomes.map { _ in 0.5 } }
        for fold in 0..<3 {
            let weights = LabelWeights(learningFrom: samples, rounds: 8) { $0 % 3 == fold }
            for (number, sample) in samples.enumerated() where number % 3 == fold {
                for (label, probability) in weights.probabilities(of: sample.features).enumerated() {
                    outcomes[label].append((probability, sample.isWanted[label]))
                }
            }
        }
        // A sensitive label closes the group to a whole burst and wakes a doctor: it needs more than a guess.
        return zip(Label.allCases, outcomes).map { label, outcomes in
            max(best(outcomes), label.isSensitive ? 0.4 : 0.2)
        }
    }

    /// The threshold of the best F1; with too few examples to tell, one half.
    private static func best(_ outcomes: [(probability: Float, isWanted: Bool)]) -> Double {
        let wanted = outcomes.count(where: \.isWanted)
        guard wanted >= 10 else { return 0.5 }
        var best = (f1: 0.0, threshold: 0.5)
        var right = 0
        for (place, outcome) in outcomes.sorted(by: { $0.probability > $1.probability }).enumerated() {
            if outcome.isWanted { right += 1 }
            let f1 = 2 * Double(right) / Double(wanted + place + 1)
            if f1 > best.f1 { best = (f1, Double(outcome.probability)) }
        }
        return min(best.threshold, 0.6)
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
