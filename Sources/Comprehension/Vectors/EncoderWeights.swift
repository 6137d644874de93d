import CVector

/// Everything the sentence encoder has learnt, as the file holds it.
struct EncoderWeights: Sendable {
    /// One of the three convolutions, which look at 2, 3 and 5 neighbouring pieces.
    struct Branch: Sendable {
        /// Pieces in a window.
        let order: Int
        /// How many of them come before the piece itself.
        let before: Int
        let projection: Matrix
        /// The first convolution, as what one piece contributes to each place of a window.
        let first: Matrix
        let firstBias: [Float]
        let second: Matrix
        let secondBias: [Float]
    }

    /// The sizes of a piece's vector, of one branch, of the three together, and of all that is known of a piece.
    enum Size {
        static let vector = 512
        static let branch = 256
        static let branches = 768
        static let gathered = 1_280
        static let deep = 320
        /// Bytes of a packed row of the table.
        static let packedRow = 384
        /// The places in the windows of the three branches: 2, 3 and 5.
        static let places = 10
        /// The numbers that one piece adds to those places.
        static let parts = 2_560
    }

    let branches: [Branch]
    let projectionBias: [Float]
    let projectionSums: [Float]
    let projectionGain: [Float]
    let projectionShift: [Float]
    let gatherGain: [Float]
    let gatherShift: [Float]
    let gather: Matrix
    let gatherBias: [Float]
    let deep: [Matrix]
    let skipToSecond: Matrix
    let skipToLast: Matrix
    let epsilon: Float
    private let rows: MappedArray<UInt8>
    private let rowScales: [Float]
    private let rowLows: [Float]

    /// Rows of the table are scaled by their number modulo this.
    private static let chunks = 17

    /// - Throws: where a section is missing or has another shape.
    init(_ file: VectorFile, pieceCount: Int) throws(VectorFileProblem) {
        var branches: [Branch] = []
        for (order, before) in [(2, 0), (3, 1), (5, 2)] {
            branches.append(try Branch(file, order: order, before: before))
        }
        self.branches = branches
        projectionBias = try file.numbers("project.bias", count: Size.branches)
        projectionSums = try file.numbers("project.sums", count: Size.branches)
        projectionGain = try file.numbers("project.gain", count: Size.branches)
        projectionShift = try file.numbers("project.shift", count: Size.branches)
        gatherGain = try file.numbers("gather.gain", count: Size.gathered)
        gatherShift = try file.numbers("gather.shift", count: Size.gathered)
        gather = try file.matrix("gather", depth: Size.gathered, width: Size.vector)
        gatherBias = try file.numbers("gather.bias", count: Size.vector)
        deep = [
            try file.matrix("deep.0", depth: Size.vector, width: Size.deep),
            try file.matrix("deep.1", depth: Size.deep, width: Size.deep),
            try file.matrix("deep.2", depth: Size.deep, width: Size.vector),
            try file.matrix("deep.3", depth: Size.vector, width: Size.vector),
        ]
        skipToSecond = try file.matrix("skip.1", depth: Size.vector, width: Size.deep)
        skipToLast = try file.matrix("skip.3", depth: Size.deep, width: Size.vector)
        epsilon = try file.numbers("epsilon", count: 1)[0]
        rows = try file.mapped("rows.packed", count: pieceCount * Size.packedRow)
        rowScales = try file.numbers("rows.scale", count: Self.chunks)
        rowLows = try file.numbers("rows.low", count: Self.chunks)
    }

    /// The table's row of a piece: numbers from −32 to 31, and the scale and the value of zero.
    func row(of piece: Int32, into numbers: UnsafeMutablePointer<Int16>) -> (scale: Float, zero: Float) {
        rows.withElements { rows in
            guard let start = rows.baseAddress else { return }
            cvector_unpack(start + Int(piece) * Size.packedRow, numbers)
        }
        let chunk = Int(piece) % Self.chunks
        return (rowScales[chunk], rowLows[chunk] + 32 * rowScales[chunk])
    }
}

extension EncoderWeights.Branch {
    fileprivate init(_ file: VectorFile, order: Int, before: Int) throws(VectorFileProblem) {
        typealias Size = EncoderWeights.Size
        self.order = order
        self.before = before
        projection = try file.matrix("project.\(order)", depth: Size.vector, width: Size.branch)
        first = try file.matrix("first.\(order)", depth: Size.branch, width: order * Size.branch)
        firstBias = try file.numbers("first.\(order).bias", count: Size.branch)
        second = try file.matrix("second.\(order)", depth: order * Size.branch, width: Size.branch)
        secondBias = try file.numbers("second.\(order).bias", count: Size.branch)
    }
}
