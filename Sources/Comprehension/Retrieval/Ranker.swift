/// Weighs how well entries fit, and says how probable each is to answer, "none of them" included.
///
/// A conditional logit (McFadden 1974): each candidate has a strength, "none" has strength 0, and the probabilities of
/// all together are one; so two entries that fit alike share theirs, and a lead needs no rule of its own.
struct Ranker: Sendable, Codable, Equatable {
    var weights: [Float]

    private static let signs = Fit.signs + VectorFits.signs

    func strength(_ features: [Float]) -> Float {
        var sum: Float = 0
        for place in weights.indices { sum += weights[place] * features[place] }
        return sum
    }

    /// The probability of each candidate; what is left of one is "none".
    func probabilities(_ fits: [Fit]) -> [Double] {
        let strengths = fits.map { Double(strength($0.features)) }
        let peak = max(0, strengths.max() ?? 0)
        let raised = strengths.map { exponential($0 - peak) }
        let all = raised.reduce(exponential(-peak), +)
        return raised.map { $0 / all }
    }

    /// Moves the weights to the trials, held by a pull to where they began.
    ///
    /// AdaGrad over the whole set, a fixed number of rounds: the same bytes each time.
    /// A weight never points against its meaning (`Fit.signs`).
    func fitted(to trials: [Trial], rounds: Int, pull: Float, rate: Float = 0.3) -> Ranker {
        var moved = self
        var squares = [Float](repeating: 1e-6, count: weights.count)
        let total = max(trials.reduce(into: Float(0)) { $0 += $1.weight }, 1)
        for _ in 0..<rounds {
            var gradient = [Float](repeating: 0, count: weights.count)
            for trial in trials {
                let probabilities = moved.probabilities(trial.fits)
                for (fit, probability) in zip(trial.fits, probabilities) {
                    let error = trial.weight * (Float(probability) - (fit.entry == trial.right ? 1 : 0))
                    guard abs(error) > 1e-4 else { continue }
                    for place in gradient.indices { gradient[place] += error * fit.features[place] }
                }
            }
            for place in gradient.indices {
                let slope = gradient[place] / total + pull * (moved.weights[place] - weights[place])
                squares[place] += slope * slope
                moved.weights[place] -= rate * slope / squares[place].squareRoot()
                if Self.signs[place] > 0 { moved.weights[place] = max(moved.weights[place], 0) }
                if Self.signs[place] < 0 { moved.weights[place] = min(moved.weights[place], 0) }
            }
        }
        return moved
    }
}

/// A question of the knowledge base's own with the entry that answers it, `nil` where none does any more.
struct Trial: Sendable {
    let fits: [Fit]
    let right: Int32?
    let weight: Float
}

extension Ranker {
    /// Learnt on the starter knowledge; where each knowledge base begins.
    static let general = Ranker(weights: [
        -4.0, 3.0, 1.0, 1.0, -0.5, 2.0, -0.5, 2.0, 2.0, -0.5, -7.0, 1.0, -1.0, -0.8, 0.4, -1.0, -1.0, 0.0, 2.0, -0.5,
        1.0, -0.7, -0.8, 0.0,
    ])
}
