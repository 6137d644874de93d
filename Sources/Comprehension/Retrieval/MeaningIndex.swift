/// Which pieces each entry has, in its phrasings and its answers, and what they mean.
///
/// It tells what of a question stands nowhere in an entry, in whatever words: a question about a cradle on a flight is not
/// answered by an entry on that flight which speaks of no cradle.
struct MeaningIndex: Sendable {
    private var rows = VectorIndex()
    private var places: [Int32: Int32] = [:]
    /// For each entry its pieces' rows, and how many of its texts have each.
    private var entries: [[Held]] = []

    private struct Held: Sendable {
        let row: Int32
        let count: Int32
    }

    init() {}

    /// Adds the next entry.
    mutating func add(phrasings: [[PieceMeanings.Piece]], answers: [[PieceMeanings.Piece]], _ meanings: PieceMeanings) {
        let rows = (phrasings + answers).joined().map { row(of: $0.number, meanings) }
        let counts = rows.reduce(into: [Int32: Int32]()) { $0[$1, default: 0] += 1 }
        entries.append(counts.map { Held(row: $0.key, count: $0.value) }.sorted { $0.row < $1.row })
    }

    /// How much of a question an entry has.
    struct Alignment: Sendable {
        /// The weighted mean over the question's pieces of how near the entry comes to each, −1…1.
        let mean: Float
        /// The greatest weight that is missing at one piece, in nats.
        let worst: Float
        /// What is missing at all of them, in nats.
        let missing: Float

        static let whole = Alignment(mean: 1, worst: 0, missing: 0)
    }

    /// Aligns a question with an entry, looking past what is withheld: a phrasing is withheld when it is asked itself.
    func alignment(of pieces: [AskedPiece], with entry: Int32, withheld: Withheld) -> Alignment {
        guard !pieces.isEmpty, Int(entry) < entries.count else { return .whole }
        var hidden: [Int32] = []
        if case .phrasing = withheld { hidden = pieces.compactMap { places[$0.number] } }
        let seen = entries[Int(entry)].lazy.filter { $0.count > 1 || !hidden.contains($0.row) }.map(\.row)
        var (all, found, worst): (Float, Float, Float) = (0, 0, 0)
        for piece in pieces {
            // Most of what an entry answers it has word for word, which needs no comparing.
            let isThere = places[piece.number].map { row in has(row, entry, besides: hidden) } ?? false
            let cosine = isThere ? 1 : rows.greatest(piece.query, among: seen)
            all += piece.weight
            found += piece.weight * cosine
            worst = max(worst, piece.weight * (1 - cosine))
        }
        return Alignment(mean: found / all, worst: worst, missing: all - found)
    }

    private func has(_ row: Int32, _ entry: Int32, besides hidden: [Int32]) -> Bool {
        let held = entries[Int(entry)]
        var low = 0
        var high = held.count
        while low < high {
            let middle = (low + high) / 2
            if held[middle].row < row { low = middle + 1 } else { high = middle }
        }
        guard low < held.count, held[low].row == row else { return false }
        return held[low].count > 1 || !hidden.contains(row)
    }

    private mutating func row(of piece: Int32, _ meanings: PieceMeanings) -> Int32 {
        if let known = places[piece] { return known }
        let row = Int32(rows.count)
        rows.append(meanings.vector(of: piece))
        places[piece] = row
        return row
    }
}

/// A piece of a question, ready to be compared.
struct AskedPiece: Sendable {
    let number: Int32
    let weight: Float
    let query: VectorIndex.Query

    init(_ piece: PieceMeanings.Piece, _ meanings: PieceMeanings) {
        number = piece.number
        weight = piece.weight
        query = VectorIndex.Query(meanings.vector(of: piece.number))
    }
}
