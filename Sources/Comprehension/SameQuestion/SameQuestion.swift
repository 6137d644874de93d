/// Tells whether two messages ask the same, by a small logistic model over what they share and where they clash.
///
/// Learnt from the project's own questions (`huzhu train --same-question`): two wordings of one question are the same,
/// wordings of its nearest neighbours are not. With sentence vectors it compares across languages; without, by words,
/// concepts, places and numbers only.
package struct SameQuestion: Likeness {
    /// What was learnt; the part of it that is kept in a file.
    package struct Model: Sendable, Codable, Equatable {
        var pieces: PieceWeights
        /// One weight for each of `PairFit.names` and one for nothing known, used where a text has no vector.
        var words: [Float]
        /// The same with `PairFit.vectorNames`, used where both texts have a vector.
        var vectors: [Float]

        /// Whether every weight is there: a file of another version has other numbers.
        package var isWhole: Bool {
            words.count == PairFit.names.count + 1
                && vectors.count == PairFit.names.count + PairFit.vectorNames.count + 1
        }
    }

    private let model: Model
    private let vector: (@Sendable (String) -> [Float])?

    /// - Parameters:
    ///   - model: what was learnt.
    ///   - vector: gives the sentence vector of a text, of length 1; without it only words are compared.
    package init(_ model: Model, vector: (@Sendable (String) -> [Float])? = nil) {
        self.model = model
        self.vector = vector
    }

    package func prepared(_ text: String) -> ComparedText { ComparedText(text, vector: vector?(text)) }

    package func probability(_ first: ComparedText, _ second: ComparedText) -> Double {
        // Sums of floats depend on their order: both orders together do not.
        (oneWay(first, second) + oneWay(second, first)) / 2
    }

    private func oneWay(_ first: ComparedText, _ second: ComparedText) -> Double {
        let features = PairFit(first, second, model.pieces).features
        let weights = features.count == PairFit.names.count ? model.words : model.vectors
        return Self.probability(features, weights)
    }

    /// The last weight is what is said of a pair of which nothing is known.
    static func probability(_ features: [Float], _ weights: [Float]) -> Double {
        var strength = weights.last ?? 0
        for (feature, weight) in zip(features, weights) { strength += feature * weight }
        return 1 / (1 + exponential(-Double(max(-30, min(30, strength)))))
    }
}
