import Comprehension
import Foundation
import MutualAid
import TemplateFiles
import Testing

@testable import huzhu

/// What the starter knowledge answers of questions written from its titles and answers, without sight of its phrasings:
/// 250 that it answers, 156 near misses, 127 about other matters (F17).
///
/// `Tests/Fixtures/Understanding/questions.jsonl` is never edited to fit.
struct StarterKnowledgeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let fixture = root.appendingPathComponent("Tests/Fixtures/Understanding/questions.jsonl")
    private static let encoder = try? SentenceEncoderFile.read(
        root.appendingPathComponent("data/models/use-multilingual-3.vectors")
    )

    private struct Asked: Decodable {
        let text: String
        let entry: String?
    }

    private static func asked() throws -> [Asked] {
        try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Asked.self, from: Data($0.utf8))
        }
    }

    @Test(.enabled(if: encoder != nil, "bin/setup fetches the sentence vectors"))
    func `most questions that an entry answers are answered, and few others`() throws {
        let encoder = try #require(Self.encoder)
        let entries = try FAQFolder.read(Self.root.appendingPathComponent("Templates/faq"))
        let interpreter = Interpreter(
            labels: LabelModel(learningFrom: []),
            dangerSigns: DangerSignRules([], guards: .none),
            knowledge: KnowledgeIndex(
                entries.map(\.asKnowledge),
                rankers: try Rankers.general(in: Self.root.appendingPathComponent("Templates")),
                vector: encoder.vector,
                meanings: encoder.meanings
            ),
            vector: encoder.vector
        )
        var (answerable, answered, right, strange, falselyAnswered) = (0, 0, 0, 0, 0)

        for asked in try Self.asked() {
            let understanding = interpreter.understand(asked.text)
            let isAnswered = understanding.zone == .answer
            if let entry = asked.entry {
                answerable += 1
                if isAnswered { answered += 1 }
                if isAnswered, understanding.candidates.first?.entry == entry { right += 1 }
            } else {
                strange += 1
                if isAnswered { falselyAnswered += 1 }
            }
        }

        print("answered \(answered) of \(answerable), \(right) of them right; \(falselyAnswered) of \(strange) others")
        #expect(answerable == 250)
        #expect(strange == 283)
        #expect(Double(answered) / Double(answerable) >= 0.60)
        #expect(Double(right) / Double(answered) >= 0.95)
        #expect(Double(falselyAnswered) / Double(strange) <= 0.05)
    }

    @Test func `no question of the measuring set stands in the knowledge`() throws {
        let entries = try FAQFolder.read(Self.root.appendingPathComponent("Templates/faq")).map(\.asKnowledge)
        let known = Set(entries.flatMap { $0.phrasings + $0.notAnswered }.map { PlainText($0).string })

        #expect(try Self.asked().map { PlainText($0.text).string }.filter(known.contains) == [])
    }
}
