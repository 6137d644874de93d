import Comprehension
import Crypto
import Foundation
import Testing

@testable import TemplateFiles

/// A vector file that is absent or damaged is refused, with the reason.
struct SentenceEncoderFileTests {
    /// A file whose head says the truth about its rest, which has no section.
    private static let whole: [UInt8] = {
        let rest = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let length = UInt64(64 + rest.count)
        return Array("HUZHUVEC".utf8) + [1, 0, 0, 0, 0, 0, 0, 0]
            + (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
            + Array(SHA256.hash(data: rest)) + [UInt8](repeating: 0, count: 8) + rest
    }()

    @Test func `a file that is not there is absent`() {
        #expect(problem(of: nil) == .absent)
    }

    @Test func `a whole file is read, and this one has no tokenizer`() {
        #expect(problem(of: Self.whole) == .wrongSection("chars.units"))
    }

    @Test(arguments: [64, 1_000, 131_071, 200_063])
    func `one bit that fell over is noticed`(place: Int) {
        var bytes = Self.whole
        bytes[place] ^= 0x10

        #expect(problem(of: bytes) == .wrongDigest)
    }

    @Test(arguments: [24, 40, 55])
    func `a digest that fell over is noticed`(place: Int) {
        var bytes = Self.whole
        bytes[place] ^= 1

        #expect(problem(of: bytes) == .wrongDigest)
    }

    @Test func `a file cut short, too long, empty or of another kind is refused`() {
        #expect(problem(of: Self.whole.dropLast()) == .cutShort)
        #expect(problem(of: Self.whole + [0]) == .cutShort)
        #expect(problem(of: Array(Self.whole.prefix(40))) == .notAVectorFile)
        #expect(problem(of: []) == .notAVectorFile)
        #expect(problem(of: Array(repeating: 7, count: 5_000)) == .notAVectorFile)
    }

    @Test func `a folder in its place is refused`() {
        let problem = #expect(throws: VectorFileProblem.self) {
            try SentenceEncoderFile.read(FileManager.default.temporaryDirectory)
        }

        #expect(problem == .unreadable(EISDIR))
    }

    /// What is said of a file with those bytes.
    private func problem(of bytes: [UInt8]?) -> VectorFileProblem? {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString).vectors")
        if let bytes { #expect(FileManager.default.createFile(atPath: file.path, contents: Data(bytes))) }
        // What is left of a test is the system's to clear away.
        defer { try? FileManager.default.removeItem(at: file) }
        do {
            _ = try SentenceEncoderFile.read(file)
            return nil
        } catch {
            return error
        }
    }
}
