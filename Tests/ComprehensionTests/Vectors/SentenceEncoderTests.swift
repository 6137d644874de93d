import Foundation
import TemplateFiles
import Testing

@testable import Comprehension

/// The encoder with the weights that `bin/setup` fetches.
@Suite(.enabled(if: VectorFixture.exists, "bin/setup fetches the vector file"))
struct SentenceEncoderTests {
    @Test func `a text is read as the pieces of the vocabulary`() throws {
        let encoder = try VectorFixture.encoder.get()

        #expect(
            encoder.tokenize("回国到浙江要隔离几天?")
                == ["<s>", "▁", "回", "国", "到", "浙江", "要", "隔", "离", "几", "天", "?", "</s>"]
        )
        #expect(encoder.tokenize("Ｈｅｌｌｏ　世界 ①") == ["<s>", "▁Hello", "▁世界", "▁1", "</s>"])
        #expect(encoder.tokenize("") == ["<s>", "<unk>", "</s>"])
    }

    @Test func `questions of like meaning lie near each other, in whatever language`() throws {
        let encoder = try VectorFixture.encoder.get()
        let chinese = encoder.encode("回国以后要隔离多少天?")
        let traditional = encoder.encode("回國之後需要隔離幾天?")
        let english = encoder.encode("How many days of quarantine after I return to China?")
        let other = encoder.encode("口罩什么时候能寄到?")

        #expect(chinese.cosine(with: traditional) > 0.7)
        #expect(chinese.cosine(with: english) > 0.6)
        #expect(chinese.cosine(with: english) > chinese.cosine(with: other) + 0.2)
    }

    @Test(arguments: ["", " ", "你", "\u{0}", "😀", "Mask? 口罩!"])
    func `every text has a vector of length one`(text: String) throws {
        let vector = try VectorFixture.encoder.get().encode(text)

        #expect(abs(vector.cosine(with: vector) - 1) < 0.0001)
        #expect(vector.values.allSatisfy { $0.isFinite })
    }

    @Test func `preparing for texts changes no vector`() throws {
        let encoder = try VectorFixture.encoder.get()
        let texts = ["回国到浙江要隔离几天?", "谢谢家乡的口罩", "How long is the quarantine?", "", "😀 没见过的字 ㍿"]
        let familiar = encoder.familiar(with: texts.prefix(3), limit: 12)

        for text in texts { #expect(familiar.encode(text) == encoder.encode(text)) }
    }

    @Test func `resting gives the file's pages back and changes no vector`() throws {
        let encoder = try SentenceEncoderFile.read(VectorFixture.file)
        let text = "回国到浙江要隔离几天?"
        let vector = encoder.encode(text)
        #expect(try VectorFixture.resident(encoder) > 0)

        encoder.rest()

        #expect(try VectorFixture.resident(encoder) == 0)
        #expect(encoder.encode(text) == vector)
    }

    @Test func `a knowledge base of remembered phrasings is the same as one of fresh ones`() throws {
        let encoder = try VectorFixture.encoder.get()
        let entries = [
            KnowledgeEntry(id: "quarantine", phrasings: ["回国到浙江要隔离几天", "落地以后要隔离多久"]),
            KnowledgeEntry(id: "masks", phrasings: ["口罩什么时候能寄到", "领事馆发口罩吗"]),
        ]
        let remembered = Dictionary(
            uniqueKeysWithValues: entries.flatMap(\.phrasings).map { ($0, encoder.encode($0).compact) }
        )
        let indexes = [{ remembered[$0]! }, nil].map { compact in
            KnowledgeIndex(entries, vector: encoder.vector, compact: compact, meanings: encoder.meanings)
        }

        let asked = PlainText("到了浙江隔离多长时间?")
        let found = indexes.map { $0.candidates(for: asked, vector: encoder.vector(asked.string)) }
        #expect(found[0] == found[1] && !found[0].isEmpty)
    }

    @Test func `of a long text the first pieces count`() throws {
        let encoder = try VectorFixture.encoder.get()
        let long = String(repeating: "口罩什么时候能寄到 ", count: 400)

        #expect(encoder.encode(long, limit: 12) == encoder.encode(String(long.prefix(48)), limit: 12))
        #expect(encoder.encode(long, limit: 64) != encoder.encode(long, limit: 12))
        #expect(encoder.tokenize(long, limit: 12).count == 12)
        #expect(encoder.encode(String(repeating: "啊", count: 70_000)).values.allSatisfy { $0.isFinite })
    }

    @Test func `callers on several threads get the same vectors`() async throws {
        let encoder = try VectorFixture.encoder.get()
        let texts = (0..<40).map { "第\($0)个问题:机票和口罩" }
        let alone = texts.map { encoder.encode($0) }

        let together = await withTaskGroup(of: (Int, SentenceVector).self) { tasks in
            for (number, text) in texts.enumerated() { tasks.addTask { (number, encoder.encode(text)) } }
            return await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }

        #expect(texts.indices.allSatisfy { together[$0] == alone[$0] })
    }
}

/// The encoder, read once for all tests.
enum VectorFixture {
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("data/models/use-multilingual-3.vectors")

    static let exists = FileManager.default.fileExists(atPath: file.path)
    static let encoder = Result { try SentenceEncoderFile.read(file) }

    /// Kilobytes of an encoder's file that lie in memory, as the system counts them.
    static func resident(_ encoder: SentenceEncoder) throws -> Int {
        let start = String(UInt(bitPattern: encoder.bytes.bytes.baseAddress), radix: 16)
        // The system makes the file while it is read, and says beforehand that it is empty.
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/smaps"))
        let lines = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
        let mapping = try #require(lines.firstIndex { $0.hasPrefix("\(start)-") })
        let line = try #require(lines[mapping...].first { $0.hasPrefix("Rss:") })
        return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }
}
