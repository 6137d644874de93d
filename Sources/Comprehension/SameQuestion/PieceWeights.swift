/// How much each piece of a text tells: those that stand in many questions little, those that are rare much.
struct PieceWeights: Sendable, Codable, Equatable {
    /// The most frequent pieces, ascending, and how much each tells, 0…1; any other tells 1.
    private(set) var pieces: [UInt64] = []
    private(set) var weights: [Float] = []
    private var places: [UInt64: Float] = [:]

    /// How many frequent pieces are kept.
    private static let limit = 1_500

    private enum CodingKeys: CodingKey { case pieces, weights }

    init() {}

    /// The weights by how many of the questions have each piece.
    init(of questions: some Sequence<Set<UInt64>>) {
        var counts: [UInt64: Int] = [:]
        var all = 0
        for question in questions {
            all += 1
            for piece in question { counts[piece, default: 0] += 1 }
        }
        let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.limit)
            .sorted { $0.key < $1.key }
        let least = Float(frequent.map(\.value).min() ?? 1)
        pieces = frequent.map(\.key)
        weights = frequent.map { count in
            let rarest = naturalLogarithm(Float(all + 1) / least)
            return naturalLogarithm(Float(all + 1) / Float(count.value)) / max(rarest, 0.001)
        }
        index()
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pieces = try container.decode([UInt64].self, forKey: .pieces)
        weights = try container.decode([Float].self, forKey: .weights)
        guard pieces.count == weights.count else {
            throw DecodingError.dataCorruptedError(forKey: .weights, in: container, debugDescription: "not one a piece")
        }
        index()
    }

    subscript(piece: UInt64) -> Float { places[piece] ?? 1 }

    private mutating func index() {
        places = Dictionary(zip(pieces, weights), uniquingKeysWith: { first, _ in first })
    }
}
