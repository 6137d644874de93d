import Comprehension
import Foundation
import TemplateFiles
import Testing

struct KeptVectorsTests {
    private let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("kept-\(UUID().uuidString)/labels.vectors")
    private let texts = ["谢谢老家", "早上好", "谢谢老家"]

    private func kept(_ circumstances: String = "this encoder") -> KeptVectors {
        KeptVectors(file: file, circumstances: circumstances)
    }

    private static func vector(_ text: String) -> [Float] {
        (0..<512).map { Float($0) / Float(text.unicodeScalars.first?.value ?? 1) }
    }

    @Test func `vectors are read back as they were, and a text that is not kept has none`() throws {
        try kept().keep(texts, vector: Self.vector)

        let vectors = try #require(kept().vectors(of: texts))
        for text in texts { #expect(vectors(text) == Self.vector(text)) }
        #expect(vectors("晚安") == nil)
    }

    @Test func `other texts, another order or another encoder find nothing`() throws {
        try kept().keep(texts, vector: Self.vector)

        #expect(kept().vectors(of: Array(texts.prefix(2))) == nil)
        #expect(kept().vectors(of: ["早上好", "谢谢老家", "谢谢老家"]) == nil)
        #expect(kept("another encoder").vectors(of: texts) == nil)
    }

    @Test func `a damaged file or none is as good as none`() throws {
        #expect(kept().vectors(of: texts) == nil)
        try kept().keep(texts, vector: Self.vector)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 3] ^= 1
        try bytes.write(to: file)

        #expect(kept().vectors(of: texts) == nil)
    }
}
