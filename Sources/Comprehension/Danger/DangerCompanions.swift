/// The words that must, or must not, stand near a rule's phrase, made ready once.
struct DangerCompanions: Sendable {
    private let near: PhraseTable<Void>
    private let with: PhraseTable<Void>
    private let unless: PhraseTable<Void>

    init(_ rule: DangerSignRule) {
        near = PhraseTable(rule.near.flatMap(DangerSignRules.spellings))
        with = PhraseTable(rule.with.flatMap(DangerSignRules.spellings))
        unless = PhraseTable(rule.unless.flatMap(DangerSignRules.spellings))
    }

    /// Where they stand in a text: looked up once, however often the phrase does.
    func places(in scalars: [Unicode.Scalar]) -> Places {
        func starts(_ table: PhraseTable<Void>) -> [Range<Int>] {
            table.isEmpty ? [] : table.matches(in: scalars).map(\.range)
        }
        return Places(
            needed: [near, with].filter { !$0.isEmpty }.map(starts),
            forbidden: starts(unless)
        )
    }

    struct Places {
        let needed: [[Range<Int>]]
        let forbidden: [Range<Int>]

        /// Whether a phrase has the company it needs within so many characters, and none that speaks against it.
        func allow(_ phrase: Range<Int>, within reach: Int) -> Bool {
            func stands(_ ranges: [Range<Int>]) -> Bool {
                let window = ranges.beginning(in: max(0, phrase.lowerBound - reach)..<(phrase.upperBound + reach))
                return window.contains { $0.upperBound <= phrase.upperBound + reach }
            }
            return needed.allSatisfy(stands) && !stands(forbidden)
        }
    }
}

extension [Range<Int>] {
    /// The ranges that begin within a window; they are ordered by where they begin.
    func beginning(in window: Range<Int>) -> ArraySlice<Range<Int>> {
        let first = first(from: window.lowerBound)
        return self[first..<Swift.max(first, self.first(from: window.upperBound))]
    }

    private func first(from bound: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].lowerBound < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
