// Text in quotes: escapes resolved, UTF-8 and surrogates checked.
extension JSONReader {
    /// Reads text; most has no escape and is copied in one piece.
    mutating func text(or kind: JSONProblem.Kind) throws(JSONProblem) -> String {
        guard take(.quote) else { throw problem(kind) }
        var start = position
        var unescaped: [UInt8] = []
        while true {
            try scanPlain()
            if bytes[position] == .quote { break }
            unescaped.append(contentsOf: bytes[start..<position])
            UTF8.encode(try escape()).map { unescaped.append(contentsOf: $0) }
            start = position
        }
        let rest = bytes[start..<position]
        position += 1
        guard !unescaped.isEmpty else { return String(decoding: rest, as: UTF8.self) }
        unescaped.append(contentsOf: rest)
        return String(decoding: unescaped, as: UTF8.self)
    }

    mutating func skipText() throws(JSONProblem) {
        guard take(.quote) else { throw problem(.notText) }
        while true {
            try scanPlain()
            if take(.quote) { return }
            _ = try escape()
        }
    }

    /// Goes to the next quote or backslash.
    private mutating func scanPlain() throws(JSONProblem) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == .quote || byte == .backslash { return }
            if byte < 0x20 { throw problem(byte == 0 ? .zeroCharacter : .controlCharacter) }
            if byte < 0x80 {
                position += 1
            } else {
                try scanMultibyte(byte)
            }
        }
        throw problem(.endedEarly)
    }

    /// Passes over one character of two to four bytes: no overlong form, surrogate or value beyond U+10FFFF.
    private mutating func scanMultibyte(_ lead: UInt8) throws(JSONProblem) {
        let count: Int
        let second: ClosedRange<UInt8>
        switch lead {
        case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw problem(.badUTF8)
        }
        guard position + count <= bytes.count, second.contains(bytes[position + 1]) else { throw problem(.badUTF8) }
        for index in position + 2..<max(position + 2, position + count) where bytes[index] & 0xC0 != 0x80 {
            throw problem(.badUTF8)
        }
        position += count
    }

    private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let letter = peek else { throw problem(.endedEarly) }
        position += 1
        switch letter {
        case .quote, .backslash, UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case .lowerU: return try scalar(start)
        default: throw problem(.badEscape, at: start)
        }
    }

    /// Reads the four digits after `\u`, and the second half where they are the first half of a pair.
    private mutating func scalar(_ start: Int) throws(JSONProblem) -> Unicode.Scalar {
        let first = try fourDigits()
        guard first != 0 else { throw problem(.zeroCharacter, at: start) }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(.backslash), take(.lowerU) else { throw problem(.loneSurrogate, at: start) }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw problem(.loneSurrogate, at: start) }
        return scalar
    }

    private mutating func fourDigits() throws(JSONProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek?.hexDigit else { throw problem(.badEscape) }
            value = value << 4 | digit
            position += 1
        }
        return value
    }
}

extension UInt8 {
    /// What it stands for as a digit of base 16.
    fileprivate var hexDigit: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self & 0x0F)
        case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self & 0x0F) + 9
        default: nil
        }
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let lowerF = UInt8(ascii: "f")
    static let lowerN = UInt8(ascii: "n")
    static let lowerT = UInt8(ascii: "t")
    static let lowerU = UInt8(ascii: "u")
}
