package import Comprehension
import Crypto
package import Foundation
package import MutualAid

/// What was learnt about labels, as a file: a first line with the format and a checksum, then the classifier's bytes.
package enum LabelModelFile {
    private static let format = "huzhu-labels 1"

    /// - Throws: `FileProblems` where the file is not there, of another format, or damaged.
    package static func read(_ file: URL) throws(FileProblems) -> TextClassifier {
        guard let bytes = FileManager.default.contents(atPath: file.path) else {
            let message = "the file is not there or cannot be read"
            throw FileProblems([FileProblem(file: file.lastPathComponent, line: nil, message: message)])
        }
        return try classifier(in: bytes, of: file.lastPathComponent)
    }

    /// The classifier in a file's bytes.
    ///
    /// - Throws: `FileProblems` where they are of another format, or damaged.
    static func classifier(in bytes: Data, of name: String) throws(FileProblems) -> TextClassifier {
        func problem(_ line: Int, _ message: String) -> FileProblems {
            FileProblems([FileProblem(file: name, line: line, message: message)])
        }
        guard let end = bytes.prefix(200).firstIndex(of: UInt8(ascii: "\n")) else {
            throw problem(1, "this is no label model")
        }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let body = Data(bytes[(end + 1)...])
        guard head.hasPrefix(format + " ") else { throw problem(1, "this is no label model of the format `\(format)`") }
        guard head == format + " " + checksum(body) else {
            throw problem(1, "the file is damaged: its checksum differs")
        }
        guard let classifier = TextClassifier(bytes: body) else {
            throw problem(2, "the label model is of another version: train it again")
        }
        return classifier
    }

    /// The file's bytes; the same classifier gives the same bytes.
    package static func bytes(of classifier: TextClassifier) throws -> Data {
        let body = try classifier.bytes()
        return Data("\(format) \(checksum(body))\n".utf8) + body
    }

    /// SHA-256 in hex.
    private static func checksum(_ bytes: Data) -> String { hex(SHA256.hash(data: bytes)) }

    static func hex(_ digest: SHA256Digest) -> String {
        digest.map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }
        .joined()
    }
}
