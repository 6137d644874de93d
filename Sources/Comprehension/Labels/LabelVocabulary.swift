/// The pieces that were seen while learning, and how much each says.
struct LabelVocabulary: Sendable, Equatable {
    /// The places of the known pieces, ascending, then those of corrections; a piece's row is its index.
    let places: [UInt32]
    /// How much the piece of each row says: rare ones more.
    let worth: [Float]
    /// The row of each place, or -1.
    private let rows: [Int32]

    /// What the texts to learn from are made of; a piece is known that stands in `least` of them.
    init(of texts: [LabelFeatures], least: Int) {
        var counts = [Int32](repeating: 0, count: Int(LabelFeatures.places))
        for text in texts {
            for place in text.places { counts[Int(place)] += 1 }
        }
        let known = counts.indices.filter { counts[$0] >= least }
        let all = Float(texts.count + 1)
        self.init(
            places: known.map(UInt32.init),
            worth: known.map { naturalLogarithm(all / Float(counts[$0] + 1)) + 1 }
        )
    }

    init(places: [UInt32], worth: [Float]) {
        self.places = places
        self.worth = worth
        var rows = [Int32](repeating: -1, count: Int(LabelFeatures.places))
        for (row, place) in places.enumerated() { rows[Int(place)] = Int32(row) }
        self.rows = rows
    }

    /// The same with the pieces of further texts, each worth what a piece is worth that stands in one text.
    func extended(by texts: [LabelFeatures]) -> LabelVocabulary {
        let fresh = Set(texts.flatMap(\.places)).filter { rows[Int($0)] < 0 }.sorted()
        let rarest = worth.max() ?? 1
        return LabelVocabulary(places: places + fresh, worth: worth + fresh.map { _ in rarest })
    }

    /// The known pieces of a text by row, with their worth brought to length one.
    func entries(of features: LabelFeatures) -> SparseEntries {
        var entries = SparseEntries()
        var squares: Float = 0
        for place in features.places {
            let row = rows[Int(place)]
            guard row >= 0 else { continue }
            let worth = worth[Int(row)]
            entries.rows.append(row)
            entries.values.append(worth)
            squares += worth * worth
        }
        let scale = squares > 0 ? 1 / squares.squareRoot() : 0
        for index in entries.values.indices { entries.values[index] *= scale }
        return entries
    }
}

/// Numbers at a few of many rows.
struct SparseEntries: Sendable {
    var rows: [Int32] = []
    var values: [Float] = []
}
