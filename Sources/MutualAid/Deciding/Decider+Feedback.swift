import Comprehension

extension Decider {
    /// A word on an answer that was given (criterion F9): whom it did not help gets a person, and is told so.
    mutating func follow(_ feedback: Feedback) {
        switch feedback.verdict {
        case .helpful:
            decision.reasons.append(.foundHelpful)
            if understanding.decided.contains(.thankYou) { acknowledgeThanks() }
        case .unhelpful: callPerson(after: feedback.answer)
        }
    }

    /// The case has the entry and the version that did not help; what is said of it is said to the member alone.
    private mutating func callPerson(after answer: GivenAnswer) {
        decision.reasons.append(.notSolved)
        let triage = Triage(severity: .s2, desk: .counselors)
        decision.escalation = EscalationRequest(
            severity: triage.severity,
            desk: triage.desk,
            labels: labels(after: answer),
            dangerSigns: [],
            reason: .notSolved,
            draftEntry: answer.entry,
            draftVersion: answer.version
        )
        guard !isBeingHandled(at: triage.desk) else { return }
        let isWaiting = hasOpenCase(at: triage.desk)
        if isWaiting { decision.reasons.append(.caseAlreadyOpen) }
        sayPrivately(.holding, isWaiting ? .alreadyWaiting : .notSolved, desk: triage.desk)
    }

    /// The line itself says little: what was answered in the group was a policy question, and may be again.
    private func labels(after answer: GivenAnswer) -> [Label] {
        let wasOpen =
            answer.visibility == .group && situation.knowledge.entries[answer.entry].map(mayAnswerInGroup) ?? false
        return Label.allCases.filter {
            $0 == .policyQuestion && wasOpen || $0 != .chatter && understanding.decided.contains($0)
        }
    }
}
