/// Learns weights by dual coordinate descent on the squared hinge loss, all labels side by side.
///
/// Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A dual coordinate descent method for large-scale linear SVM". The
/// order of the samples is shuffled from a fixed seed: the same samples give the same weights.
struct LabelLearner {
    let samples: [LabelSample]
    /// For each sample, 1 for each label it has and -1 for each it has not.
    let signs: [[Float]]
    let pieceCount: Int
    let labelCount: Int
    /// For each sample, how many lines it counts for; where it is empty, each for one.
    var shares: [Float] = []

    /// The most rounds over all samples, and the step below which a round was the last.
    private static let rounds = 30
    private static let least: Float = 0.02
    /// One half of the inverse of what an error costs (C = 1).
    private static let ease: Float = 0.5

    /// Learns from the samples with those numbers.
    func weights(from chosen: [Int]) -> LabelWeights {
        let nothing = LabelWeights(
            labelCount: labelCount,
            pieceCount: pieceCount,
            usesVectors: samples.first.map { !$0.vector.isEmpty } ?? false
        )
        return learn(from: chosen, nothing, [Float](repeating: 0, count: chosen.count * labelCount))
    }

    /// Goes on from weights that the first `count` samples taught, so that the rest count beside them.
    ///
    /// At its end a sample's pull is what its margin lacks, divided by the ease: that is where those of the known ones
    /// are taken from. Only what the new samples disturb has to move.
    func weights(goingOnFrom known: LabelWeights, learntFrom count: Int) -> LabelWeights {
        let pulls = samples.indices.flatMap { number -> [Float] in
            guard number < count else { return [Float](repeating: 0, count: labelCount) }
            return zip(signs[number], known.margins(of: samples[number])).map { max(1 - $0 * $1, 0) / ease(number) }
        }
        return learn(from: Array(samples.indices), known, pulls)
    }

    private func ease(_ number: Int) -> Float { shares.isEmpty ? Self.ease : Self.ease / shares[number] }

    private func learn(from chosen: [Int], _ start: LabelWeights, _ pulls: [Float]) -> LabelWeights {
        var weights = start
        var alphas = pulls
        let eases = chosen.map(ease)
        let squares = zip(chosen, eases).map { samples[$0].square + $1 }
        var order = Array(chosen.indices)
        var random = SplitMix(seed: 20_200_315)
        var steps = [Float](repeating: 0, count: labelCount)
        for _ in 0..<Self.rounds {
            order.shuffle(using: &random)
            var greatest: Float = 0
            for place in order {
                let number = chosen[place]
                let margins = weights.margins(of: samples[number])
                var hasMoved = false
                for label in 0..<labelCount {
                    let sign = signs[number][label]
                    let alpha = alphas[place * labelCount + label]
                    let gradient = sign * margins[label] - 1 + eases[place] * alpha
                    let fresh = max(alpha - gradient / squares[place], 0)
                    steps[label] = (fresh - alpha) * sign
                    alphas[place * labelCount + label] = fresh
                    if fresh != alpha { hasMoved = true }
                    greatest = max(greatest, abs(fresh - alpha))
                }
                if hasMoved { weights.move(steps, along: samples[number]) }
            }
            if greatest < Self.least { break }
        }
        return weights
    }

    /// The margins of every sample under weights that were learnt without it, in so many parts.
    func heldOutMargins(parts: Int) -> [[Float]] {
        var margins = [[Float]](repeating: [], count: samples.count)
        // Lines that stand together are alike; taken in turn they would teach each other.
        var order = Array(samples.indices)
        var random = SplitMix(seed: 1_127)
        order.shuffle(using: &random)
        for part in 0..<parts {
            let weights = weights(from: order.indices.filter { $0 % parts != part }.map { order[$0] })
            for place in order.indices where place % parts == part {
                margins[order[place]] = weights.margins(of: samples[order[place]])
            }
        }
        return margins
    }
}
