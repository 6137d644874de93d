/// Brings a text to the form the vocabulary was made from: the model's own table of replacements (NFKC and some more),
/// one blank where there were several, and a visible mark in place of each blank and before the first word.
///
/// The table is a double-array trie over bytes. Each unit holds the label that leads to it in its low byte, whether a
/// replacement hangs below it (bit 8) and the distance to its children (from bit 10, times 256 where bit 9 is set).
struct PieceNormaliser: Sendable {
    private let units: MappedArray<UInt32>
    private let replacements: MappedArray<UInt8>

    /// Stands for a blank: U+2581.
    private static let blank: [UInt8] = [0xE2, 0x96, 0x81]
    private static let space: UInt8 = 0x20

    init(_ file: VectorFile) throws(VectorFileProblem) {
        units = try file.mapped("chars.units")
        replacements = try file.mapped("chars.text")
    }

    /// The characters of a text in that form; none where nothing is left.
    ///
    /// Of a text with more than `limit` characters only the beginning is read.
    func normalise(_ text: String, limit: Int) -> [UInt32] {
        var text = text
        let bytes = text.withUTF8 { utf8 in
            units.withElements { units in
                replacements.withElements { replacements in
                    Walk(text: utf8, units: units, replacements: replacements).normalised(limit: limit)
                }
            }
        }
        return Self.characters(of: bytes)
    }

    /// One pass over one text.
    private struct Walk {
        let text: UnsafeBufferPointer<UInt8>
        let units: UnsafeBufferPointer<UInt32>
        let replacements: UnsafeBufferPointer<UInt8>

        func normalised(limit: Int) -> [UInt8] {
            var result: [UInt8] = []
            result.reserveCapacity(min(text.count, limit * 4) + 8)
            result += blank
            var isAfterBlank = true
            var place = 0
            var characters = 0
            // One character can become eighteen: what comes out is bounded too.
            while place < text.count, characters < limit, result.count < limit * 4 {
                let (replacement, length) = step(at: place)
                for index in place..<place + length where text[index] & 0xC0 != 0x80 { characters += 1 }
                place += length
                for byte in isAfterBlank ? replacement.drop(while: { $0 == space }) : replacement[...] {
                    isAfterBlank = byte == space
                    if isAfterBlank { result += blank } else { result.append(byte) }
                }
            }
            while result.suffix(3).elementsEqual(blank) { result.removeLast(3) }
            return result
        }

        /// What stands at a place and how many bytes it takes: the longest entry of the table, else one character.
        private func step(at place: Int) -> (replacement: Slice<UnsafeBufferPointer<UInt8>>, length: Int) {
            var length = 0
            var found = 0
            var node = 0
            var unit = units.first ?? 0
            node ^= children(unit)
            for index in place..<text.count {
                node ^= Int(text[index])
                guard units.indices.contains(node) else { break }
                unit = units[node]
                guard unit & 0x8000_00FF == UInt32(text[index]) else { break }
                node ^= children(unit)
                if unit & 0x100 != 0, units.indices.contains(node) {
                    length = index - place + 1
                    found = Int(units[node] & 0x7FFF_FFFF)
                }
            }
            if length > 0, found < replacements.count {
                return (replacements[found...].prefix { $0 != 0 }, length)
            }
            let end = (place + 1..<text.count).first { text[$0] & 0xC0 != 0x80 } ?? text.count
            return (text[place..<end], end - place)
        }

        private func children(_ unit: UInt32) -> Int {
            Int(unit >> 10) << Int((unit & 0x200) >> 6)
        }
    }

    private static func characters(of bytes: [UInt8]) -> [UInt32] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
    }
}
