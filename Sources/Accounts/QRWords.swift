/// The words of a QR code: the data, and the Reed-Solomon words that let a scanner read past damage.
enum QRWords {
    private static let total = [26, 44, 70, 100, 134, 172, 196, 242, 292]
    private static let checkWords = [10, 16, 26, 18, 24, 16, 18, 22, 22]
    private static let blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5]

    /// Words of data that a version holds at level M.
    static func capacity(of version: Int) -> Int {
        total[version - 1] - checkWords[version - 1] * blocks[version - 1]
    }

    /// Where the middles of the alignment patterns are, along either edge.
    static func alignment(of version: Int) -> [Int] {
        guard version > 1 else { return [] }
        let last = version * 4 + 10
        return version < 7 ? [6, last] : [6, (6 + last) / 2, last]
    }

    static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }

    /// Data and check words of all blocks, in the order in which they are drawn.
    static func interleaved(_ bytes: [UInt8], version: Int) -> [UInt8] {
        let words = data(bytes, count: capacity(of: version))
        let count = blocks[version - 1]
        let short = words.count / count
        let longOnes = words.count % count
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        for block in 0..<count {
            let length = short + (block >= count - longOnes ? 1 : 0)
            parts.append(words[start..<start + length])
            start += length
        }
        let checks = parts.map { remainder(of: $0, checkWords[version - 1]) }
        let dataWords = (0...short).flatMap { place in
            parts.compactMap { place < $0.count ? $0[$0.startIndex + place] : nil }
        }
        return dataWords + (0..<checkWords[version - 1]).flatMap { place in checks.map { $0[place] } }
    }

    /// Mode, length and bytes, filled up with the two words the standard names.
    private static func data(_ bytes: [UInt8], count: Int) -> [UInt8] {
        var words: [UInt8] = [0x40 | UInt8(bytes.count >> 4)]
        var carried = UInt8(bytes.count & 15)
        for byte in bytes {
            words.append(carried << 4 | byte >> 4)
            carried = byte & 15
        }
        words.append(carried << 4)
        let used = words.count
        return words + (used..<max(used, count)).map { ($0 - used) % 2 == 0 ? 0xec : 0x11 }
    }

    private static func remainder(of words: ArraySlice<UInt8>, _ degree: Int) -> [UInt8] {
        let divisor = divisor(degree)
        var rest = [UInt8](repeating: 0, count: degree)
        for word in words {
            let factor = word ^ rest.removeFirst()
            rest.append(0)
            for place in 0..<degree { rest[place] ^= product(divisor[place], factor) }
        }
        return rest
    }

    private static func divisor(_ degree: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for place in 0..<degree {
                result[place] = product(result[place], root)
                if place + 1 < degree { result[place] ^= result[place + 1] }
            }
            root = product(root, 2)
        }
        return result
    }

    /// Multiplication in the field of 256 elements modulo x⁸ + x⁴ + x³ + x² + 1.
    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        (0..<8).reversed().reduce(UInt8(0)) { sum, place in
            let doubled = sum << 1 ^ (sum >> 7) * 0x1d
            return doubled ^ (right >> place & 1) * left
        }
    }
}
