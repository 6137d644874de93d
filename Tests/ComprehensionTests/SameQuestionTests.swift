import Comprehension
import Foundation
import TemplateFiles
import Testing

/// Telling whether two messages ask the same, by words alone and as shipped.
struct SameQuestionTests {
    private let likeness: SameQuestion

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let file = root.appendingPathComponent("Templates/models/same-question.model")
        likeness = SameQuestion(try SameQuestionFile.read(file.standardizedFileURL))
    }

    @Test(arguments: [
        ("回国要隔离几天", "请问回国要隔离几天?"), ("回國要隔離幾天", "回国要隔离几天啊"),
        ("how many masks may I carry in my luggage", "How many masks can I carry in the luggage?"),
    ])
    func `the same question in nearly the same words is the same`(_ first: String, _ second: String) {
        #expect(likeness.probability(first, second) > 0.6)
    }

    @Test(arguments: [
        ("德国签证到期了怎么办", "法国签证到期了怎么办"), ("回国要隔离几天", "口罩怎么领"),
        ("is my visa extended in Japan", "is my visa extended in Spain"), ("1月20日的票能退吗", "3月28日的票能退吗"),
        ("我可以回国吗", "寒流要来了注意保暖"),
    ])
    func `another place, number or matter is another question`(_ first: String, _ second: String) {
        #expect(likeness.probability(first, second) < 0.5)
    }

    @Test func `which of two comes first makes no difference, and each probability is one`() {
        let texts = ["", "回国要隔离几天", "How long is quarantine?", "😀😀", String(repeating: "a不", count: 5_000)]

        for first in texts {
            for second in texts {
                let probability = likeness.probability(first, second)
                #expect((0...1).contains(probability))
                #expect(probability == likeness.probability(second, first))
            }
        }
    }

    @Test func `what is learnt from the same questions is the same, and tells them from neighbours`() {
        let groups = [
            QuestionGroup(topic: "a", wordings: ["回国要隔离几天", "回去关多少天", "回家隔离多久", "how long is quarantine"]),
            QuestionGroup(topic: "a", wordings: ["口罩怎么领", "哪里领口罩", "口罩去哪拿", "where do I get masks"]),
            QuestionGroup(topic: "a", wordings: ["机票能退吗", "退票怎么退", "票能不能退", "can I get a refund"]),
        ]
        let vector: @Sendable (String) -> [Float] = { text in
            let place = groups.firstIndex { $0.wordings.contains(text) } ?? 3
            return (0..<512).map { $0 == place ? 1 : 0 }
        }

        let learnt = SameQuestionTraining.model(from: groups, vector: vector)
        let told = SameQuestion(learnt, vector: vector)

        #expect(learnt == SameQuestionTraining.model(from: groups, vector: vector))
        #expect(told.probability("回国要隔离几天", "how long is quarantine") > 0.5)
        #expect(told.probability("回国要隔离几天", "where do I get masks") < 0.5)
    }

    @Test func `a damaged model is refused, and so is one of another version`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).model")
        defer { try? FileManager.default.removeItem(at: file) }

        for text in ["", "huzhu-same-question 1 0\n{}\n", "huzhu-ranker 1 0\n{}\n"] {
            try Data(text.utf8).write(to: file)
            #expect(throws: (any Error).self) { try SameQuestionFile.read(file) }
        }
    }
}
