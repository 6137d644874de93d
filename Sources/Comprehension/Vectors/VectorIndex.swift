import CVector

/// Finds the vectors nearest to one, exactly: it looks at each, at 15 ns a vector.
///
/// 516 bytes a vector. A value: callers on several threads need nothing else.
package struct VectorIndex: Sendable {
    /// A vector found, and how like it is.
    package struct Match: Sendable, Equatable {
        /// The number of the vector in the order of adding.
        package let row: Int
        package let cosine: Float
    }

    private var numbers: [Int8] = []
    private var scales: [Float] = []

    /// Rows looked at in one go.
    private static let block = 2_048
    /// Rows that stay near the processor while several vectors are compared with them.
    private static let shared = 256

    package init() {}

    package init(_ vectors: some Sequence<SentenceVector>) {
        for vector in vectors { append(vector) }
    }

    package var count: Int { scales.count }

    package mutating func append(_ vector: SentenceVector) { append(vector.compact) }

    mutating func append(_ compact: CompactVector) {
        numbers += compact.numbers
        scales.append(compact.scale)
    }

    /// The vector of one row, as exact as the index keeps it.
    subscript(row: Int) -> [Float] {
        let start = row * SentenceVector.size
        return numbers[start..<start + SentenceVector.size].map { Float($0) * scales[row] }
    }

    /// The `limit` nearest vectors, nearest first; of equal ones the one added first.
    package func nearest(to vector: SentenceVector, limit: Int) -> [Match] {
        guard limit > 0 else { return [] }
        let query = Query(vector)
        var matches: [Match] = []
        var cosines = [Float](repeating: 0, count: min(Self.block, count))
        for start in stride(from: 0, to: count, by: Self.block) {
            let rows = start..<min(start + Self.block, count)
            scan(query, rows, into: &cosines)
            var bar = matches.count == limit ? matches[limit - 1].cosine : -.infinity
            for (offset, cosine) in cosines.prefix(rows.count).enumerated() where cosine > bar {
                if matches.count == limit { matches.removeLast() }
                let place = matches.firstIndex { $0.cosine < cosine } ?? matches.count
                matches.insert(Match(row: start + offset, cosine: cosine), at: place)
                if matches.count == limit { bar = matches[limit - 1].cosine }
            }
        }
        return matches
    }

    /// How like each vector is to each of several, in the order of adding: the memory is read once for all of them.
    func cosines(with vectors: [SentenceVector]) -> [[Float]] {
        let queries = vectors.map(Query.init)
        var cosines = [[Float]](repeating: [Float](repeating: 0, count: count), count: vectors.count)
        for start in stride(from: 0, to: count, by: Self.shared) {
            let rows = start..<min(start + Self.shared, count)
            for (number, query) in queries.enumerated() { scan(query, rows, into: &cosines[number], at: start) }
        }
        return cosines
    }

    /// The greatest likeness among some of the vectors; −1 where there are none.
    func greatest(_ query: Query, among rows: some Sequence<Int32>) -> Float {
        var greatest: Float = -1
        numbers.withUnsafeBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            var cosine: Float = 0
            for row in rows {
                var scale = scales[Int(row)]
                cvector_scan(query.numbers, numbers + Int(row) * SentenceVector.size, &scale, 1, query.scale, &cosine)
                greatest = max(greatest, cosine)
            }
        }
        return greatest
    }

    private func scan(_ query: Query, _ rows: Range<Int>, into cosines: inout [Float], at place: Int = 0) {
        numbers.withUnsafeBufferPointer { numbers in
            scales.withUnsafeBufferPointer { scales in
                cosines.withUnsafeMutableBufferPointer { cosines in
                    guard let numbers = numbers.baseAddress, let scales = scales.baseAddress,
                        let cosines = cosines.baseAddress
                    else { return }
                    cvector_scan(
                        query.numbers,
                        numbers + rows.lowerBound * SentenceVector.size,
                        scales + rows.lowerBound,
                        rows.count,
                        query.scale,
                        cosines + place
                    )
                }
            }
        }
    }

    /// What is looked for, as 16-bit numbers.
    struct Query: Sendable {
        fileprivate var numbers = [Int16](repeating: 0, count: SentenceVector.size)
        fileprivate let scale: Float

        /// The greatest number: 512 products with 8-bit numbers still fit into 32 bits.
        private static let greatest: Float = 32_000

        init(_ vector: SentenceVector) {
            let size = cvector_greatest(vector.values, SentenceVector.size)
            scale = size / Self.greatest
            if size > 0 { cvector_round16(vector.values, SentenceVector.size, Self.greatest / size, &numbers) }
        }
    }
}
