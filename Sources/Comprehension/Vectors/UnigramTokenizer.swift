/// Splits a text into pieces of a fixed vocabulary: the most probable split, where each piece stands for itself
/// (SentencePiece's unigram model).
///
/// The work grows with the length of the text alone: from each place the walk down the vocabulary ends after the longest
/// piece.
struct UnigramTokenizer: Sendable {
    /// The numbers of the pieces that every vocabulary begins with.
    enum Mark {
        static let unknown: Int32 = 0
        static let beginning: Int32 = 1
        static let end: Int32 = 2
    }

    let normaliser: PieceNormaliser
    private let slots: MappedArray<UInt64>
    private let scores: MappedArray<Float>
    private let ends: MappedArray<UInt32>
    private let text: MappedArray<UInt8>
    /// What a character that no piece covers costs.
    private let unknownScore: Double

    /// - Throws: where sections are missing or do not fit each other.
    init(_ file: VectorFile) throws(VectorFileProblem) {
        normaliser = try PieceNormaliser(file)
        slots = try file.mapped("piece.slots")
        scores = try file.mapped("piece.scores")
        ends = try file.mapped("piece.ends", count: scores.count)
        text = try file.mapped("piece.text")
        guard slots.count.nonzeroBitCount == 1, slots.count <= PieceSlot.root else {
            throw .wrongSection("piece.slots")
        }
        guard scores.count > Mark.end else { throw .wrongSection("piece.scores") }
        unknownScore = scores.withElements { Double($0.min() ?? 0) } - 10
    }

    /// How many pieces the vocabulary has.
    var count: Int { scores.count }

    /// The numbers of the pieces of a text, at most so many, between the marks of beginning and end.
    ///
    /// Of a text with more characters than four times `limit` only the beginning is read.
    func pieces(of text: String, limit: Int) -> [Int32] {
        let characters = normaliser.normalise(text, limit: limit * 4)
        let pieces = characters.isEmpty ? [Mark.unknown] : split(characters)
        return [Mark.beginning] + pieces.prefix(max(limit - 2, 0)) + [Mark.end]
    }

    /// The logarithm of how probable a piece is.
    func score(of piece: Int32) -> Float {
        scores.withElements { $0.indices.contains(Int(piece)) ? $0[Int(piece)] : 0 }
    }

    /// A piece in words.
    func name(of piece: Int32) -> String {
        let piece = Int(piece)
        let (start, end) = ends.withElements { ends in
            ends.indices.contains(piece) ? (piece == 0 ? 0 : Int(ends[piece - 1]), Int(ends[piece])) : (0, 0)
        }
        return text.withElements { text in
            start <= end && end <= text.count ? String(decoding: text[start..<end], as: UTF8.self) : ""
        }
    }

    /// The best way to each place, from left to right; of equal ones the one that began first.
    private func split(_ characters: [UInt32]) -> [Int32] {
        let count = characters.count
        var best = [Double](repeating: -.infinity, count: count + 1)
        var arrivals = [(start: Int32, piece: Int32)](repeating: (0, Mark.unknown), count: count + 1)
        best[0] = 0
        slots.withElements { slots in
            scores.withElements { scores in
                for start in 0..<count {
                    var parent = PieceSlot.root
                    var isCovered = false
                    for end in start..<count {
                        guard let slot = PieceSlot.find(characters[end], below: parent, in: slots) else { break }
                        parent = slot
                        guard let piece = PieceSlot.piece(slots[slot]), piece < scores.count else { continue }
                        let score = best[start] + Double(scores[piece])
                        if score > best[end + 1] {
                            best[end + 1] = score
                            arrivals[end + 1] = (Int32(start), Int32(piece))
                        }
                        if end == start { isCovered = true }
                    }
                    if !isCovered, best[start] + unknownScore > best[start + 1] {
                        best[start + 1] = best[start] + unknownScore
                        arrivals[start + 1] = (Int32(start), Mark.unknown)
                    }
                }
            }
        }
        var pieces: [Int32] = []
        var place = count
        while place > 0 {
            pieces.append(arrivals[place].piece)
            place = Int(arrivals[place].start)
        }
        return pieces.reversed()
    }
}

/// A hashed trie: each beginning of a piece has a slot, found by its parent's slot and its last character.
///
/// A slot holds 21 bits of character, 20 bits of parent slot, 18 bits of piece number plus 1, and a mark that it is used.
enum PieceSlot {
    /// The parent of first characters; no slot has this number.
    static let root = 0xFFFFF

    static func find(_ character: UInt32, below parent: Int, in slots: UnsafeBufferPointer<UInt64>) -> Int? {
        let key = UInt64(parent) << 21 | UInt64(character)
        var slot = first(character, parent, slots.count)
        for _ in 0..<slots.count {
            let held = slots[slot]
            if held == 0 { return nil }
            if held & 0x1FF_FFFF_FFFF == key { return slot }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Where the search begins.
    static func first(_ character: UInt32, _ parent: Int, _ count: Int) -> Int {
        var mixed = character &* 0x9E37_79B1 &+ UInt32(truncatingIfNeeded: parent) &* 0x85EB_CA6B
        mixed ^= mixed >> 15
        return Int(truncatingIfNeeded: (mixed &* 0x2C1B_3C6D) >> UInt32(32 - count.trailingZeroBitCount))
    }

    /// The piece that ends in a slot.
    static func piece(_ slot: UInt64) -> Int? {
        let number = Int(slot >> 41 & 0x3FFFF)
        return number == 0 ? nil : number - 1
    }
}
