import Comprehension

extension Decider {
    /// A danger sign: the emergency text in private at once, an S0 for people, and not a word in the group.
    mutating func warnOfDanger() {
        decision.reasons.append(.dangerSign)
        let findings = understanding.dangerSigns.sorted { urgency(of: $0.sign) < urgency(of: $1.sign) }
        guard let first = findings.first else { return }
        let triage = Triage.of(first.sign)
        sayPrivately(.emergency, .emergency(first), desk: triage.desk)
        escalate(triage, because: .dangerSign)
    }

    /// A medical question or distress: a professional in private, with an answer beside it where one is certain.
    mutating func callProfessional() {
        decision.reasons.append(.sensitive)
        guard let triage = Triage.of(understanding) else { return }
        escalate(triage, because: .sensitive)
        guard !isBeingHandled(at: triage.desk) else {
            decision.reasons.append(.caseAlreadyOpen)
            return
        }
        if understanding.decided.contains(.policyQuestion), case .success(let answer) = certainAnswer() {
            say(answer, visibility: .private)
        }
        let isMedical = understanding.decided.contains(.medicalQuestion)
        let isDistress = understanding.decided.contains(.distress)
        let phrase: Phrase =
            isMedical && isDistress
            ? .holdingPrivateMixed : isMedical ? .holdingPrivateMedical : .holdingPrivateDistress
        sayPrivately(.holding, phrase, desk: triage.desk)
    }

    /// Which of several signs is spoken to: what kills soonest first.
    private func urgency(of sign: DangerSign) -> Int {
        switch sign {
        case .overdose: 0
        case .selfHarm: 1
        case .acuteIllness: 2
        case .violence: 3
        case .strandedMinor: 4
        }
    }
}
