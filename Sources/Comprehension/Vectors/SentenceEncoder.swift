import CVector

/// Turns a text into a vector of 512 numbers, such that texts of like meaning lie near each other, in 16 languages.
///
/// The Universal Sentence Encoder, multilingual, version 3: pieces of the text, three convolutions over 2, 3 and 5
/// neighbouring pieces, the sum over the text, four dense layers. Whole-number arithmetic where it matters, so that the
/// same text has the same vector on every machine. Pure, without locks: callers on several threads need nothing else.
package final class SentenceEncoder: Sendable {
    private typealias Size = EncoderWeights.Size

    let tokenizer: UnigramTokenizer
    let weights: EncoderWeights
    private let familiar: PieceFeatures
    let bytes: MappedBytes

    /// Pieces read of a text unless told otherwise, the two marks included: 999 of 1,000 chat messages have fewer, and
    /// more would cost more than they tell.
    package static let usualLimit = 256

    /// - Throws: where the file does not hold an encoder of the known shape.
    package convenience init(_ file: VectorFile) throws(VectorFileProblem) {
        let tokenizer = try UnigramTokenizer(file)
        self.init(tokenizer, try EncoderWeights(file, pieceCount: tokenizer.count), .none, file.bytes)
    }

    private init(
        _ tokenizer: UnigramTokenizer,
        _ weights: EncoderWeights,
        _ familiar: PieceFeatures,
        _ bytes: MappedBytes
    ) {
        self.tokenizer = tokenizer
        self.weights = weights
        self.familiar = familiar
        self.bytes = bytes
    }

    /// Gives back the memory that many texts took: a knowledge base touches all of the file, a message little of it.
    package func rest() { bytes.rest() }

    /// The same encoder, prepared for texts like those: it gives the same vectors in half the time.
    ///
    /// What can be known beforehand of the texts' most frequent pieces, at most `limit`, is worked out once and kept:
    /// 4.1 KB a piece.
    package func familiar(with texts: some Sequence<String>, limit: Int = 4_096) -> SentenceEncoder {
        var counts: [Int32: Int] = [:]
        for text in texts {
            for piece in tokenizer.pieces(of: text, limit: Self.usualLimit) { counts[piece, default: 0] += 1 }
        }
        let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key)
        return SentenceEncoder(tokenizer, weights, PieceFeatures(of: frequent, weights), bytes)
    }

    /// The pieces a text is read as, in words, with the marks of beginning and end.
    package func tokenize(_ text: String, limit: Int = usualLimit) -> [String] {
        tokenizer.pieces(of: text, limit: limit).map(tokenizer.name)
    }

    /// The vector of a text; an empty text has one too.
    ///
    /// Of a long text only the first `limit` pieces are read.
    package func encode(_ text: String, limit: Int = usualLimit) -> SentenceVector {
        let pieces = tokenizer.pieces(of: text, limit: limit)
        var seen: Set<Int32> = []
        let fresh = PieceFeatures(
            of: pieces.filter { familiar.places[$0] == nil && seen.insert($0).inserted },
            weights
        )
        let gathered = SentencePass(pieces: pieces, weights: weights, familiar: familiar, fresh: fresh).gathered()
        return SentenceVector(unit: dense(gathered, pieceCount: pieces.count))
    }

    /// The dense layers over the sum of a text's pieces.
    private func dense(_ gathered: [Float], pieceCount: Int) -> [Float] {
        var mean = weights.gatherBias.map { $0 * Float(pieceCount) }
        weights.gather.add(gathered, to: &mean)
        let shrink = 1 / Float(pieceCount).squareRoot()
        for index in mean.indices { mean[index] *= shrink }
        var first = [Float](repeating: 0, count: Size.deep)
        weights.deep[0].add(mean, to: &first)
        cvector_rectify_all(&first, Size.deep)
        var second = [Float](repeating: 0, count: Size.deep)
        weights.skipToSecond.add(mean, to: &second)
        weights.deep[1].add(first, to: &second)
        cvector_rectify_all(&second, Size.deep)
        var third = [Float](repeating: 0, count: Size.vector)
        weights.deep[2].add(second, to: &third)
        cvector_rectify_all(&third, Size.vector)
        var last = [Float](repeating: 0, count: Size.vector)
        weights.skipToLast.add(second, to: &last)
        weights.deep[3].add(third, to: &last)
        cvector_tanh(&last, Size.vector)
        return last
    }
}
