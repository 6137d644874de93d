/// Turns and stretches vectors so that the directions which all phrasings of a knowledge base share count for little.
///
/// With the second moments A of the vectors, kept from zero by a ridge, and A = L Lᵀ (Cholesky), a vector x becomes
/// L⁻¹x at length one; the scalar product of two such vectors is that of linear discriminant analysis.
struct Whitening: Sendable {
    private static let width = SentenceVector.size
    /// The lower triangle of L, row after row, `width` numbers each.
    private let triangle: [Float]

    /// How much of a vector's mean square is added to each direction.
    private static let ridge: Float = 0.3
    /// As many vectors as tell the second moments well enough.
    private static let mostVectors = 4096

    init(of rows: VectorIndex) {
        let width = Self.width
        var moments = [Float](repeating: 0, count: width * width)
        let stride = max(1, rows.count / Self.mostVectors)
        var taken: Float = 0
        for row in Swift.stride(from: 0, to: rows.count, by: stride) {
            Self.addSquare(of: rows[row], to: &moments)
            taken += 1
        }
        for place in moments.indices { moments[place] /= max(taken, 1) }
        for place in 0..<width { moments[place * width + place] += Self.ridge / Float(width) }
        triangle = Self.triangle(of: moments)
    }

    /// The vector in the new space, at length one; nothing where it has no length.
    func callAsFunction(_ vector: [Float]) -> [Float] {
        var solved = vector
        triangle.withUnsafeBufferPointer { triangle in
            solved.withUnsafeMutableBufferPointer { solved in
                for row in 0..<Self.width {
                    let start = row * Self.width
                    solved[row] = (solved[row] - dot(triangle, start, solved, row)) / triangle[start + row]
                }
            }
        }
        let length = solved.withUnsafeMutableBufferPointer { solved in
            dot(UnsafeBufferPointer(solved), 0, solved, Self.width).squareRoot()
        }
        guard length > 0 else { return solved }
        for place in solved.indices { solved[place] /= length }
        return solved
    }

    /// Adds the lower triangle of a vector times itself.
    private static func addSquare(of vector: [Float], to moments: inout [Float]) {
        moments.withUnsafeMutableBufferPointer { moments in
            vector.withUnsafeBufferPointer { vector in
                for row in 0..<width {
                    let factor = vector[row]
                    let start = row * width
                    for column in 0...row { moments[start + column] += factor * vector[column] }
                }
            }
        }
    }

    /// Cholesky's decomposition, row by row.
    private static func triangle(of moments: [Float]) -> [Float] {
        var lower = moments
        lower.withUnsafeMutableBufferPointer { lower in
            for row in 0..<width {
                for column in 0...row {
                    let known = dot(UnsafeBufferPointer(lower), row * width, lower, column, from: column * width)
                    let rest = lower[row * width + column] - known
                    lower[row * width + column] =
                        row == column ? max(rest, 1e-9).squareRoot() : rest / lower[column * width + column]
                }
            }
        }
        return lower
    }
}

/// The scalar product of `count` numbers, eight at a time, always in the same order.
private func dot(
    _ left: UnsafeBufferPointer<Float>,
    _ start: Int,
    _ right: UnsafeMutableBufferPointer<Float>,
    _ count: Int,
    from other: Int = 0
) -> Float {
    var sums = SIMD8<Float>()
    var place = 0
    while place + 8 <= count {
        var a = SIMD8<Float>()
        var b = SIMD8<Float>()
        for lane in 0..<8 {
            a[lane] = left[start + place + lane]
            b[lane] = right[other + place + lane]
        }
        sums += a * b
        place += 8
    }
    var sum = sums.sum()
    while place < count {
        sum += left[start + place] * right[other + place]
        place += 1
    }
    return sum
}
