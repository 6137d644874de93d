import CVector

/// What the pieces of a text mean, each by itself: so that one text may be asked whether it has the words of another,
/// be they other words for the same thing.
package struct PieceMeanings: Sendable {
    private let tokenizer: UnigramTokenizer
    private let weights: EncoderWeights

    init(_ tokenizer: UnigramTokenizer, _ weights: EncoderWeights) {
        self.tokenizer = tokenizer
        self.weights = weights
    }

    /// A piece, and how much it tells.
    struct Piece: Sendable, Equatable {
        let number: Int32
        /// How surprising it is, in nats above `usual`: 0 for words of every sentence, about 9 for rare ones.
        let weight: Float
    }

    /// What every text has tells nothing: pieces with less than so many nats.
    private static let usual: Float = 5.2
    /// The rarest pieces tell no more than this.
    private static let rarest: Float = 16

    /// The pieces of a text that tell something, each once, in order of appearance.
    func pieces(of text: PlainText, limit: Int = 96) -> [Piece] {
        var seen: Set<Int32> = []
        return tokenizer.pieces(of: text.string, limit: limit).compactMap { number in
            let weight = min(-tokenizer.score(of: number), Self.rarest) - Self.usual
            guard number > UnigramTokenizer.Mark.end, weight > 0, seen.insert(number).inserted else { return nil }
            return Piece(number: number, weight: weight)
        }
    }

    /// Where a piece lies among all pieces.
    func vector(of piece: Int32) -> SentenceVector {
        var numbers = [Int16](repeating: 0, count: SentenceVector.size)
        let level = weights.row(of: piece, into: &numbers)
        return SentenceVector(unit: numbers.map { Float($0) * level.scale + level.zero })
    }
}

extension SentenceEncoder {
    /// Gives the numbers of a text's vector.
    package var vector: @Sendable (String) -> [Float] { { [self] text in encode(text).values } }

    /// What the pieces it reads mean by themselves.
    package var meanings: PieceMeanings { PieceMeanings(tokenizer, weights) }
}
