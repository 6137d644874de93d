import Foundation
import MutualAid

/// JSON behind a first line that names its format and its checksum, so that a damaged file is refused.
struct SealedJSON {
    /// What the first line begins with: a name and a number that rises with its meaning.
    let format: String
    /// What people call such a file.
    let name: String

    /// - Throws: `FileProblems` where the file is not there, of another format, or damaged.
    func read<Value: Decodable>(_ file: URL) throws(FileProblems) -> Value {
        guard let bytes = FileManager.default.contents(atPath: file.path) else {
            throw problem(file, nil, "the file is not there or cannot be read")
        }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw problem(file, 1, "this is no \(name)") }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let body = Data(bytes[(end + 1)...])
        guard head.hasPrefix(format) else { throw problem(file, 1, "this is no \(name) of the format `\(format)`") }
        guard head == format + " " + Self.checksum(body) else {
            throw problem(file, 1, "the file is damaged: its checksum differs")
        }
        do {
            return try JSONDecoder().decode(Value.self, from: body)
        } catch {
            throw problem(file, 2, "the \(name) cannot be read")
        }
    }

    /// What is said of a file whose numbers are those of another version.
    func otherVersion(_ file: URL) -> FileProblems {
        problem(file, 2, "the \(name) is of another version: train it again")
    }

    /// The same value gives the same bytes.
    func bytes(of value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = try encoder.encode(value) + Data("\n".utf8)
        return Data("\(format) \(Self.checksum(body))\n".utf8) + body
    }

    private func problem(_ file: URL, _ line: Int?, _ message: String) -> FileProblems {
        FileProblems([FileProblem(file: file.lastPathComponent, line: line, message: message)])
    }

    /// FNV-1a, 64 bits, in hex: against accidents, not against people.
    private static func checksum(_ bytes: Data) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
