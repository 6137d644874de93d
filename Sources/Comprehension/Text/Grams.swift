/// The pieces a text is compared by: single and paired Han characters, whole Latin words and their inner letters.
///
/// Each piece is a 64-bit FNV-1a hash with its kind mixed in; no dictionary and no segmenter is needed (finding 1 of
/// the measurements: character n-grams beat word segmentation on every Chinese set).
package enum Grams {
    /// The pieces of a normalised text, in order, repeats included.
    package static func of(_ text: PlainText) -> [UInt64] {
        var grams: [UInt64] = []
        grams.reserveCapacity(text.scalars.count * 2)
        var index = 0
        while index < text.scalars.count {
            let start = index
            if text.scalars[index].isHan {
                while index < text.scalars.count, text.scalars[index].isHan { index += 1 }
                appendHan(text.scalars[start..<index], to: &grams)
            } else if text.scalars[index].isWordLike {
                while index < text.scalars.count, text.scalars[index].isWordLike { index += 1 }
                appendWord(text.scalars[start..<index], to: &grams)
            } else {
                index += 1
            }
        }
        return grams
    }

    /// Whether a piece is a whole word or one Chinese character, not a part of one or a pair.
    static func isUnit(_ gram: UInt64) -> Bool { gram & 1 == 1 }

    private static func appendHan(_ run: ArraySlice<Unicode.Scalar>, to grams: inout [UInt64]) {
        for index in run.indices {
            grams.append(hash(1, run[index...index]) | 1)
            if index + 1 < run.endIndex { grams.append(hash(2, run[index...index + 1]) & ~1) }
        }
    }

    private static func appendWord(_ word: ArraySlice<Unicode.Scalar>, to grams: inout [UInt64]) {
        let stem = stem(of: word)
        guard !EnglishStopwords.contains(stem) else { return }
        grams.append(hash(3, stem) | 1)
        guard stem.count >= 5 else { return }
        for index in stem.startIndex...(stem.endIndex - 4) {
            grams.append(hash(4, stem[index..<index + 4]) & ~1)
        }
    }

    /// A word without its plural, -ing or -ed: enough for questions as people type them.
    private static func stem(of word: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        func ends(_ suffix: [Unicode.Scalar], keeping: Int) -> Bool {
            word.count >= suffix.count + keeping && word.suffix(suffix.count).elementsEqual(suffix)
        }
        if ends(["i", "n", "g"], keeping: 3) { return word.dropLast(3) }
        if ends(["i", "e", "s"], keeping: 3) { return word.dropLast(2) }
        if ends(["e", "d"], keeping: 3) { return word.dropLast(2) }
        if ends(["e", "s"], keeping: 3) { return word.dropLast(2) }
        if ends(["s"], keeping: 3), !ends(["s", "s"], keeping: 1) { return word.dropLast(1) }
        return word
    }

    static func hash(_ kind: UInt64, _ scalars: ArraySlice<Unicode.Scalar>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ kind
        hash = hash &* 0x100_0000_01b3
        for scalar in scalars {
            hash = (hash ^ UInt64(scalar.value)) &* 0x100_0000_01b3
        }
        return hash
    }
}

/// Words that say nothing of what is asked.
enum EnglishStopwords {
    static func contains(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        hashes.contains(Grams.hash(3, word))
    }

    private static let hashes: Set<UInt64> = Set(
        """
        a an the is are am be was were been do does did i me my we us our you your he she it its they them their to of
        in on at for and or but if so that this there here as by with from up out just please hi hello hey ok can could
        would will shall should have has had any some not no yes thank thanks u ur pls im ive dont
        """.split(whereSeparator: \.isWhitespace).map { Grams.hash(3, Array(String($0).unicodeScalars)[...]) }
    )
}
