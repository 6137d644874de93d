import CVector

/// What each piece and each number of the sentence vector says for and against each label.
///
/// Labels stand side by side for a piece, so that one look at it serves them all.
struct LabelWeights: Sendable, Equatable {
    let labelCount: Int
    /// For each piece, a number a label.
    var pieces: [Float]
    /// For each label, a number for each of the vector's; empty where no vectors are used.
    var vector: [Float]
    /// What each label starts from.
    var start: [Float]

    init(labelCount: Int, pieceCount: Int, usesVectors: Bool) {
        self.labelCount = labelCount
        pieces = [Float](repeating: 0, count: labelCount * pieceCount)
        vector = [Float](repeating: 0, count: usesVectors ? labelCount * SentenceVector.size : 0)
        start = [Float](repeating: 0, count: labelCount)
    }

    init(pieces: [Float], vector: [Float], start: [Float]) {
        labelCount = start.count
        self.pieces = pieces
        self.vector = vector
        self.start = start
    }

    /// The same for so many pieces, of which the further ones say nothing yet.
    func extended(to pieceCount: Int) -> LabelWeights {
        let further = max(pieceCount * labelCount - pieces.count, 0)
        return LabelWeights(pieces: pieces + [Float](repeating: 0, count: further), vector: vector, start: start)
    }

    /// How far each label is on its side of the border; the farther, the surer.
    func margins(of sample: LabelSample) -> [Float] {
        var margins = start
        pieces.withUnsafeBufferPointer { pieces in
            for (row, value) in zip(sample.entries.rows, sample.entries.values) {
                let base = Int(row) * labelCount
                for label in 0..<labelCount { margins[label] += pieces[base + label] * value }
            }
        }
        guard !vector.isEmpty, !sample.vector.isEmpty else { return margins }
        vector.withUnsafeBufferPointer { vector in
            guard let first = vector.baseAddress else { return }
            for label in 0..<labelCount {
                margins[label] += cvector_dot(
                    first + label * SentenceVector.size,
                    sample.vector,
                    SentenceVector.size
                )
            }
        }
        return margins
    }

    /// Moves each label's weights by `steps` along a sample.
    mutating func move(_ steps: [Float], along sample: LabelSample) {
        let labelCount = labelCount
        pieces.withUnsafeMutableBufferPointer { pieces in
            for (row, value) in zip(sample.entries.rows, sample.entries.values) {
                let base = Int(row) * labelCount
                for label in 0..<labelCount { pieces[base + label] += steps[label] * value }
            }
        }
        for label in 0..<labelCount { start[label] += steps[label] }
        guard !vector.isEmpty, !sample.vector.isEmpty else { return }
        vector.withUnsafeMutableBufferPointer { vector in
            guard let first = vector.baseAddress else { return }
            for label in 0..<labelCount where steps[label] != 0 {
                cvector_add_scaled(
                    sample.vector,
                    SentenceVector.size,
                    steps[label],
                    first + label * SentenceVector.size
                )
            }
        }
    }
}

/// A text taken apart: its pieces and, where an encoder is at hand, its scaled sentence vector.
struct LabelSample: Sendable {
    let entries: SparseEntries
    let vector: [Float]

    /// How much the sentence vector counts beside the pieces, which have length one; found on the measuring sets.
    private static let vectorShare: Float = 0.8

    init(_ entries: SparseEntries, vector: [Float]?) {
        self.entries = entries
        self.vector = vector.map { $0.map { $0 * Self.vectorShare } } ?? []
    }

    /// The squared length, the constant one included.
    var square: Float {
        1 + entries.values.reduce(0) { $0 + $1 * $1 } + vector.reduce(0) { $0 + $1 * $1 }
    }
}
