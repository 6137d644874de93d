/// Turns how well the best entries fit into the probability that the first one answers.
///
/// A logistic regression over five features, fitted to the knowledge base's own phrasings when the index is built:
/// each phrasing is asked with itself withheld (the first entry is right or wrong) and with its whole entry withheld
/// (the first entry is always wrong), so that the probability is honest about questions nothing answers.
package struct Calibration: Sendable, Equatable {
    /// Intercept, harmonic fit, share of the question covered, share of the phrasing covered, lead, length.
    package let weights: [Double]

    /// Learnt on the starter knowledge; used where a knowledge base has too few phrasings to learn from.
    static let general = Calibration(weights: [-5.2, 4.4, 3.1, 1.2, 3.0, 0.15])

    func probability(of match: Match, lead: Float) -> Double {
        if match.isExact { return 0.99 }
        let sum = zip(weights, Self.features(match, lead: lead)).reduce(0) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exponential(-sum))
    }

    static func features(_ match: Match, lead: Float) -> [Double] {
        [
            1, Double(match.strength), Double(match.queryShare), Double(match.phrasingShare), Double(lead),
            Double(min(naturalLogarithm(1 + match.queryMass), 6)) - 3,
        ]
    }

    static func fitted(to index: KnowledgeIndex) -> Calibration {
        let samples = samples(of: index)
        guard samples.count >= 200, samples.contains(where: \.isRight) else { return .general }
        var weights = general.weights
        // Plain gradient descent with a pull towards the general weights: few samples, six weights, same bytes each time.
        for _ in 0..<400 {
            var gradient = [Double](repeating: 0, count: weights.count)
            for sample in samples {
                let sum = zip(weights, sample.features).reduce(0) { $0 + $1.0 * $1.1 }
                let error = 1 / (1 + exponential(-sum)) - (sample.isRight ? 1 : 0)
                for place in weights.indices { gradient[place] += error * sample.features[place] }
            }
            for place in weights.indices {
                let pull = 0.002 * (weights[place] - general.weights[place])
                weights[place] -= 0.5 * (gradient[place] / Double(samples.count) * 4 + pull)
            }
        }
        return Calibration(weights: weights)
    }

    private static func samples(of index: KnowledgeIndex) -> [(features: [Double], isRight: Bool)] {
        let phrasings = index.phrasings
        // A large knowledge base teaches as much from an even sample, in a bounded time.
        let stride = max(1, phrasings.count / 3000)
        return phrasings.enumerated().filter { $0.offset % stride == 0 }.flatMap { _, phrasing in
            let text = PlainText(phrasing.text)
            let tries: [(Withheld, Int?)] = [
                (.phrasing(phrasing.number), phrasing.entry), (.entry(Int32(phrasing.entry)), nil),
            ]
            return tries.compactMap { withheld, right -> (features: [Double], isRight: Bool)? in
                let matches = index.nearest(text, limit: 2, withheld: withheld)
                guard let first = matches.first else { return nil }
                let lead = first.strength - (matches.dropFirst().first?.strength ?? 0)
                return (features(first, lead: lead), first.entry == right)
            }
        }
    }
}
