/// Where the phrasings and entries of a knowledge base lie among sentence vectors.
struct KnowledgeVectors: Sendable {
    private let phrasings: VectorIndex
    private let whitening: Whitening
    /// For each entry the middle of its phrasings, whitened.
    private let middles: VectorIndex
    private let owners: [Int32]
    /// Questions that the knowledge says it does not answer.
    private let declined: VectorIndex
    /// The rows of each entry.
    private let lines: [[Int32]]

    /// - Parameters:
    ///   - rows: one for each phrasing, in order; behind them those of questions confirmed to be answered.
    ///   - owners: the entry of each.
    ///   - count: how many entries there are.
    ///   - declined: of questions that sound like an entry's own and that it does not answer.
    init(_ rows: VectorIndex, owners: [Int32], count: Int, declined: [[Float]] = []) {
        var lines = [[Int32]](repeating: [], count: count)
        for (row, owner) in owners.enumerated() { lines[Int(owner)].append(Int32(row)) }
        let whitening = Whitening(of: rows)
        var middles = VectorIndex()
        for line in lines { middles.append(SentenceVector(unit: whitening(Self.sum(of: line.map { rows[Int($0)] })))) }
        phrasings = rows
        self.whitening = whitening
        self.middles = middles
        self.lines = lines
        self.owners = owners
        self.declined = VectorIndex(declined.map { SentenceVector(unit: $0) })
    }

    /// The vector of one phrasing or confirmed question.
    func vector(of row: Int) -> [Float] { phrasings[row] }

    /// How near questions lie to everything, nothing withheld; many at once are quicker than one by one.
    func sights(of questions: [[Float]]) -> [Sight] {
        let asked = questions.map { SentenceVector(unit: $0) }
        let whitened = questions.map { whitening($0) }
        let cosines = phrasings.cosines(with: asked)
        let kinships = middles.cosines(with: whitened.map { SentenceVector(unit: $0) })
        let declined = declined.cosines(with: asked)
        return questions.indices.map { number in
            Sight(
                whitened: whitened[number],
                cosines: cosines[number],
                kinships: kinships[number],
                declined: declined[number]
            )
        }
    }

    /// A question's sight with what is withheld nowhere in it.
    func view(of sight: Sight, withheld: Withheld) -> VectorView {
        var (cosines, kinships, declined) = (sight.cosines, sight.kinships, sight.declined)
        switch withheld {
        case .nothing: break
        case .declined(let row): declined[row] = VectorView.nowhere
        case .phrasing(let row), .confirmed(let row):
            cosines[row] = VectorView.nowhere
            let owner = Int(owners[row])
            let others = lines[owner].filter { $0 != row }.map { phrasings[Int($0)] }
            kinships[owner] =
                others.isEmpty
                ? VectorView.nowhere
                : zip(whitening(Self.sum(of: others)), sight.whitened).reduce(into: 0) { $0 += $1.0 * $1.1 }
        case .entry(let entry):
            for row in lines[Int(entry)] { cosines[Int(row)] = VectorView.nowhere }
            kinships[Int(entry)] = VectorView.nowhere
        }
        return VectorView(
            cosines: cosines,
            kinships: kinships,
            declined: declined.max() ?? VectorView.nowhere,
            lines: lines
        )
    }

    private static func sum(of vectors: [[Float]]) -> [Float] {
        var sum = [Float](repeating: 0, count: SentenceVector.size)
        for vector in vectors {
            for place in sum.indices { sum[place] += vector[place] }
        }
        return sum
    }
}

/// How near one question lies to everything of a knowledge base, before anything is withheld.
struct Sight: Sendable {
    fileprivate let whitened: [Float]
    fileprivate let cosines: [Float]
    fileprivate let kinships: [Float]
    fileprivate let declined: [Float]
}

/// How near one question lies to the phrasings and entries of a knowledge base.
struct VectorView: Sendable {
    /// With each phrasing, −1…1.
    let cosines: [Float]
    /// With the whitened middle of each entry, −1…1.
    let kinships: [Float]
    /// With the nearest question that the knowledge says it does not answer.
    let declined: Float
    /// The nearest phrasing of each entry.
    let nearest: [Float]
    private let lines: [[Int32]]

    static let nowhere: Float = -2

    init(cosines: [Float], kinships: [Float], declined: Float, lines: [[Int32]]) {
        self.cosines = cosines
        self.kinships = kinships
        self.declined = declined
        self.lines = lines
        nearest = lines.map { rows in rows.reduce(into: Self.nowhere) { $0 = max($0, cosines[Int($1)]) } }
    }

    /// The entries nearest by phrasing, and by middle.
    func shortlist(_ limit: Int) -> [Int32] {
        Self.top(nearest, limit) + Self.top(kinships, limit)
    }

    /// The cosines of an entry's phrasings, greatest first.
    func cosines(of entry: Int32) -> [Float] {
        lines[Int(entry)].map { cosines[Int($0)] }.filter { $0 > Self.nowhere }.sorted(by: >)
    }

    private static func top(_ values: [Float], _ limit: Int) -> [Int32] {
        var best: [(value: Float, place: Int32)] = []
        for (place, value) in values.enumerated() where value > nowhere {
            if best.count == limit, let last = best.last, last.value >= value { continue }
            let position = best.firstIndex { $0.value < value } ?? best.count
            best.insert((value, Int32(place)), at: position)
            if best.count > limit { best.removeLast() }
        }
        return best.map(\.place)
    }
}
