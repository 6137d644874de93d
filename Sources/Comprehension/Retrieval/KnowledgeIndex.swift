/// One entry as retrieval sees it: its id and every way it is asked, in all languages.
package struct KnowledgeEntry: Sendable, Equatable {
    package let id: String
    package let phrasings: [String]

    package init(id: String, phrasings: [String]) {
        self.id = id
        self.phrasings = phrasings
    }
}

/// Finds the entries nearest to a question: an in-memory BM25 index over the pieces of all phrasings.
///
/// BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with k1 = 1.2 and b = 0.5.
/// A value; an edited knowledge base is a new index. Nothing of it is ever written to disk.
package struct KnowledgeIndex: Sendable {
    let entries: [KnowledgeEntry]
    /// The entry each phrasing belongs to.
    private var owners: [Int32] = []
    /// How much each phrasing weighs in all: the idf mass of its distinct pieces.
    private var masses: [Float] = []
    private var lengths: [Float] = []
    private var postings: [UInt64: [Posting]] = [:]
    private var averageLength: Float = 1
    /// Texts that were entered word for word, so that an exact repeat is certain.
    private var exact: [[Unicode.Scalar]: Int32] = [:]
    package private(set) var calibration = Calibration.general

    private struct Posting: Sendable {
        let phrasing: Int32
        let count: Float
    }

    /// Builds the index and fits its calibration to the entries' own phrasings.
    package init(_ entries: [KnowledgeEntry]) {
        self.entries = entries
        for (owner, entry) in entries.enumerated() {
            for phrasing in entry.phrasings { add(phrasing, of: Int32(owner)) }
        }
        averageLength = lengths.isEmpty ? 1 : max(1, lengths.reduce(0, +) / Float(lengths.count))
        weigh()
        calibration = Calibration.fitted(to: self)
    }

    /// The entries nearest to a text, best first, with what a calibration needs to judge them.
    ///
    /// - Parameters:
    ///   - limit: at most so many entries.
    ///   - withheld: a phrasing (by index) or an entry that is looked past, to learn from the index itself.
    func nearest(_ text: PlainText, limit: Int = 10, withheld: Withheld = .nothing) -> [Match] {
        let query = Dictionary(Grams.of(text).map { ($0, Float(1)) }, uniquingKeysWith: +)
        let total = query.keys.reduce(into: Float(0)) { $0 += idf($1) }
        guard total > 0 else { return [] }
        var scores: [Int32: (score: Float, shared: Float)] = [:]
        for gram in query.keys {
            guard let list = postings[gram] else { continue }
            let idf = idf(gram)
            for posting in list where !withheld.covers(posting.phrasing, of: owners[Int(posting.phrasing)]) {
                let length = 0.5 + 0.5 * lengths[Int(posting.phrasing)] / averageLength
                let gain = idf * posting.count * 2.2 / (posting.count + 1.2 * length)
                scores[posting.phrasing, default: (0, 0)].score += gain
                scores[posting.phrasing, default: (0, 0)].shared += idf
            }
        }
        return best(scores, total: total, text: text, limit: limit, withheld: withheld)
    }

    /// The best phrasing of each entry.
    private func best(
        _ scores: [Int32: (score: Float, shared: Float)],
        total: Float,
        text: PlainText,
        limit: Int,
        withheld: Withheld
    ) -> [Match] {
        var byEntry: [Int32: Match] = [:]
        for (phrasing, found) in scores {
            let owner = owners[Int(phrasing)]
            let match = Match(
                entry: Int(owner),
                score: found.score,
                queryShare: found.shared / total,
                phrasingShare: found.shared / max(masses[Int(phrasing)], 0.001),
                queryMass: total,
                isExact: false
            )
            if let known = byEntry[owner], known.strength > match.strength { continue }
            byEntry[owner] = match
        }
        if withheld == .nothing, let owner = exact[text.scalars] {
            byEntry[owner]?.isExact = true
        }
        let ordered = byEntry.values.sorted { ($0.strength, -$0.entry) > ($1.strength, -$1.entry) }
        return Array(ordered.prefix(limit))
    }

    private mutating func add(_ phrasing: String, of owner: Int32) {
        let text = PlainText(phrasing)
        let counts = Dictionary(Grams.of(text).map { ($0, Float(1)) }, uniquingKeysWith: +)
        let number = Int32(owners.count)
        owners.append(owner)
        lengths.append(counts.values.reduce(0, +))
        masses.append(0)
        exact[text.scalars] = owner
        for (gram, count) in counts { postings[gram, default: []].append(Posting(phrasing: number, count: count)) }
    }

    private mutating func weigh() {
        for (gram, list) in postings {
            let idf = idf(gram)
            for posting in list { masses[Int(posting.phrasing)] += idf }
        }
    }

    /// A piece that no entry has is the strongest sign that the question is about something else.
    private func idf(_ gram: UInt64) -> Float {
        let count = Float(owners.count)
        let containing = Float(postings[gram]?.count ?? 0)
        return naturalLogarithm(1 + (count - containing + 0.5) / (containing + 0.5))
    }

    /// Every phrasing with its number and entry, for learning from the index itself.
    var phrasings: [(number: Int32, entry: Int, text: String)] {
        var number: Int32 = -1
        return entries.enumerated().flatMap { owner, entry in
            entry.phrasings.map { text in
                number += 1
                return (number, owner, text)
            }
        }
    }
}

/// What a search looks past.
enum Withheld: Equatable {
    case nothing
    case phrasing(Int32)
    case entry(Int32)

    func covers(_ phrasing: Int32, of entry: Int32) -> Bool {
        switch self {
        case .nothing: false
        case .phrasing(let number): number == phrasing
        case .entry(let number): number == entry
        }
    }
}

/// One entry found, and how well it fits.
struct Match {
    let entry: Int
    let score: Float
    /// How much of the question's weight the phrasing covers, 0…1.
    let queryShare: Float
    /// How much of the phrasing's weight the question covers, 0…1.
    let phrasingShare: Float
    let queryMass: Float
    /// Whether the question is a phrasing word for word.
    var isExact: Bool

    /// The order of matches: a fit both ways counts more than many shared pieces one way.
    var strength: Float { 2 * queryShare * phrasingShare / max(queryShare + phrasingShare, 0.001) }
}
