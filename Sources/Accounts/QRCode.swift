/// A QR code (ISO/IEC 18004) of a short text: byte mode, level M, versions 1 to 9; enough for a code generator's address.
package struct QRCode: Sendable {
    /// Modules along one edge, without the quiet zone.
    package let size: Int
    private(set) var isDark: [Bool]
    /// Modules that are not data: finders, timing, alignment, format.
    private(set) var isFixed: [Bool]
    let version: Int

    /// Encodes a text; `nil` where it is longer than 180 bytes.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let version = (1...9).first(where: { QRWords.capacity(of: $0) >= bytes.count + 2 }) else { return nil }
        self.init(version: version)
        let words = QRWords.interleaved(bytes, version: version)
        place(words)
        let masks = (0..<8).map { masked(by: $0) }
        guard let best = masks.min(by: { $0.penalty < $1.penalty }) else { return nil }
        self = best
    }

    private init(version: Int) {
        self.version = version
        size = version * 4 + 17
        isDark = Array(repeating: false, count: size * size)
        isFixed = isDark
        drawFixed()
    }

    /// Whether the module in this row and column is dark.
    package subscript(row: Int, column: Int) -> Bool { isDark[row * size + column] }

    /// The dark modules as an SVG path, one unit a module, with the quiet zone of four around it.
    package var path: String {
        (0..<size).flatMap { row in
            (0..<size).filter { self[row, $0] }.map { "M\($0 + 4) \(row + 4)h1v1h-1z" }
        }.joined()
    }

    /// The edge of the drawing, quiet zone included.
    package var edge: Int { size + 8 }

    private mutating func set(_ row: Int, _ column: Int, _ dark: Bool) {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return }
        isDark[row * size + column] = dark
        isFixed[row * size + column] = true
    }

    private mutating func drawFixed() {
        for place in 0..<size {
            set(6, place, place % 2 == 0)
            set(place, 6, place % 2 == 0)
        }
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] {
            for down in -4...4 {
                for across in -4...4 {
                    let ring = max(abs(down), abs(across))
                    set(row + down, column + across, ring != 2 && ring != 4)
                }
            }
        }
        drawAlignment()
        drawFormat(mask: 0)
        if version >= 7 { drawVersion() }
    }

    private mutating func drawAlignment() {
        let places = QRWords.alignment(of: version)
        guard let first = places.first, let last = places.last else { return }
        for row in places {
            for column in places {
                let corners = [(first, first), (first, last), (last, first)]
                if corners.contains(where: { $0 == (row, column) }) { continue }
                for down in -2...2 {
                    for across in -2...2 { set(row + down, column + across, max(abs(down), abs(across)) != 1) }
                }
            }
        }
    }

    private mutating func drawFormat(mask: Int) {
        // Level M has the bits 00.
        var rest = mask
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (mask << 10 | rest) ^ 0x5412
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for place in 0...5 { set(place, 8, bit(place)) }
        set(7, 8, bit(6))
        set(8, 8, bit(7))
        set(8, 7, bit(8))
        for place in 9..<15 { set(8, 14 - place, bit(place)) }
        for place in 0..<8 { set(8, size - 1 - place, bit(place)) }
        for place in 8..<15 { set(size - 15 + place, 8, bit(place)) }
        set(size - 8, 8, true)
    }

    private mutating func drawVersion() {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1f25 }
        let bits = version << 12 | rest
        for place in 0..<18 {
            let dark = bits >> place & 1 == 1
            set(place / 3, size - 11 + place % 3, dark)
            set(size - 11 + place % 3, place / 3, dark)
        }
    }

    /// Lays the words in pairs of columns, upwards and downwards in turn, from the right.
    private mutating func place(_ words: [UInt8]) {
        var place = 0
        for right in [stride(from: size - 1, to: 6, by: -2), stride(from: 5, to: 0, by: -2)].joined() {
            let isUpward = right > 6 ? (size - 1 - right) / 2 % 2 == 0 : (right + 1) & 2 == 0
            for step in 0..<size {
                let row = isUpward ? size - 1 - step : step
                for column in [right, right - 1] where !isFixed[row * size + column] && place < words.count * 8 {
                    isDark[row * size + column] = words[place / 8] >> (7 - place % 8) & 1 == 1
                    place += 1
                }
            }
        }
    }

    private func masked(by mask: Int) -> QRCode {
        var code = self
        for row in 0..<size {
            for column in 0..<size where !isFixed[row * size + column] && QRWords.inverts(mask, row, column) {
                code.isDark[row * size + column].toggle()
            }
        }
        code.drawFormat(mask: mask)
        return code
    }
}
