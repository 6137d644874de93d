import CVector

/// One pass over the pieces of one text, from what is known of each piece to the sum over the text.
struct SentencePass: ~Copyable {
    private typealias Size = EncoderWeights.Size

    private let pieces: [Int32]
    private let weights: EncoderWeights
    private let familiar: PieceFeatures
    private let fresh: PieceFeatures
    /// Where each piece's features are: below zero, in `fresh`, counted from −1.
    private let places: [Int]
    /// 1,280 values a piece: its row of the table, then what the three branches made of its neighbourhood.
    private let values: Scratch<Float>

    init(pieces: [Int32], weights: EncoderWeights, familiar: PieceFeatures, fresh: PieceFeatures) {
        self.pieces = pieces
        self.weights = weights
        self.familiar = familiar
        self.fresh = fresh
        places = pieces.map { familiar.places[$0] ?? -1 - (fresh.places[$0] ?? 0) }
        values = Scratch(pieces.count * Size.gathered)
    }

    /// The sum over the text of all that is known of each piece.
    func gathered() -> [Float] {
        readRows()
        var place = 0
        for (index, branch) in weights.branches.enumerated() {
            convolve(index, branch, partsAt: place)
            place += branch.order
        }
        var sums = [Float](repeating: 0, count: Size.gathered)
        for place in pieces.indices {
            let row = values.start + place * Size.gathered
            cvector_normalise(row, Size.gathered, weights.gatherGain, weights.gatherShift, weights.epsilon)
            cvector_add_scaled(row, Size.gathered, 1, &sums)
        }
        return sums
    }

    private func readRows() {
        let numbers = Scratch<Int16>(Size.vector)
        for (place, piece) in pieces.enumerated() {
            let (scale, zero) = weights.row(of: piece, into: numbers.start)
            cvector_scale(numbers.start, Size.vector, scale, zero, values.start + place * Size.gathered)
        }
    }

    /// Both convolutions of a branch.
    private func convolve(_ index: Int, _ branch: EncoderWeights.Branch, partsAt firstPart: Int) {
        let count = pieces.count
        let size = Size.branch
        let first = Scratch<Float>(count * size)
        addParts(index, branch, partsAt: firstPart, into: first.start)
        // Beyond both ends of the text there is nothing: zero.
        let window = Scratch<Int16>((count + branch.order - 1) * size)
        window.start.update(repeating: 0, count: (count + branch.order - 1) * size)
        let scale = WholeNumbers.round(first.start, count: count * size, into: window.start + branch.before * size)
        let products = Scratch<Int32>(count * size)
        branch.second.multiply(window.start, stride: size, count: count, into: products.start)
        for place in 0..<count {
            cvector_finish_convolution(
                products.start + place * size,
                size,
                scale * branch.second.scale,
                branch.secondBias,
                first.start + place * size,
                values.start + place * Size.gathered + Size.vector + index * size
            )
        }
    }

    /// The first convolution: the sum of what the pieces of each window contribute.
    private func addParts(
        _ index: Int,
        _ branch: EncoderWeights.Branch,
        partsAt firstPart: Int,
        into sums: UnsafeMutablePointer<Float>
    ) {
        let count = pieces.count
        let size = Size.branch
        sums.update(repeating: 0, count: count * size)
        for place in 0..<count {
            let row = sums + place * size
            for step in 0..<branch.order where (0..<count).contains(place + step - branch.before) {
                let (features, at) = features(of: place + step - branch.before)
                features.parts.withUnsafeBufferPointer { parts in
                    guard let parts = parts.baseAddress else { return }
                    let part = at * Size.places + firstPart + step
                    cvector_add_bytes(parts + part * size, size, features.partScales[part], row)
                }
            }
            let (features, at) = features(of: place)
            features.whole.withUnsafeBufferPointer { whole in
                guard let whole = whole.baseAddress else { return }
                cvector_rectify(
                    row,
                    size,
                    branch.firstBias,
                    whole + at * Size.branches + index * size,
                    features.wholeScales[at * 3 + index]
                )
            }
        }
    }

    private func features(of place: Int) -> (PieceFeatures, at: Int) {
        let place = places[place]
        return place < 0 ? (fresh, -1 - place) : (familiar, place)
    }
}
