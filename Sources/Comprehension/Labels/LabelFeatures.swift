/// The pieces a label is told by: one to three neighbouring characters, words and pairs of words, concepts and marks.
struct LabelFeatures: Sendable {
    /// Distinct places among a model's weights, ascending.
    let places: [UInt32]

    init(_ text: PlainText) {
        self.init(text.scalars[...])
    }

    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        var hashes: [UInt64] = [1]
        hashes.reserveCapacity(scalars.count * 3)
        for index in scalars.indices {
            for length in 1...3 where index + length <= scalars.endIndex {
                hashes.append(Grams.hash(UInt64(10 + length), scalars[index..<index + length]))
            }
        }
        Self.appendWords(of: scalars, to: &hashes)
        for concept in Concepts.shared.named(in: Array(scalars)) { hashes.append(Self.mark(100 + UInt64(concept))) }
        if scalars.count <= 6 { hashes.append(Self.mark(1)) }
        if scalars.contains("?") { hashes.append(Self.mark(2)) }
        var places = hashes.map { UInt32(truncatingIfNeeded: ($0 ^ ($0 >> 29)) % UInt64(LabelModel.places)) }
        places.sort()
        var kept = 0
        for place in places where kept == 0 || places[kept - 1] != place {
            places[kept] = place
            kept += 1
        }
        places.removeLast(places.count - kept)
        self.places = places
    }

    private static func appendWords(of scalars: ArraySlice<Unicode.Scalar>, to hashes: inout [UInt64]) {
        var previous: UInt64 = 0
        for word in scalars.split(whereSeparator: { !$0.isWordLike }) {
            let hash = Grams.hash(14, word)
            hashes.append(hash)
            hashes.append(hash &* 31 &+ previous)
            previous = hash
            if word.count >= 4, word.contains(where: { (0x30...0x39).contains($0.value) }) { hashes.append(mark(3)) }
        }
    }

    private static func mark(_ number: UInt64) -> UInt64 { (number &+ 7) &* 0x9e37_79b9_7f4a_7c15 }
}
