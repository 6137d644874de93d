package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// What the same member asked last in the same room, for a line that leans on it.
package struct PreviousQuestion: Sendable, Equatable {
    package let text: PrivateText
    /// The entry that answered it, if one did.
    package let answered: String?

    /// How long a question may be leant on, in seconds.
    package static let lifetime: TimeInterval = 1_800

    package init(text: PrivateText, answered: String?) {
        self.text = text
        self.answered = answered
    }
}

/// Remembers what members asked.
package protocol QuestionHistory: Sendable {
    /// The last question of the burst's member in its room that was settled since then; `nil` where there is none.
    func lastQuestion(before burst: Burst, since: Date) async throws -> PreviousQuestion?
}
