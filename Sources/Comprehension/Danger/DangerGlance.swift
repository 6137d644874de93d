/// A quick look at a text that tells when no danger sign can be in it: most messages need no closer one.
///
/// It sees only how phrases begin, with everything between characters left out, so it errs on the side of looking closer
/// and never the other way. A twentieth of a microsecond a word, where the rules themselves take a hundred times as long.
struct DangerGlance: Sendable {
    /// How phrases of one, two and more characters begin, as bits by hash.
    private var ones = Bits()
    private var twos = Bits()
    private var more = Bits()

    /// - Parameter phrases: as texts are prepared.
    init(_ phrases: [String]) {
        for phrase in phrases {
            let kept = PlainText(phrase).scalars.filter { $0.isHan || $0.isWordLike }.map(\.value)
            switch kept.count {
            case 0: isBlind = true
            case 1: ones.insert(0, 0, kept[0])
            case 2: twos.insert(0, kept[0], kept[1])
            default: more.insert(kept[0], kept[1], kept[2])
            }
        }
    }

    /// Whether some phrase shows nothing that can be seen at a glance.
    private var isBlind = false

    /// Whether it is worth looking closer.
    func mayHoldSign(_ text: String) -> Bool {
        if isBlind { return true }
        var last: UInt32 = 0
        var beforeLast: UInt32 = 0
        // Whether a phrase may begin there: inside a Latin word none does.
        var lastOpens = false
        var beforeLastOpens = false
        var isApart = true
        for scalar in text.unicodeScalars {
            switch Seen.of(scalar) {
            case Seen.nothing: isApart = true
            case Seen.unsure: return true
            case let seen:
                let opens = isApart || seen >= 0x3400 || last >= 0x3400
                if opens, ones.contains(0, 0, seen) { return true }
                if lastOpens, twos.contains(0, last, seen) { return true }
                if beforeLastOpens, more.contains(beforeLast, last, seen) { return true }
                (beforeLast, beforeLastOpens) = (last, lastOpens)
                (last, lastOpens) = (seen, opens)
                isApart = false
            }
        }
        return false
    }
}

/// A set of openings that may hold a few more than were put in.
private struct Bits: Sendable {
    private var words = [UInt64](repeating: 0, count: 1 << 14)

    mutating func insert(_ first: UInt32, _ second: UInt32, _ third: UInt32) {
        let place = Self.place(first, second, third)
        words[place >> 6] |= 1 << UInt64(place & 63)
    }

    func contains(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> Bool {
        let place = Self.place(first, second, third)
        return words[place >> 6] & 1 << UInt64(place & 63) != 0
    }

    private static func place(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> Int {
        let mixed = UInt64(first) << 42 ^ UInt64(second) << 21 ^ UInt64(third)
        return Int((mixed &* 0x9E37_79B9_7F4A_7C15) >> 44)
    }
}

/// How a character is seen at a glance: brought to the one form where that is simple.
private enum Seen {
    /// Left out of texts, or no part of a word.
    static let nothing: UInt32 = 0
    /// A closer look is needed to say what it becomes.
    static let unsure: UInt32 = 0xFFFF

    static func of(_ scalar: Unicode.Scalar) -> UInt32 {
        if scalar.value < 0x10000 { return UInt32(table[Int(scalar.value)]) }
        return isEmoji(scalar) ? nothing : unsure
    }

    private static func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF: true
        default: false
        }
    }

    private static let table: [UInt16] = (0..<0x10000).map { value in
        switch value {
        case 0x30...0x39, 0x61...0x7A, 0x3400...0x4DBF: UInt16(value)
        case 0x41...0x5A: UInt16(value + 0x20)
        case 0x4E00...0x9FFF: simplified(value)
        // Full width.
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: UInt16(value - 0xFEE0)
        case 0xFF21...0xFF3A: UInt16(value - 0xFEE0 + 0x20)
        // Punctuation, symbols and what cannot be seen.
        case 0...0x7F, 0xA0, 0xB7, 0x2000...0x206F, 0x2600...0x27BF, 0x3000...0x3003, 0x3008...0x3011, 0xFE00...0xFE0F,
            0xFF01...0xFF5E:
            UInt16(nothing)
        default: UInt16(unsure)
        }
    }

    private static func simplified(_ value: Int) -> UInt16 {
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return UInt16(unsure) }
        let simplified = TraditionalCharacters.simplified(scalar)
        return simplified.isHan ? UInt16(exactly: simplified.value) ?? UInt16(unsure) : UInt16(unsure)
    }
}
