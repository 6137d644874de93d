package import Comprehension

/// Decides what is done about a burst: safety first, then people, then the FAQ; when unsure, a person.
///
/// Pure and total. The order of the rules is that of criterion F1; each rule leaves its reason.
package struct Decider: Sendable {
    let burst: Burst
    let understanding: Understanding
    let situation: Situation
    var decision = Decision()

    private init(_ burst: Burst, _ understanding: Understanding, _ situation: Situation) {
        self.burst = burst
        self.understanding = understanding
        self.situation = situation
    }

    /// What is done about a burst that was understood.
    package static func decide(_ burst: Burst, _ understanding: Understanding, in situation: Situation) -> Decision {
        var decider = Decider(burst, understanding, situation)
        decider.decide()
        return decider.decision
    }

    /// What is done about a burst that could not be worked on: a case, and a line to the member alone; an emergency
    /// where there is a danger sign.
    package static func giveToPerson(
        _ burst: Burst,
        _ understanding: Understanding,
        in situation: Situation
    ) -> Decision {
        var decider = Decider(burst, understanding, situation)
        decider.decision.reasons = [.couldNotBeRead]
        guard understanding.dangerSigns.isEmpty else {
            decider.warnOfDanger()
            return decider.decision
        }
        decider.escalate(Triage(severity: .s2, desk: .counselors), because: .couldNotBeRead)
        decider.sayPrivately(.holding, .holdingQuestion, desk: .counselors)
        return decider.decision
    }

    private mutating func decide() {
        if burst.messages.allSatisfy({ $0.origin == .joined }) {
            return welcome()
        }
        if !understanding.dangerSigns.isEmpty {
            warnOfDanger()
        } else if situation.isByListedRole, !burst.isAddressed {
            leaveToListedRole()
        } else if ErasureRequest.isMade(in: burst.text) {
            noteErasure()
        } else if let taken = ChoiceTaken(burst, at: situation.now) {
            follow(taken)
        } else if understanding.isSensitive {
            callProfessional()
        } else if burst.messages.allSatisfy({ $0.origin == .edited }) {
            decision.reasons.append(.edited)
        } else {
            decideOrdinary()
        }
        sayOnlyTextIsRead()
        introduce()
    }

    /// What neither endangers nor exposes anybody: needs first, then questions, then courtesies.
    private mutating func decideOrdinary() {
        let isClaimed =
            Triage.of(understanding).map { isBeingHandled(at: $0.desk) || isLeftToGroup(at: $0.desk) } ?? false
        if isClaimed {
            joinCase()
        } else if needsPerson {
            callPerson()
        } else if isAsking {
            answerOrEscalate()
        } else if understanding.decided.contains(.returnDeclaration) {
            noteDeclaration()
        } else if understanding.decided.contains(.rumourOrScam) {
            reportRumour()
        } else if understanding.decided.contains(.thankYou) {
            acknowledgeThanks()
        } else {
            leaveRemark()
        }
    }

    /// A person was asked for, or goods were: the FAQ may say more, but a person sees it in any case.
    private var needsPerson: Bool {
        understanding.decided.contains(.humanWanted) || understanding.decided.contains(.supplyRequest)
    }

    /// A question the FAQ may answer: labelled as one, or put to the bot itself.
    var isAsking: Bool {
        understanding.decided.contains(.policyQuestion)
            || understanding.isQuestion && (burst.isAddressed || understanding.decided.contains(.returnDeclaration))
    }

    /// The country the answer must hold for: named in the burst, chosen, or the member's own; `nil` when unknown.
    var country: String? { understanding.countries.first ?? decision.country?.code ?? burst.member.country }

    var language: ReplyLanguage { understanding.language.ofReply }
}
