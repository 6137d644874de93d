/// Tells which labels, of any names, a text has: one linear model a label over the text's pieces and sentence vector.
///
/// Learnt in seconds from labelled lines, the same each time for the same lines in the same order.
package struct TextClassifier: Sendable, Equatable {
    /// The labels, in the order of every list here.
    package let names: [String]
    /// Whether it was learnt with sentence vectors, and so needs one for each text.
    package let usesVectors: Bool
    let vocabulary: LabelVocabulary
    let weights: LabelWeights
    let bars: [LabelBar]

    /// From so many lines on, some are held back to learn what a margin is worth; fewer would say nothing.
    private static let leastCalibrated = 400

    init(names: [String], usesVectors: Bool, vocabulary: LabelVocabulary, weights: LabelWeights, bars: [LabelBar]) {
        self.names = names
        self.usesVectors = usesVectors
        self.vocabulary = vocabulary
        self.weights = weights
        self.bars = bars
    }

    /// Learns from labelled lines; a label that no line has is never decided.
    ///
    /// - Parameters:
    ///   - lines: what to learn from.
    ///   - names: the labels to tell; those of the lines, sorted, where none are given.
    ///   - caution: from 0, which decides where held-out lines are told best, to 1, which decides at the border itself.
    ///     Lines that one person wrote in a row are easier to tell by each other than what strangers write.
    ///   - vector: gives the sentence vector of a text; without it only its pieces count.
    package init(
        learningFrom lines: [LabelledLine],
        names: [String]? = nil,
        caution: Double = 0,
        vector: ((String) -> [Float])? = nil
    ) {
        let names = names ?? Set(lines.flatMap(\.labels)).sorted()
        let features = lines.map { LabelFeatures(PlainText($0.text)) }
        let vocabulary = LabelVocabulary(of: features, least: lines.count < 400 ? 1 : 2)
        let learner = LabelLearner(
            samples: zip(lines, features).map { LabelSample(vocabulary.entries(of: $1), vector: vector?($0.text)) },
            signs: lines.map { line in names.map { line.labels.contains($0) ? 1 : -1 } },
            pieceCount: vocabulary.places.count,
            labelCount: names.count
        )
        let heldOut = lines.count >= Self.leastCalibrated ? learner.heldOutMargins(parts: 4) : []
        bars = names.indices.map { label in
            let isKnown = learner.signs.contains { $0[label] > 0 }
            guard !heldOut.isEmpty else { return LabelBar(slope: 2, offset: 0, threshold: isKnown ? 0.5 : 1.1) }
            return LabelBar(
                fitting: heldOut.indices.map {
                    LabelOutcome(margin: heldOut[$0][label], isWanted: learner.signs[$0][label] > 0)
                },
                caution: caution
            )
        }
        self.names = names
        self.vocabulary = vocabulary
        usesVectors = vector != nil
        weights = learner.weights(from: Array(lines.indices))
    }

    /// The probability of each label.
    package func probabilities(of text: PlainText, vector: [Float]? = nil) -> [Double] {
        let sample = LabelSample(vocabulary.entries(of: LabelFeatures(text)), vector: usesVectors ? vector : nil)
        return zip(weights.margins(of: sample), bars).map { $1.probability(of: $0) }
    }

    /// The labels whose probability reached their threshold.
    package func decided(_ probabilities: [Double]) -> [String] {
        names.indices.filter { probabilities[$0] >= bars[$0].threshold }.map { names[$0] }
    }

    /// Whether held-out lines taught what a probability is worth.
    var isCalibrated: Bool { bars.contains { $0.offset != 0 } }

    /// The least probability that decides each label.
    package var thresholds: [Double] { bars.map(\.threshold) }
}

/// A line to learn labels from: what people write, and what it is; it may be nothing.
package struct LabelledLine: Sendable, Equatable {
    package let text: String
    package let labels: Set<String>

    package init(text: String, labels: Set<String>) {
        self.text = text
        self.labels = labels
    }
}
