/// The numbers by which two texts are told to ask the same or not.
struct PairFit {
    let features: [Float]

    /// What each number says, in order; those of vectors come last.
    static let names = [
        "same language", "pieces shared", "pieces shared squared", "shorter covered", "both lack something",
        "words shared", "topics shared", "topics clash", "no topic", "aspects clash", "aspects shared", "places clash",
        "place on one side", "numbers clash", "number on one side", "negation differs", "lengths differ", "short",
    ]
    static let vectorNames = [
        "cosine", "cosine squared", "cosine across languages", "cosine with pieces", "high cosine",
    ]

    /// Which way each number may pull: 1 for the same, −1 against it, 0 either way.
    static let signs: [Int] =
        [0, 1, 1, 1, -1, 1, 1, -1, 0, -1, 1, -1, -1, -1, -1, -1, 0, 0] + [0, 1, 1, 1, 1]

    init(_ first: ComparedText, _ second: ComparedText, _ weights: PieceWeights) {
        let isSameLanguage = first.language == second.language
        let overlap = isSameLanguage ? Overlap(first.query.grams, second.query.grams, weights) : Overlap()
        let units = isSameLanguage ? Self.units(first, second, weights) : Overlap()
        let topics = Sets(first.query.topics, second.query.topics)
        let aspects = Sets(first.query.aspects, second.query.aspects)
        let places = Sets(first.query.ends, second.query.ends)
        let numbers = Sets(first.query.codes, second.query.codes)
        let lengths = [first, second].map { Float($0.query.grams.count + 1) }
        var features: [Float] = [
            isSameLanguage ? 1 : 0, overlap.dice, overlap.dice * overlap.dice, overlap.cover, overlap.lack, units.dice,
            topics.dice, Float(min(topics.left, topics.right)), topics.isEmpty ? 1 : 0, aspects.clash, aspects.dice,
            places.clash, places.oneSided, numbers.clash, numbers.oneSided,
            first.isNegated == second.isNegated ? 0 : 1, abs(naturalLogarithm(lengths[0] / lengths[1])),
            first.query.isShort && second.query.isShort ? 1 : 0,
        ]
        if let left = first.vector, let right = second.vector, left.count == right.count {
            let cosine = zip(left, right).reduce(into: Float(0)) { $0 += $1.0 * $1.1 }
            features += [
                cosine, cosine * abs(cosine), isSameLanguage ? 0 : cosine, cosine * overlap.dice,
                max(0, cosine - 0.75) * 4,
            ]
        }
        self.features = features
    }

    private static func units(_ first: ComparedText, _ second: ComparedText, _ weights: PieceWeights) -> Overlap {
        Overlap(first.query.grams.filter(Grams.isUnit), second.query.grams.filter(Grams.isUnit), weights)
    }
}

/// What two texts share of their pieces, by weight.
private struct Overlap {
    var dice: Float = 0
    /// The share of the shorter text that the longer one has.
    var cover: Float = 0
    /// The weight that each has and the other lacks, the lesser of the two.
    var lack: Float = 0

    init() {}

    init(_ left: [UInt64], _ right: [UInt64], _ weights: PieceWeights) {
        let others = Set(right)
        var masses: (left: Float, right: Float, shared: Float) = (0, 0, 0)
        for piece in left {
            let weight = weights[piece]
            masses.left += weight
            if others.contains(piece) { masses.shared += weight }
        }
        for piece in right { masses.right += weights[piece] }
        let shorter = min(masses.left, masses.right)
        dice = 2 * masses.shared / max(masses.left + masses.right, 0.001)
        cover = masses.shared / max(shorter, 0.001)
        lack = (shorter - masses.shared) / 5
    }
}

/// What two lists have alone and together, each value counted once.
private struct Sets {
    let left: Int
    let right: Int
    let shared: Int

    init<Value: Hashable>(_ first: [Value], _ second: [Value]) {
        let sets = (Set(first), Set(second))
        shared = sets.0.intersection(sets.1).count
        left = sets.0.count - shared
        right = sets.1.count - shared
    }

    var isEmpty: Bool { left + right + shared == 0 }
    var dice: Float { isEmpty ? 0 : 2 * Float(shared) / Float(2 * shared + left + right) }
    /// Each has what the other has not, and they share nothing.
    var clash: Float { left > 0 && right > 0 ? shared == 0 ? 1 : 0.5 : 0 }
    var oneSided: Float { left + right > 0 && min(left, right) == 0 ? 1 : 0 }
}
