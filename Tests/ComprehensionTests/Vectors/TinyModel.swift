@testable import Comprehension

/// A vector file made by hand: a vocabulary of a few pieces and a table of a few replacements.
struct TinyModel {
    var pieces: [(String, Float)] = [("<unk>", 0), ("<s>", 0), ("</s>", 0)]
    var replacements: [(String, String)] = []
    /// Slots of the vocabulary, a power of two.
    var slotCount = 256
    /// Whether the slots that nobody uses look used.
    var isFull = false

    var tokenizer: UnigramTokenizer {
        get throws { try UnigramTokenizer(VectorFile(MappedBytes(copying: bytes))) }
    }

    var bytes: [UInt8] {
        let texts = pieces.map { Array($0.0.utf8) }
        let ends = texts.reduce(into: [UInt32]()) { $0.append(($0.last ?? 0) + UInt32($1.count)) }
        let (units, text) = table()
        return Self.file([
            ("chars.units", raw(units)), ("chars.text", text), ("piece.slots", raw(slots())),
            ("piece.scores", raw(pieces.map(\.1))), ("piece.ends", raw(ends)), ("piece.text", texts.flatMap { $0 }),
        ])
    }

    /// Head, table of sections and sections; the digest is all zero.
    static func file(_ sections: [(String, [UInt8])]) -> [UInt8] {
        var offset = 64 + 32 * sections.count + 63 & ~63
        var table: [UInt8] = []
        var body: [UInt8] = []
        for (name, content) in sections {
            table += Array(name.utf8) + [UInt8](repeating: 0, count: 16 - name.utf8.count)
            table += raw([UInt64(offset), UInt64(content.count)])
            let padded = content + [UInt8](repeating: 0, count: (64 - content.count % 64) % 64)
            body += padded
            offset += padded.count
        }
        let start = 64 + 32 * sections.count
        table += [UInt8](repeating: 0, count: (64 - start % 64) % 64)
        return Array("HUZHUVEC".utf8) + raw([UInt32(1), UInt32(sections.count)]) + raw([UInt64(offset)])
            + [UInt8](repeating: 0, count: 40) + table + body
    }

    private func slots() -> [UInt64] {
        var slots = [UInt64](repeating: 0, count: slotCount)
        for (number, piece) in pieces.enumerated() {
            var parent = PieceSlot.root
            for character in piece.0.unicodeScalars {
                parent =
                    slots.withUnsafeBufferPointer { PieceSlot.find(character.value, below: parent, in: $0) }
                    ?? add(character.value, below: parent, to: &slots)
            }
            slots[parent] |= UInt64(number + 1) << 41
        }
        return isFull ? slots.map { $0 == 0 ? .max : $0 } : slots
    }

    private func add(_ character: UInt32, below parent: Int, to slots: inout [UInt64]) -> Int {
        var slot = PieceSlot.first(character, parent, slots.count)
        while slots[slot] != 0 { slot = (slot + 1) % slots.count }
        slots[slot] = 1 << 63 | UInt64(parent) << 21 | UInt64(character)
        return slot
    }

    /// The replacements as a double array in which each node's children have 256 units of their own.
    private func table() -> ([UInt32], [UInt8]) {
        var units = [UInt32](repeating: 0, count: 512)
        var text: [UInt8] = []
        func children(of node: Int) -> Int {
            if units[node] >> 10 == 0 {
                let base = units.count
                units += [UInt32](repeating: 0, count: 256)
                units[node] |= UInt32(node ^ base) << 10
            }
            return node ^ Int(units[node] >> 10)
        }
        for (key, value) in replacements {
            var node = 0
            for byte in key.utf8 {
                node = children(of: node) ^ Int(byte)
                units[node] |= UInt32(byte)
            }
            let leaf = children(of: node)
            units[node] |= 0x100
            units[leaf] = 0x8000_0000 | UInt32(text.count)
            text += Array(value.utf8) + [0]
        }
        return (units, text)
    }
}

private func raw<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
}
