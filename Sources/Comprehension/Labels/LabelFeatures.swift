/// The pieces a label is told by: one to three neighbouring characters, words and pairs of words, and marks.
struct LabelFeatures {
    /// Distinct places in a label's weights.
    let places: [UInt32]
    /// Each piece's value: all together have length one.
    let value: Float

    init(_ text: PlainText) {
        var hashes: Set<UInt64> = []
        let scalars = text.scalars
        for index in scalars.indices {
            for length in 1...3 where index + length <= scalars.count {
                hashes.insert(Grams.hash(UInt64(10 + length), scalars[index..<index + length]))
            }
        }
        Self.insertWords(of: scalars, into: &hashes)
        if scalars.count <= 6 { hashes.insert(20) }
        places = hashes.map { UInt32($0 % UInt64(LabelModel.places)) }.sorted()
        value = places.isEmpty ? 0 : 1 / Float(places.count).squareRoot()
    }

    private static func insertWords(of scalars: [Unicode.Scalar], into hashes: inout Set<UInt64>) {
        var previous: UInt64 = 0
        var index = 0
        while index < scalars.count {
            let start = index
            while index < scalars.count, scalars[index].isWordLike { index += 1 }
            if index > start {
                let word = Grams.hash(14, scalars[start..<index])
                hashes.insert(word)
                hashes.insert(word &* 31 &+ previous)
                previous = word
            } else {
                index += 1
            }
        }
    }
}
