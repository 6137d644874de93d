import Foundation
import Testing

@testable import Comprehension

/// Labels of any names, learnt from lines made here.
struct TextClassifierTests {
    private static let lines: [LabelledLine] = {
        let kinds: [(Set<String>, [String])] = [
            (["cat"], ["喵喵叫的小猫", "the cat purrs", "猫抓老鼠", "my cat sleeps all day", "小猫喝牛奶"]),
            (["dog"], ["汪汪叫的小狗", "the dog barks", "狗啃骨头", "my dog runs all day", "小狗摇尾巴"]),
            (["cat", "dog"], ["小猫和小狗打架", "the cat and the dog play", "猫狗都睡了"]),
            ([], ["今天下雨", "the bus is late", "晚饭吃面", "see you tomorrow", "周末去爬山"]),
        ]
        return (0..<5).flatMap { round in
            kinds.flatMap { labels, texts in
                texts.map { LabelledLine(text: "\($0) \(round)", labels: labels) }
            }
        }
    }()

    private static let classifier = TextClassifier(learningFrom: lines)

    private static func decided(_ text: String, by classifier: TextClassifier) -> Set<String> {
        Set(classifier.decided(classifier.probabilities(of: PlainText(text))))
    }

    @Test(
        arguments: [
            ("小猫在叫", ["cat"]), ("the dog is here", ["dog"]), ("小猫和小狗", ["cat", "dog"]), ("下雨了", []),
        ] as [(String, Set<String>)]
    )
    func `labels of any names are told, several at once or none`(text: String, labels: Set<String>) {
        #expect(Self.classifier.names == ["cat", "dog"])
        #expect(Self.decided(text, by: Self.classifier) == labels)
    }

    @Test func `the same lines give the same bytes, and the bytes the same classifier`() throws {
        let bytes = try Self.classifier.bytes()

        #expect(try TextClassifier(learningFrom: Self.lines).bytes() == bytes)
        #expect(TextClassifier(bytes: bytes) == Self.classifier)
    }

    @Test func `bytes that are cut, lengthened or out of order are refused`() throws {
        let bytes = try Self.classifier.bytes()
        let head = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
        var swapped = bytes
        swapped.replaceSubrange(head + 1..<head + 5, with: [255, 255, 255, 255])

        #expect(TextClassifier(bytes: bytes.dropLast(4)) == nil)
        #expect(TextClassifier(bytes: bytes + [0]) == nil)
        #expect(TextClassifier(bytes: swapped) == nil)
        #expect(TextClassifier(bytes: Data("{}\n".utf8)) == nil)
        #expect(TextClassifier(bytes: Data()) == nil)
    }

    @Test func `what only the vector tells apart is told with it`() {
        func vector(_ text: String) -> [Float] {
            var vector = [Float](repeating: 0, count: SentenceVector.size)
            vector[text.contains("warm") ? 0 : 1] = 1
            return vector
        }
        let lines = (0..<80).map {
            LabelledLine(text: $0 % 2 == 0 ? "warm" : "cold", labels: $0 % 2 == 0 ? ["yes"] : [])
        }
        let classifier = TextClassifier(learningFrom: lines, vector: vector)

        let unknownWords = PlainText("☂")

        #expect(classifier.usesVectors)
        #expect(classifier.decided(classifier.probabilities(of: unknownWords, vector: vector("warm"))) == ["yes"])
        #expect(classifier.decided(classifier.probabilities(of: unknownWords, vector: vector("cold"))) == [])
    }

    @Test func `a label no line has is never decided, and no line at all decides nothing`() {
        let classifier = TextClassifier(learningFrom: Self.lines, names: ["cat", "bird"])

        #expect(Self.decided("小猫在叫", by: classifier) == ["cat"])
        #expect(TextClassifier(learningFrom: []).probabilities(of: PlainText("x")) == [])
    }

    @Test func `a probability is near the share of lines that have the label`() {
        let outcomes = (0..<1000).map { (number: Int) -> LabelOutcome in
            let tenths = number % 10
            return LabelOutcome(margin: Float(tenths) / 5 - 1, isWanted: number / 10 % 10 < tenths)
        }

        let bar = LabelBar(fitting: outcomes, caution: 0)

        #expect(abs(bar.probability(of: 0.8) - 0.9) < 0.06)
        #expect(abs(bar.probability(of: -0.6) - 0.2) < 0.06)
    }

    @Test func `caution moves the bar from where held-out lines are told best to the border`() {
        let outcomes = (0..<100).map { LabelOutcome(margin: Float($0) / 50 - 1, isWanted: $0 >= 20) }

        let bold = LabelBar(fitting: outcomes, caution: 0)
        let careful = LabelBar(fitting: outcomes, caution: 1)

        #expect(bold.threshold < careful.threshold)
        #expect(abs(careful.threshold - careful.probability(of: 0)) < 1e-9)
    }
}
