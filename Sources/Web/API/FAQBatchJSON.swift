import Comprehension
import MutualAid

/// Many questions tried at once, each beside the entry that somebody expects.
struct FAQBatchJSON: Encodable {
    struct Question: Decodable {
        let text: String
        /// The entry that should answer; left out: a person should get it.
        let expected: String?
    }

    struct Item: Encodable {
        let text: String
        let expected: String?
        /// What would answer; `nil`: a title would be asked for, or a person would get it.
        let entry: String?
        let score: Double?
        let zone: String
        let isExpected: Bool

        enum CodingKeys: String, CodingKey {
            case text, expected, entry, score, zone
            case isExpected = "as_expected"
        }
    }

    let items: [Item]
    let asExpected: Int
    let knowledge: String

    enum CodingKeys: String, CodingKey {
        case items, knowledge
        case asExpected = "as_expected"
    }

    /// So many at once, so that no request lasts long.
    static let most = 200

    init(_ questions: [Question], _ knowledge: Knowledge) {
        items = questions.map { question in
            let understanding = knowledge.interpreter.understand(question.text)
            let best = understanding.candidates.first
            let entry = understanding.zone == .answer ? best?.entry : nil
            return Item(
                text: question.text,
                expected: question.expected,
                entry: entry,
                score: best?.probability,
                zone: understanding.zone.rawValue,
                isExpected: entry == question.expected
            )
        }
        asExpected = items.count(where: \.isExpected)
        self.knowledge = knowledge.fingerprint
    }
}
