import Comprehension
import Crypto
package import Foundation

/// `data/models/labels.vectors`: the sentence vectors of the labelled lines, so that learning a correction encodes only that.
///
/// They lie on disk and not in memory, because they are wanted only while something is learnt. A file that is missing,
/// damaged or of other lines is as good as none. Only lines that ship stand in it, never what a member wrote.
package struct KeptVectors: Sendable {
    private let file: URL
    private let circumstances: String
    private static let format = "huzhu-kept-vectors 1"
    private static let width = SentenceVector.size * 4

    /// - Parameters:
    ///   - file: where they are kept.
    ///   - circumstances: names the sentence encoder.
    package init(file: URL, circumstances: String) {
        self.file = file
        self.circumstances = circumstances
    }

    /// Gives the vector of each of these texts, and `nil` for any other; `nil` altogether where they are not kept.
    package func vectors(of texts: [String]) -> ((String) -> [Float]?)? {
        // Why it cannot be used is of no interest: it is made again and written over.
        guard let bytes = try? Data(contentsOf: file, options: .mappedIfSafe),
            let end = bytes.prefix(400).firstIndex(of: UInt8(ascii: "\n")),
            bytes.count - end - 1 == texts.count * Self.width,
            String(decoding: bytes[..<end], as: UTF8.self) == head(of: texts, body: bytes[(end + 1)...])
        else { return nil }
        let places = Dictionary(zip(texts, texts.indices), uniquingKeysWith: { first, _ in first })
        return { text in
            places[text].map { place in
                bytes.withUnsafeBytes { bytes in
                    let start = end + 1 + place * Self.width
                    return (0..<SentenceVector.size).map {
                        let bits = bytes.loadUnaligned(fromByteOffset: start + $0 * 4, as: UInt32.self)
                        return Float(bitPattern: UInt32(littleEndian: bits))
                    }
                }
            }
        }
    }

    /// Keeps the vectors of texts, whole or not at all.
    ///
    /// - Throws: where the file cannot be written.
    package func keep(_ texts: [String], vector: (String) -> [Float]) throws {
        var body = Data(capacity: texts.count * Self.width)
        for text in texts {
            vector(text).map(\.bitPattern.littleEndian).withUnsafeBytes { body.append(contentsOf: $0) }
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try (Data("\(head(of: texts, body: body))\n".utf8) + body).write(to: file, options: .atomic)
    }

    /// The format, a hash of the circumstances and the texts in their order, and one of the numbers.
    private func head(of texts: [String], body: Data) -> String {
        var digest = SHA256()
        digest.update(data: Data(circumstances.utf8))
        for text in texts { digest.update(data: Data("\n\(text)".utf8)) }
        return "\(Self.format) \(LabelModelFile.hex(digest.finalize())) \(LabelModelFile.hex(SHA256.hash(data: body)))"
    }
}
