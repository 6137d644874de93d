package import Foundation

/// What a file says first about a classifier.
private struct ClassifierHead: Codable {
    let names: [String]
    let bars: [LabelBar]
    let pieceCount: Int
    let usesVectors: Bool
}

extension TextClassifier {
    /// The classifier as bytes: a line of JSON, then places, worth and weights as 32-bit numbers, lowest byte first.
    ///
    /// The same classifier has the same bytes.
    package func bytes() throws -> Data {
        let writer = JSONEncoder()
        writer.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = ClassifierHead(
            names: names,
            bars: bars,
            pieceCount: vocabulary.places.count,
            usesVectors: usesVectors
        )
        var bytes = try writer.encode(head) + Data("\n".utf8)
        Self.append(vocabulary.places, to: &bytes)
        for numbers in [vocabulary.worth, weights.pieces, weights.vector, weights.start] {
            Self.append(numbers.map(\.bitPattern), to: &bytes)
        }
        return bytes
    }

    /// - Returns: `nil` where the bytes are no classifier, or one of another shape.
    package init?(bytes: Data) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            // What is wrong with the head is of no use to anybody: the file is refused as a whole.
            let head = try? JSONDecoder().decode(ClassifierHead.self, from: bytes[..<end]),
            head.names.count == head.bars.count, head.pieceCount >= 0,
            head.pieceCount <= Int(LabelFeatures.places)
        else { return nil }
        let labels = head.names.count
        let sizes = [
            head.pieceCount, head.pieceCount, head.pieceCount * labels,
            head.usesVectors ? SentenceVector.size * labels : 0, labels,
        ]
        let body = bytes[(end + 1)...]
        guard body.count == sizes.reduce(0, +) * 4 else { return nil }
        var start = body.startIndex
        let parts = sizes.map { size in
            defer { start += size * 4 }
            return Self.numbers(in: body[start..<start + size * 4])
        }
        guard Self.areAscending(parts[0]) else { return nil }
        let floats = parts.map { $0.map(Float.init(bitPattern:)) }
        self.init(
            names: head.names,
            usesVectors: head.usesVectors,
            vocabulary: LabelVocabulary(places: parts[0], worth: floats[1]),
            weights: LabelWeights(pieces: floats[2], vector: floats[3], start: floats[4]),
            bars: head.bars
        )
    }

    /// Each place once, in order, and among those there are.
    private static func areAscending(_ places: [UInt32]) -> Bool {
        zip(places, places.dropFirst()).allSatisfy(<) && places.last.map { UInt64($0) < LabelFeatures.places } ?? true
    }

    private static func append(_ numbers: [UInt32], to bytes: inout Data) {
        numbers.map(\.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    private static func numbers(in bytes: Data) -> [UInt32] {
        bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
            }
        }
    }
}
