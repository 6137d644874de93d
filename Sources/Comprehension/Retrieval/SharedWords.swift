/// What a question and the phrasings of an entry have in common, for people who want to see why an entry came near.
///
/// It tells of words only: that two texts mean the same in other words is told by the score.
package struct SharedWords: Sendable, Equatable {
    /// The phrasing that shares most with the question; `nil` where none shares anything.
    package let phrasing: String?
    /// The runs of Han characters and the words that both have, in the question's order, in their one form.
    package let words: [String]

    /// - Parameters:
    ///   - question: what was asked.
    ///   - phrasings: how an entry says it is asked.
    package init(_ question: String, _ phrasings: [String]) {
        let asked = Self.pieces(question)
        var best: (phrasing: String, shared: Set<[Unicode.Scalar]>)?
        for phrasing in phrasings {
            let shared = Set(asked).intersection(Self.pieces(phrasing))
            if shared.count > best?.shared.count ?? 0 { best = (phrasing, shared) }
        }
        phrasing = best?.phrasing
        words = Self.joined(asked.filter { best?.shared.contains($0) ?? false })
    }

    /// Whole words, and Han characters two by two.
    private static func pieces(_ text: String) -> [[Unicode.Scalar]] {
        var found: [[Unicode.Scalar]] = []
        for part in PlainText(text).scalars.split(whereSeparator: { !$0.isHan && !$0.isWordLike }) {
            var run: [Unicode.Scalar] = []
            for scalar in part {
                if let last = run.last, last.isHan != scalar.isHan {
                    found += pieces(of: run)
                    run = []
                }
                run.append(scalar)
            }
            found += pieces(of: run)
        }
        return found
    }

    private static func pieces(of run: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        guard run.first?.isHan == true, run.count > 1 else { return [run] }
        return zip(run, run.dropFirst()).map { [$0, $1] }
    }

    /// Pairs that overlap become one run again; each word is told once.
    private static func joined(_ pieces: [[Unicode.Scalar]]) -> [String] {
        var runs: [[Unicode.Scalar]] = []
        for piece in pieces {
            if piece.count == 2, piece[0].isHan, let last = runs.last?.last, last == piece[0] {
                runs[runs.count - 1].append(piece[1])
            } else {
                runs.append(piece)
            }
        }
        var told: Set<[Unicode.Scalar]> = []
        return runs.filter { told.insert($0).inserted }.map { String(String.UnicodeScalarView($0)) }
    }
}
