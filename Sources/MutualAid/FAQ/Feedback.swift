package import Comprehension
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// A member's word on an answer: what they say, and of which text.
package struct Feedback: Sendable, Equatable, Codable {
    package let verdict: Verdict
    package let answer: GivenAnswer

    /// How long after an answer a word counts as being about it, in seconds (criterion F9).
    package static let lifetime: TimeInterval = 24 * 3600

    package init(verdict: Verdict, answer: GivenAnswer) {
        self.verdict = verdict
        self.answer = answer
    }
}

extension Feedback {
    /// What a burst says of the answer it quotes or follows; `nil` where it says nothing of one.
    ///
    /// - Parameters:
    ///   - burst: the lines.
    ///   - answer: finds the answer they may speak of; asked only where a line reads like a word on one.
    /// - Returns: their word, and which answer it is about.
    /// - Throws: what `answer` throws.
    static func read(_ burst: Burst, answer: () async throws -> GivenAnswer?) async rethrows -> Feedback? {
        let lines = burst.messages.filter { $0.origin == .written }.map(\.text.exposed)
        guard lines.contains(where: { Verdict(line: $0, isQuoting: true) != nil }), let answer = try await answer()
        else { return nil }
        let verdicts = lines.compactMap { Verdict(line: $0, isQuoting: answer.isQuoted) }
        // Whoever says both needs somebody.
        guard let verdict = verdicts.contains(.unhelpful) ? .unhelpful : verdicts.first else { return nil }
        return Feedback(verdict: verdict, answer: answer)
    }
}

/// An answer that was sent, as far as somebody's word on it needs it.
package struct GivenAnswer: Sendable, Equatable, Codable {
    package let delivery: ID<Delivery>
    package let entry: String
    /// The fingerprint of the text that was sent (criterion F12).
    package let version: String
    package let language: ReplyLanguage
    package let visibility: Visibility
    /// Whether the line quotes it; else it is the next line of whom it was given to.
    package let isQuoted: Bool

    package init(
        delivery: ID<Delivery>,
        entry: String,
        version: String,
        language: ReplyLanguage,
        visibility: Visibility,
        isQuoted: Bool
    ) {
        self.delivery = delivery
        self.entry = entry
        self.version = version
        self.language = language
        self.visibility = visibility
        self.isQuoted = isQuoted
    }
}

/// What was said of the answers of one version of an entry, each member counted once a verdict.
package struct FAQRating: Sendable, Equatable {
    /// The fingerprint of the version.
    package let version: String
    package let helpful: Int
    package let unhelpful: Int
    /// When something was said of it last.
    package let lastAt: Date

    package init(version: String, helpful: Int, unhelpful: Int, lastAt: Date) {
        self.version = version
        self.helpful = helpful
        self.unhelpful = unhelpful
        self.lastAt = lastAt
    }
}

/// What is known of answers once they were sent.
package protocol AnswerRecords: Sendable {
    /// The answer since then that a burst quotes, or else the one its member was given by their line before.
    func answer(spokenOfBy burst: Burst, since: Date) async throws -> GivenAnswer?
    /// What was said of each version of an entry, newest word first.
    func ratings(of entry: String) async throws -> [FAQRating]
}
