import CVector
import Testing

@testable import Comprehension

struct VectorIndexTests {
    /// Vectors in all directions, the same each time.
    private static func vectors(_ count: Int, seed: UInt64) -> [SentenceVector] {
        var state = seed
        return (0..<count).map { _ in
            SentenceVector(
                unit: (0..<SentenceVector.size).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
                }
            )
        }
    }

    @Test func `the nearest are those of the exact cosines, across blocks`() {
        let vectors = Self.vectors(5_000, seed: 1)
        let index = VectorIndex(vectors)

        for query in Self.vectors(5, seed: 2) {
            let exact = vectors.map { $0.cosine(with: query) }
            let best = exact.indices.sorted { exact[$0] > exact[$1] }.prefix(10)
            let found = index.nearest(to: query, limit: 10)

            #expect(found.count == 10)
            #expect(zip(found, best).allSatisfy { abs($0.cosine - exact[$1]) < 0.002 })
            #expect(found.allSatisfy { abs($0.cosine - exact[$0.row]) < 0.002 })
            #expect(zip(index.cosines(with: [query])[0], exact).allSatisfy { abs($0 - $1) < 0.002 })
        }
    }

    @Test func `many vectors are compared at once to the same bits as each alone`() {
        let index = VectorIndex(Self.vectors(600, seed: 6))
        let queries = Self.vectors(7, seed: 7)

        #expect(index.cosines(with: queries) == queries.flatMap { index.cosines(with: [$0]) })
        #expect(index.cosines(with: []) == [])
        #expect(VectorIndex().cosines(with: queries) == queries.map { _ in [] })
    }

    @Test func `of equally near ones the one added first comes first`() {
        let vectors = Self.vectors(3, seed: 3)
        let index = VectorIndex([vectors[0], vectors[1], vectors[0], vectors[0]])

        #expect(index.nearest(to: vectors[0], limit: 2).map(\.row) == [0, 2])
        #expect(index.nearest(to: vectors[0], limit: 9).map(\.row) == [0, 2, 3, 1])
    }

    @Test func `nothing is found in nothing, and the zero vector is like nothing`() {
        let zero = SentenceVector(unit: [Float](repeating: 0, count: SentenceVector.size))
        let some = Self.vectors(1, seed: 4)[0]

        #expect(VectorIndex().nearest(to: some, limit: 5) == [])
        #expect(VectorIndex([some]).nearest(to: some, limit: 0) == [])
        #expect(VectorIndex([some]).nearest(to: zero, limit: 1).map(\.cosine) == [0])
        #expect(VectorIndex([zero]).nearest(to: some, limit: 1).map(\.cosine) == [0])
    }

    @Test func `a compact vector lies where its vector lies`() {
        for vector in Self.vectors(50, seed: 5) {
            let compact = vector.compact
            let opened = SentenceVector(unit: compact.numbers.map { Float($0) * compact.scale })

            #expect(vector.cosine(with: opened) > 0.9999)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 12, 13])
    func `the processor's wide code and the portable code multiply alike`(count: Int) {
        let depth = 1_280
        let width = 48
        let rows = (0..<(count + 4) * 256 + depth).map { Int16(truncatingIfNeeded: $0 &* 7_919 % 26_001 - 13_000) }
        let weights = (0..<depth * width).map { Int8(truncatingIfNeeded: $0 &* 31 % 255 - 127) }
        var wide = [Int32](repeating: 1, count: count * width)
        var portable = [Int32](repeating: 2, count: count * width)

        cvector_multiply(rows, 256, count, weights, depth, width, &wide)
        cvector_multiply_portably(rows, 256, count, weights, depth, width, &portable)

        #expect(wide == portable)
        #expect(wide[0] == (0..<depth).reduce(0) { $0 + Int32(rows[$1]) * Int32(weights[$1 / 2 * 32 + $1 % 2]) })
    }
}
