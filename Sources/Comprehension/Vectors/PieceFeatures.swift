import CVector

/// What the encoder works out of pieces before it looks at their neighbours: two thirds of its work on a text.
///
/// It depends on the piece alone and is rounded in one way, so that a text has the same vector whether this was made
/// beforehand or for it. 4.1 KB a piece.
struct PieceFeatures: Sendable {
    private typealias Size = EncoderWeights.Size

    /// 768 numbers a piece: the three branches, normalised.
    private(set) var whole: [Int16]
    /// 2,560 numbers a piece: what it adds to each place of a window of 2, 3 and 5.
    private(set) var parts: [Int8]
    /// Three scales a piece, one for each branch of `whole`.
    private(set) var wholeScales: [Float]
    /// Ten scales a piece, one for each 256 numbers of `parts`.
    private(set) var partScales: [Float]
    /// Where each piece is.
    private(set) var places: [Int32: Int]

    /// No pieces.
    static let none = PieceFeatures()

    private init() {
        (whole, parts, wholeScales, partScales, places) = ([], [], [], [], [:])
    }

    /// Works out those pieces, each once.
    init(of pieces: [Int32], _ weights: EncoderWeights) {
        whole = [Int16](repeating: 0, count: pieces.count * Size.branches)
        parts = [Int8](repeating: 0, count: pieces.count * Size.parts)
        wholeScales = [Float](repeating: 0, count: pieces.count * 3)
        partScales = [Float](repeating: 0, count: pieces.count * Size.places)
        places = Dictionary(uniqueKeysWithValues: pieces.enumerated().map { ($1, $0) })
        // So many at once that the memory in between stays in the processor's cache.
        for start in stride(from: 0, to: pieces.count, by: 24) {
            fill(Array(pieces[start..<min(start + 24, pieces.count)]), at: start, weights)
        }
    }

    private mutating func fill(_ pieces: [Int32], at start: Int, _ weights: EncoderWeights) {
        let projected = Self.project(pieces, weights)
        let products = Scratch<Int32>(pieces.count * 5 * Size.branch)
        var place = 0
        for (index, branch) in weights.branches.enumerated() {
            whole.withUnsafeMutableBufferPointer { whole in
                guard let first = whole.baseAddress.map({ $0 + start * Size.branches + index * Size.branch }) else {
                    return
                }
                for row in 0..<pieces.count {
                    wholeScales[(start + row) * 3 + index] = WholeNumbers.round(
                        projected.start + row * Size.branches + index * Size.branch,
                        count: Size.branch,
                        into: first + row * Size.branches
                    )
                }
                branch.first.multiply(first, stride: Size.branches, count: pieces.count, into: products.start)
            }
            for row in 0..<pieces.count {
                let scale = branch.first.scale * wholeScales[(start + row) * 3 + index]
                for step in 0..<branch.order {
                    let part = products.start + (row * branch.order + step) * Size.branch
                    round(part, scale: scale, into: (start + row) * Size.places + place + step)
                }
            }
            place += branch.order
        }
    }

    /// Keeps the products of one place of a window.
    private mutating func round(_ products: UnsafePointer<Int32>, scale: Float, into place: Int) {
        let values = Scratch<Float>(Size.branch)
        values.start.update(repeating: 0, count: Size.branch)
        cvector_add_products(products, Size.branch, scale, values.start)
        let size = cvector_greatest(values.start, Size.branch)
        partScales[place] = size / 127
        parts.withUnsafeMutableBufferPointer { parts in
            guard let first = parts.baseAddress else { return }
            cvector_round8(values.start, Size.branch, size > 0 ? 127 / size : 0, first + place * Size.branch)
        }
    }

    /// The three branches' projections of the pieces' rows, normalised together.
    private static func project(_ pieces: [Int32], _ weights: EncoderWeights) -> Scratch<Float> {
        let rows = Scratch<Int16>(pieces.count * Size.vector)
        let products = Scratch<Int32>(pieces.count * Size.branch)
        let projected = Scratch<Float>(pieces.count * Size.branches)
        let levels = pieces.enumerated().map { weights.row(of: $1, into: rows.start + $0 * Size.vector) }
        for (index, branch) in weights.branches.enumerated() {
            let matrix = branch.projection
            matrix.multiply(rows.start, stride: Size.vector, count: pieces.count, into: products.start)
            let columns = index * Size.branch
            weights.projectionSums.withUnsafeBufferPointer { sums in
                weights.projectionBias.withUnsafeBufferPointer { bias in
                    guard let sums = sums.baseAddress, let bias = bias.baseAddress else { return }
                    for (row, level) in levels.enumerated() {
                        cvector_finish_linear(
                            products.start + row * Size.branch,
                            Size.branch,
                            level.scale * matrix.scale,
                            sums + columns,
                            level.zero,
                            bias + columns,
                            projected.start + row * Size.branches + columns
                        )
                    }
                }
            }
        }
        for row in 0..<pieces.count {
            cvector_normalise(
                projected.start + row * Size.branches,
                Size.branches,
                weights.projectionGain,
                weights.projectionShift,
                weights.epsilon
            )
        }
        return projected
    }
}
