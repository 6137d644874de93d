/// Reads JSON in one pass without building a tree: the caller asks for what it expects, and skips what it does not know.
///
/// Stricter than RFC 8259 where leniency is a risk: no duplicate keys, lone surrogates, zero characters, byte order
/// marks, numbers beyond a double, more than 32 levels or 1 MiB.
/// A copy is a bookmark: it goes on reading from where it was made.
package struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    /// The keys of the objects that are open, outermost first.
    private var keys: [String] = []

    /// Reads one whole document: what `body` leaves unread must be white space.
    package static func read<Value>(
        _ bytes: [UInt8],
        _ body: (inout JSONReader) throws(JSONProblem) -> Value
    ) throws(JSONProblem) -> Value {
        guard bytes.count <= 1 << 20 else { throw JSONProblem(kind: .tooLarge, offset: 1 << 20) }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw JSONProblem(kind: .byteOrderMark, offset: 0) }
        var reader = JSONReader(bytes: bytes)
        let value = try body(&reader)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.problem(.trailing) }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an object; `body` gets each key and must read or skip its value.
    package mutating func object(
        _ body: (_ key: String, inout JSONReader) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try enter(.openBrace, or: .notObject)
        let outer = keys.count
        var seen = Set<String>()
        skipSpace()
        if !take(.closeBrace) {
            repeat {
                skipSpace()
                let start = position
                let key = try text(or: .unexpected)
                guard isNew(key, since: outer, &seen) else { throw problem(.duplicateKey, at: start) }
                skipSpace()
                guard take(.colon) else { throw problem(.unexpected) }
                try body(key, &self)
                skipSpace()
            } while take(.comma)
            guard take(.closeBrace) else { throw problem(.unexpected) }
        }
        keys.removeSubrange(outer...)
        depth -= 1
    }

    /// Reads an array; `body` must read or skip one value each time.
    package mutating func array(
        _ body: (inout JSONReader) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try enter(.openBracket, or: .notArray)
        skipSpace()
        if !take(.closeBracket) {
            repeat {
                try body(&self)
                skipSpace()
            } while take(.comma)
            guard take(.closeBracket) else { throw problem(.unexpected) }
        }
        depth -= 1
    }

    /// Reads `null` if it stands there.
    package mutating func null() throws(JSONProblem) -> Bool {
        skipSpace()
        guard peek == .lowerN else { return false }
        try take(word: "null")
        return true
    }

    package mutating func boolean() throws(JSONProblem) -> Bool {
        skipSpace()
        switch peek {
        case .lowerT:
            try take(word: "true")
            return true
        case .lowerF:
            try take(word: "false")
            return false
        default:
            throw problem(.notBoolean)
        }
    }

    package mutating func text() throws(JSONProblem) -> String {
        skipSpace()
        return try text(or: .notText)
    }

    package mutating func number() throws(JSONProblem) -> Double {
        skipSpace()
        let start = position
        try scanNumber()
        let digits = bytes[start..<position]
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isNormal || isZero(digits) else {
            throw problem(.hugeNumber, at: start)
        }
        return value
    }

    /// Passes over any one value, as strictly as if it were read.
    package mutating func skip() throws(JSONProblem) {
        skipSpace()
        switch peek {
        case .openBrace: try object { _, reader throws(JSONProblem) in try reader.skip() }
        case .openBracket: try array { reader throws(JSONProblem) in try reader.skip() }
        case .quote: try skipText()
        case .lowerN: try take(word: "null")
        case .lowerT, .lowerF: _ = try boolean()
        default: _ = try number()
        }
    }

    /// The byte that stands here; `nil` at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func problem(_ kind: JSONProblem.Kind, at offset: Int? = nil) -> JSONProblem {
        let offset = offset ?? position
        return JSONProblem(kind: offset < bytes.count ? kind : .endedEarly, offset: offset)
    }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func enter(_ open: UInt8, or kind: JSONProblem.Kind) throws(JSONProblem) {
        skipSpace()
        guard take(open) else { throw problem(kind) }
        depth += 1
        guard depth <= 32 else { throw problem(.tooDeep, at: position - 1) }
    }

    /// Remembers a key of the innermost object: a few are compared one by one, more through a seeded hash.
    private mutating func isNew(_ key: String, since outer: Int, _ seen: inout Set<String>) -> Bool {
        if keys.count - outer < 16 {
            guard !keys[outer...].contains(key) else { return false }
            keys.append(key)
            return true
        }
        if seen.isEmpty {
            seen.formUnion(keys[outer...])
        }
        return seen.insert(key).inserted
    }

    private mutating func take(word: StaticString) throws(JSONProblem) {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw problem(.unexpected) }
        }
    }
}
