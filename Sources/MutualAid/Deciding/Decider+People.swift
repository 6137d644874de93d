import Comprehension
import struct Foundation.Date

extension Decider {
    /// Goods or a person were asked for.
    mutating func callPerson() {
        if understanding.decided.contains(.policyQuestion), case .success(let answer) = certainAnswer(),
            mayAnswer(answer.entry)
        {
            say(answer, visibility: nil)
        }
        if understanding.decided.contains(.supplyRequest) {
            decision.reasons.append(.supplyRequested)
            escalate(Triage(severity: .s2, desk: .distribution), because: .supplyRequested)
            hold(.holdingSupply, desk: .distribution)
        } else {
            callHuman()
        }
    }

    /// A person was asked for in plain words: at most three times a day each (criterion E21).
    private mutating func callHuman() {
        guard let triage = Triage.of(understanding) else { return }
        if burst.conversation.humanRequests >= 3, triage.severity > .s1,
            !understanding.decided.contains(.policyQuestion)
        {
            decision.reasons.append(.humanAskedTooOften)
            guard hasOpenCase(at: triage.desk) else {
                return sayPrivately(.acknowledgement, .humanLimit, desk: triage.desk)
            }
            escalate(triage, because: .humanAskedTooOften)
            return sayPrivately(.acknowledgement, .alreadyWaiting, desk: triage.desk)
        }
        decision.reasons.append(.humanWanted)
        escalate(triage, because: .humanWanted)
        hold(.holdingHuman, desk: triage.desk)
    }

    /// A question nothing may answer by itself: a person, and an honest holding line.
    mutating func escalateQuestion(draft: String?) {
        let triage = Triage.of(understanding) ?? Triage(severity: .s3, desk: .counselors)
        escalate(triage, because: decision.reasons.last ?? .nothingClearedTheBar, draft: draft)
        hold(.holdingQuestion, desk: triage.desk)
    }

    /// A person who answers for the desks wrote in the group: the bot keeps out of it, and settling looks whom it answers.
    mutating func leaveToListedRole() {
        decision.reasons.append(.byListedRole)
    }

    /// Whether somebody answered the member in the group lately: for half an hour the bot keeps quiet on the topic unless
    /// it is asked itself (criterion E11).
    func isLeftToGroup(at desk: Desk) -> Bool {
        !burst.isAddressed
            && burst.conversation.openEscalations.contains { known in
                known.desk == desk && known.state == .answeredInGroup
                    && known.changedAt.map { situation.now.timeIntervalSince($0) < 1800 } ?? false
            }
    }

    /// Further lines to a case somebody already has: the bot keeps quiet (criterion E12).
    mutating func joinCase() {
        decision.reasons.append(.caseAlreadyOpen)
        guard let triage = Triage.of(understanding) else { return }
        escalate(triage, because: .caseAlreadyOpen)
    }

    mutating func noteErasure() {
        decision.reasons.append(.erasureAsked)
        escalate(Triage(severity: .s3, desk: .services), because: .erasureAsked)
        sayPrivately(.acknowledgement, .eraseRequested, desk: .services)
    }

    mutating func noteDeclaration() {
        decision.reasons.append(.returnDeclared)
        sayPrivately(.acknowledgement, .declarationNoted, desk: .counselors)
    }

    /// A rumour goes to the information desk; the group hears nothing of who brought it.
    mutating func reportRumour() {
        decision.reasons.append(.rumourReported)
        escalate(Triage(severity: .s3, desk: .information), because: .rumourReported)
        if burst.isAddressed {
            sayPrivately(.holding, .holdingQuestion, desk: .information)
        }
    }

    /// One thanks for a burst of thanks, and never a case (criterion F19).
    mutating func acknowledgeThanks() {
        decision.reasons.append(.thanked)
        guard !isOverQuietBudget else {
            decision.reasons.append(.overQuietBudget)
            return
        }
        guard maySpeak else { return }
        say(.acknowledgement, .thanks, visibility: whereAsked, slots: [:])
    }

    /// Nothing to do; who spoke to the bot is told what it is for.
    mutating func leaveRemark() {
        decision.reasons.append(.onlyRemark)
        let isWordless = burst.messages.allSatisfy(\.text.isEmpty)
        if burst.isAddressed, !isWordless, !hasMedia, understanding.suspected == nil {
            sayPrivately(.acknowledgement, .welcome, desk: .counselors)
        }
    }

    /// Media without text, put to the bot or beside a question or a sensitive line: it can only read text.
    mutating func sayOnlyTextIsRead() {
        guard hasMedia, burst.isAddressed || isAsking || understanding.isSensitive else { return }
        decision.reasons.append(.onlyMedia)
        sayPrivately(.acknowledgement, .textOnly, desk: .counselors)
    }

    /// On first use in a room: that a bot reads along.
    ///
    /// Never beside a sensitive burst, so that its time tells nothing.
    mutating func introduce() {
        guard !burst.conversation.isIntroduced, !burst.isPrivate, !understanding.isSensitive, !isDoubtful else {
            return
        }
        decision.reasons.append(.introduced)
        say(.introduction, .introduction, visibility: .group, slots: [:])
    }

    /// To who joins: that a bot reads along, who sees what is written, how to reach a person.
    mutating func welcome() {
        decision.reasons.append(.joined)
        sayPrivately(.introduction, .welcome, desk: .counselors)
    }

    private var hasMedia: Bool {
        burst.messages.contains { $0.hasMedia && $0.text.isEmpty }
    }
}
