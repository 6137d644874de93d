package import Comprehension
package import Foundation
package import MutualAid

/// What was learnt about ranking, as a file: a first line with the format and a checksum, then JSON.
package enum RankerFile {
    private static let format = "huzhu-ranker 1"

    /// - Throws: `FileProblems` where the file is not there, of another format, or damaged.
    package static func read(_ file: URL) throws(FileProblems) -> Rankers {
        func problem(_ line: Int?, _ message: String) -> FileProblems {
            FileProblems([FileProblem(file: file.lastPathComponent, line: line, message: message)])
        }
        guard let bytes = FileManager.default.contents(atPath: file.path) else {
            throw problem(nil, "the file is not there or cannot be read")
        }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw problem(1, "this is no ranker") }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let body = Data(bytes[(end + 1)...])
        guard head.hasPrefix(format) else { throw problem(1, "this is no ranker of the format `\(format)`") }
        guard head == format + " " + checksum(body) else {
            throw problem(1, "the file is damaged: its checksum differs")
        }
        do {
            let rankers = try JSONDecoder().decode(Rankers.self, from: body)
            guard rankers.isWhole else { throw problem(2, "the ranker is of another version: train it again") }
            return rankers
        } catch let problems as FileProblems {
            throw problems
        } catch {
            throw problem(2, "the ranker cannot be read")
        }
    }

    /// The file's bytes; the same rankers give the same bytes.
    package static func bytes(of rankers: Rankers) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = try encoder.encode(rankers) + Data("\n".utf8)
        return Data("\(format) \(checksum(body))\n".utf8) + body
    }

    /// FNV-1a, 64 bits, in hex: against accidents, not against people.
    private static func checksum(_ bytes: Data) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
