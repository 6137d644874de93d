// Numbers, by the grammar of RFC 8259.
extension JSONReader {
    mutating func scanNumber() throws(JSONProblem) {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        guard let first = peek, isNegative || isDigit(first) else { throw problem(.notNumber) }
        guard isDigit(first) else { throw problem(.badNumber, at: start) }
        if first == UInt8(ascii: "0") {
            position += 1
            if let next = peek, isDigit(next) { throw problem(.badNumber, at: start) }
        } else {
            skipDigits()
        }
        if take(UInt8(ascii: ".")) {
            try someDigits(start)
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) {
                _ = take(UInt8(ascii: "-"))
            }
            try someDigits(start)
        }
    }

    /// Whether it is zero as written, not merely smaller than what a double holds well.
    func isZero(_ number: ArraySlice<UInt8>) -> Bool {
        number.prefix { $0 | 0x20 != UInt8(ascii: "e") }.allSatisfy { !isDigit($0) || $0 == UInt8(ascii: "0") }
    }

    private mutating func someDigits(_ start: Int) throws(JSONProblem) {
        guard let first = peek else { throw problem(.endedEarly) }
        guard isDigit(first) else { throw problem(.badNumber, at: start) }
        skipDigits()
    }

    private mutating func skipDigits() {
        while let byte = peek, isDigit(byte) {
            position += 1
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
