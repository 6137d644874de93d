package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// An answer that a person has sent and can still take back.
package struct HeldAnswer: Sendable, Equatable {
    package let escalation: ID<Escalation>
    package let leavesAt: Date

    /// How long an answer from the console waits for its author's second thought, in seconds (criterion C6).
    package static let hold: TimeInterval = 10

    package init(escalation: ID<Escalation>, leavesAt: Date) {
        self.escalation = escalation
        self.leavesAt = leavesAt
    }
}

/// Answers that wait a moment before they leave.
package protocol HeldAnswerStore: Sendable {
    /// The answers of a person that have not left yet, the next to leave first.
    func heldAnswers(of login: String, now: Date) async throws -> [HeldAnswer]
    /// Takes back the newest answer of a case: nothing leaves, the case is its owner's again, and the words are a draft.
    ///
    /// - Throws: `EscalationConflict.replySent` once it has left, `.stale` for anybody but the owner, `.notFound`.
    func takeBackAnswer(
        of id: ID<Escalation>,
        by staff: Escalation.Owner,
        scope: Scope,
        now: Date
    ) async throws -> Escalation
}
