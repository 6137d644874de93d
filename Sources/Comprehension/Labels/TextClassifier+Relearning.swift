extension TextClassifier {
    /// The same classifier after further lines, learnt beside those that it was learnt from.
    ///
    /// Their words are added to what is known; bars stay those of the first lines, since a few corrections say too little
    /// about them. The same lines give the same classifier.
    ///
    /// - Parameters:
    ///   - further: the lines to learn.
    ///   - share: for how many of the first lines each of them counts.
    ///   - lines: what the classifier was learnt from, in the same order.
    ///   - vector: gives the sentence vector of a text, as it did then.
    /// - Returns: the classifier itself where there are none.
    package func learning(
        _ further: [LabelledLine],
        share: Float,
        besides lines: [LabelledLine],
        vector: ((String) -> [Float])?
    ) -> TextClassifier {
        guard !further.isEmpty else { return self }
        let all = lines + further
        let features = all.map { LabelFeatures(PlainText($0.text)) }
        let vocabulary = vocabulary.extended(by: Array(features[lines.count...]))
        let learner = LabelLearner(
            samples: zip(all, features).map { line, features in
                LabelSample(vocabulary.entries(of: features), vector: usesVectors ? vector?(line.text) : nil)
            },
            signs: all.map { line in names.map { line.labels.contains($0) ? 1 : -1 } },
            pieceCount: vocabulary.places.count,
            labelCount: names.count,
            shares: lines.map { _ in 1 } + further.map { _ in share }
        )
        return TextClassifier(
            names: names,
            usesVectors: usesVectors,
            vocabulary: vocabulary,
            weights: learner.weights(
                goingOnFrom: weights.extended(to: vocabulary.places.count),
                learntFrom: lines.count
            ),
            bars: bars
        )
    }
}
