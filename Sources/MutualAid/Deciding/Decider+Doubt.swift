import Comprehension

extension Decider {
    /// A person looks, unseen by the group, where the line may be about a body or a mind though nothing was decided.
    ///
    /// Nobody is told of it but who spoke to the bot itself: whoever only joked must not be startled, and the
    /// professional who reads it knows better than the bot what to say.
    mutating func letPersonLook() {
        guard decision.escalation == nil, let label = understanding.suspected else { return }
        // An entry that answers vouches for the question, as it does for where it is said.
        guard decision.answered == nil || understanding.chanceOfSensitive >= Self.leastBesideAnswer else { return }
        let triage = Triage.ofSuspected(label)
        decision.reasons.append(.mayBeSensitive)
        escalate(triage, because: .mayBeSensitive, labels: [label])
        guard burst.isAddressed, decision.replies.isEmpty, !isBeingHandled(at: triage.desk) else { return }
        sayPrivately(.holding, .holdingQuestion, desk: triage.desk)
    }

    private static let leastBesideAnswer = 0.5
}
