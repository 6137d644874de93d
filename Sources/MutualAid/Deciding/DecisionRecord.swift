package import Comprehension
package import struct Foundation.Date

/// What is kept of a decision: everything but the words, so that `huzhu why` can say it and replay it.
package struct DecisionRecord: Sendable, Codable, Equatable {
    package let at: Date
    package let understanding: Understanding
    package let reasons: [Reason]
    package let escalation: EscalationRequest?
    package let choice: [String]?
    package let answered: AnsweredEntry?
    package let replies: [RepliedKind]
    /// What the burst said of an earlier answer; records of old do not say.
    package let feedback: Feedback?
    /// The fingerprint of the rules, model and knowledge that decided; a replay with another one may differ.
    package let knowledge: String

    /// What a reply was, without its text.
    package struct RepliedKind: Sendable, Codable, Equatable {
        package let kind: Delivery.Kind
        package let visibility: Visibility

        package init(kind: Delivery.Kind, visibility: Visibility) {
            self.kind = kind
            self.visibility = visibility
        }
    }

    package init(_ decision: Decision, of understanding: Understanding, knowledge: String, at: Date) {
        self.at = at
        self.understanding = understanding
        reasons = decision.reasons
        escalation = decision.escalation
        choice = decision.choice
        answered = decision.answered
        replies = decision.replies.map { RepliedKind(kind: $0.kind, visibility: $0.visibility) }
        feedback = decision.feedback
        self.knowledge = knowledge
    }
}
