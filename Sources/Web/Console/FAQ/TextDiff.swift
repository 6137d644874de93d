/// What one text has that another lacks: by character in Chinese, by word in English (criterion A6).
enum TextDiff {
    /// A run of text that both have, or one of them.
    struct Piece: Equatable {
        enum Kind { case same, gone, new }

        let kind: Kind
        var text: String
    }

    /// Above so many tokens on a side, lines are compared: every token of two strange long texts would take seconds.
    private static let mostTokens = 3_000

    /// The pieces of both texts, in reading order: what is gone before what is new in its place.
    static func pieces(_ old: String, _ new: String) -> [Piece] {
        var (before, after) = (tokens(of: old), tokens(of: new))
        if max(before.count, after.count) > mostTokens { (before, after) = (lines(of: old), lines(of: new)) }
        let difference = after.difference(from: before)
        var (gone, fresh): (Set<Int>, Set<Int>) = ([], [])
        for change in difference {
            switch change {
            case .remove(let offset, _, _): gone.insert(offset)
            case .insert(let offset, _, _): fresh.insert(offset)
            }
        }
        var pieces: [Piece] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if left < before.count, gone.contains(left) {
                add(before[left], .gone, to: &pieces)
                left += 1
            } else if right < after.count, fresh.contains(right) {
                add(after[right], .new, to: &pieces)
                right += 1
            } else if left < before.count {
                add(before[left], .same, to: &pieces)
                left += 1
                right += 1
            } else {
                right = after.count
            }
        }
        return pieces
    }

    private static func add(_ token: Substring, _ kind: Piece.Kind, to pieces: inout [Piece]) {
        if let last = pieces.indices.last, pieces[last].kind == kind {
            pieces[last].text += token
        } else {
            pieces.append(Piece(kind: kind, text: String(token)))
        }
    }

    /// Words of letters without Han, and every other character by itself.
    static func tokens(of text: String) -> [Substring] {
        var tokens: [Substring] = []
        var start = text.startIndex
        while start < text.endIndex {
            var end = text.index(after: start)
            if isWordPart(text[start]) {
                while end < text.endIndex, isWordPart(text[end]) { end = text.index(after: end) }
            }
            tokens.append(text[start..<end])
            start = end
        }
        return tokens
    }

    private static func lines(of text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0 + "\n" }
    }

    private static func isWordPart(_ character: Character) -> Bool {
        (character.isLetter || character.isNumber || character == "'")
            && !character.unicodeScalars.contains { (0x2E80...0x9FFF).contains($0.value) || $0.value >= 0x20000 }
    }
}
