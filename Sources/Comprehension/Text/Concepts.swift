/// What a question is about, in either language: 隔离, "isolate" and "quarantine" are one concept.
///
/// The bridge over fresh wordings and between Chinese and English where no model is at hand. It only adds to what
/// characters and words tell; a knowledge base about anything else is searched by those.
struct Concepts: Sendable {
    private let terms: PhraseTable<Int32>
    /// The concepts below this number say how something is asked (how long, how much), the others what about.
    static let aspects: Range<Int32> = 0..<Int32(aspectLines.count)

    /// Going back to China.
    static let returning = aspects.upperBound + 4

    /// The shipped list.
    static let shared = Concepts()

    private init() {
        let lines = Self.aspectLines + Self.topicLines
        terms = PhraseTable(
            lines.enumerated().flatMap { number, line in
                line.split(separator: ",").flatMap { Self.forms(of: $0.trimming(" ")) }.map { ($0, Int32(number)) }
            }
        )
    }

    /// The concepts named in a text, ascending and each once; where names overlap, the longest counts.
    func named(in scalars: [Unicode.Scalar]) -> [Int32] {
        var found: Set<Int32> = []
        var best: PhraseTable<Int32>.Found?
        for match in terms.matches(in: scalars) {
            if let known = best, match.range.lowerBound < known.range.upperBound {
                if match.range.count > known.range.count { best = match }
            } else {
                if let known = best { found.insert(known.value) }
                best = match
            }
        }
        if let best { found.insert(best.value) }
        return found.sorted()
    }

    /// An English term in the forms people write it in.
    private static func forms(of term: String) -> [String] {
        guard let last = term.unicodeScalars.last, last.isASCII, last.isWordLike else { return [term] }
        let stem = last == "e" ? String(term.dropLast()) : term
        return [term, term + "s", stem + "ed", stem + "ing"]
    }
}

extension Substring {
    fileprivate func trimming(_ blank: Character) -> String {
        String(drop { $0 == blank }.reversed().drop { $0 == blank }.reversed())
    }
}
