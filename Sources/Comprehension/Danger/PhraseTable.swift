/// Finds any of many short phrases in a text, in time linear in the text: each phrase is at most 60 characters.
///
/// English phrases match whole words only.
struct PhraseTable<Value: Sendable>: Sendable {
    struct Found {
        let range: Range<Int>
        let value: Value
    }

    private struct Phrase {
        let scalars: [Unicode.Scalar]
        let value: Value
    }

    private var byFirst: [Unicode.Scalar: [Phrase]] = [:]

    init(_ phrases: [(String, Value)]) {
        for (text, value) in phrases {
            let scalars = Array(PlainText(text).scalars.prefix(60))
            guard let first = scalars.first else { continue }
            byFirst[first, default: []].append(Phrase(scalars: scalars, value: value))
        }
    }

    var isEmpty: Bool { byFirst.isEmpty }

    /// Every place where a phrase stands, by start.
    func matches(in scalars: [Unicode.Scalar]) -> [Found] {
        var found: [Found] = []
        for start in scalars.indices {
            guard let phrases = byFirst[scalars[start]] else { continue }
            for phrase in phrases {
                let end = start + phrase.scalars.count
                guard end <= scalars.count, scalars[start..<end].elementsEqual(phrase.scalars),
                    isWhole(start..<end, in: scalars)
                else { continue }
                found.append(Found(range: start..<end, value: phrase.value))
            }
        }
        return found
    }

    private func isWhole(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
        let isCutBefore =
            range.lowerBound > 0 && scalars[range.lowerBound].isWordLike && scalars[range.lowerBound - 1].isWordLike
        let isCutAfter =
            range.upperBound < scalars.count && scalars[range.upperBound - 1].isWordLike
            && scalars[range.upperBound].isWordLike
        return !isCutBefore && !isCutAfter
    }
}

extension PhraseTable where Value == Void {
    init(_ phrases: [String]) {
        self.init(phrases.map { ($0, ()) })
    }
}
