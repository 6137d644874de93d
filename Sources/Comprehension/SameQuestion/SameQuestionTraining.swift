/// Learns from questions in several wordings to tell the same question from its nearest neighbours.
package enum SameQuestionTraining {
    /// Learns the weights; the same bytes for the same questions each time.
    ///
    /// - Parameters:
    ///   - groups: questions, each in several wordings.
    ///   - vector: gives sentence vectors, by which the nearest other questions are found too.
    /// - Returns: what `SameQuestion` works with.
    package static func model(from groups: [QuestionGroup], vector: (String) -> [Float]) -> SameQuestion.Model {
        let pairs = QuestionPairs(of: groups, vector: vector)
        let pieces = PieceWeights(of: groups.map { Set($0.wordings.flatMap { Query(PlainText($0)).grams }) })
        let samples = pairs.all.map { pair in
            Sample(features: PairFit(pair.first, pair.second, pieces).features + [1], isSame: pair.isSame)
        }
        let count = PairFit.names.count
        let words = samples.map { Sample(features: $0.features.prefix(count) + [1], isSame: $0.isSame) }
        return SameQuestion.Model(
            pieces: pieces,
            words: weights(words, signs: PairFit.signs.prefix(count) + [0]),
            vectors: weights(samples, signs: PairFit.signs + [0])
        )
    }

    private struct Sample {
        let features: [Float]
        let isSame: Bool
    }

    /// Logistic regression by AdaGrad over the whole set, a fixed number of rounds; both kinds of pairs weigh alike.
    private static func weights(_ samples: [Sample], signs: [Int]) -> [Float] {
        var weights = [Float](repeating: 0, count: signs.count)
        var squares = [Float](repeating: 1e-6, count: signs.count)
        let same = Float(max(samples.count(where: \.isSame), 1))
        let shares = (same: 0.5 / same, different: 0.5 / max(Float(samples.count) - same, 1))
        for _ in 0..<600 {
            var gradient = weights.map { $0 * 0.0003 }
            gradient[gradient.count - 1] = 0
            for sample in samples {
                // The last of the features stands for the weight of nothing known.
                var strength: Float = 0
                for place in weights.indices { strength += sample.features[place] * weights[place] }
                let probability = 1 / (1 + exponential(-Double(max(-30, min(30, strength)))))
                let share = sample.isSame ? shares.same : shares.different
                let error = (Float(probability) - (sample.isSame ? 1 : 0)) * share
                for place in gradient.indices { gradient[place] += error * sample.features[place] }
            }
            for place in weights.indices {
                squares[place] += gradient[place] * gradient[place]
                weights[place] -= 0.2 * gradient[place] / squares[place].squareRoot()
                if signs[place] > 0 { weights[place] = max(weights[place], 0) }
                if signs[place] < 0 { weights[place] = min(weights[place], 0) }
            }
        }
        return weights
    }
}
