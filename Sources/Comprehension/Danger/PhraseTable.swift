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

    /// The phrases by their first two characters.
    private var byOpening: [UInt64: [Phrase]] = [:]

    init(_ phrases: [(String, Value)]) {
        for (text, value) in phrases {
            let scalars = Array(PlainText(text).scalars.prefix(60))
            guard !scalars.isEmpty else { continue }
            byOpening[Self.opening(of: scalars[...]), default: []].append(Phrase(scalars: scalars, value: value))
        }
    }

    var isEmpty: Bool { byOpening.isEmpty }

    /// Every place where a phrase stands, by start.
    func matches(in scalars: [Unicode.Scalar]) -> [Found] {
        var found: [Found] = []
        for start in scalars.indices {
            if start > 0, scalars[start].isWordLike, scalars[start - 1].isWordLike { continue }
            for length in 1...2 where start + length <= scalars.count {
                for phrase in byOpening[Self.opening(of: scalars[start..<start + length])] ?? []
                where phrase.scalars.count > 1 || length == 1 {
                    let end = start + phrase.scalars.count
                    guard end <= scalars.count, Self.stands(phrase.scalars, at: start, in: scalars),
                        !isCut(at: end, in: scalars)
                    else { continue }
                    found.append(Found(range: start..<end, value: phrase.value))
                }
            }
        }
        return found
    }

    /// Whether any phrase stands in a text.
    func stands(in scalars: [Unicode.Scalar]) -> Bool { !matches(in: scalars).isEmpty }

    /// Whether a word goes on past the end of a match.
    private func isCut(at end: Int, in scalars: [Unicode.Scalar]) -> Bool {
        end < scalars.count && scalars[end - 1].isWordLike && scalars[end].isWordLike
    }

    private static func stands(_ phrase: [Unicode.Scalar], at start: Int, in scalars: [Unicode.Scalar]) -> Bool {
        for place in phrase.indices where scalars[start + place] != phrase[place] { return false }
        return true
    }

    /// The first two characters as one number; a phrase of one character is by itself.
    private static func opening(of scalars: ArraySlice<Unicode.Scalar>) -> UInt64 {
        var opening: UInt64 = 0
        for scalar in scalars.prefix(2) { opening = opening << 32 | UInt64(scalar.value) }
        return opening
    }
}

extension PhraseTable where Value == Void {
    init(_ phrases: [String]) {
        self.init(phrases.map { ($0, ()) })
    }
}
