package import Comprehension

/// What the bot says: the templates of `Templates/replies/`, with their slots filled.
///
/// Rendering is pure.
package protocol Phrasebook: Sendable {
    /// The text of a phrase. The files are checked at start, so every phrase there is can be said.
    func say(_ phrase: Phrase, in language: ReplyLanguage, _ slots: [String: PhraseSlot]) -> PrivateText
    /// An entry's answer with its slots filled; `nil` where a slot has no value (criterion F2).
    func fill(_ answer: String, _ slots: [String: String]) -> String?
}

/// A value put into a phrase.
package enum PhraseSlot: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    case text(String)
    case flag(Bool)
    case rows([[String: String]])

    package init(stringLiteral value: String) {
        self = .text(value)
    }

    package init(booleanLiteral value: Bool) {
        self = .flag(value)
    }
}

/// The phrases the bot has; the raw value is the template's file name.
package enum Phrase: String, Sendable, CaseIterable {
    case answer
    case sourceLine = "source_line"
    case answerMore = "answer_more"
    case answerDetails = "answer_details"
    case answerPointer = "answer_pointer"
    case answerPrivateOverBudget = "answer_private_over_budget"
    case choice
    case holdingQuestion = "holding_question"
    case holdingHuman = "holding_human"
    case holdingSupply = "holding_supply"
    case holdingPrivateMedical = "holding_private_medical"
    case holdingPrivateDistress = "holding_private_distress"
    case holdingPrivateMixed = "holding_private_mixed"
    case alreadyWaiting = "already_waiting"
    case humanLimit = "human_limit"
    case notSolved = "not_solved"
    case correction
    case thanks
    case declarationNoted = "declaration_noted"
    case emergencySelfHarm = "emergency_self_harm"
    case emergencySelfHarmOther = "emergency_self_harm_other"
    case emergencyAcuteIllness = "emergency_acute_illness"
    case emergencyAcuteIllnessOther = "emergency_acute_illness_other"
    case emergencyViolence = "emergency_violence"
    case emergencyViolenceOther = "emergency_violence_other"
    case emergencyOverdose = "emergency_overdose"
    case emergencyOverdoseOther = "emergency_overdose_other"
    case emergencyStrandedMinor = "emergency_stranded_minor"
    case emergencyStrandedMinorOther = "emergency_stranded_minor_other"
    case textOnly = "text_only"
    case introduction
    case welcome
    case eraseRequested = "erase_requested"
    case noPrivateChannel = "no_private_channel"
    case dutyAlert = "duty_alert"
    case coverageGap = "coverage_gap"
    case counselorPrefix = "counselor_prefix"
    case staffNotice = "staff_notice"
    case checkIn = "check_in"

    /// The emergency text for a danger sign.
    package static func emergency(_ finding: DangerFinding) -> Phrase {
        switch (finding.sign, finding.isAboutSomeoneElse) {
        case (.selfHarm, false): .emergencySelfHarm
        case (.selfHarm, true): .emergencySelfHarmOther
        case (.acuteIllness, false): .emergencyAcuteIllness
        case (.acuteIllness, true): .emergencyAcuteIllnessOther
        case (.violence, false): .emergencyViolence
        case (.violence, true): .emergencyViolenceOther
        case (.overdose, false): .emergencyOverdose
        case (.overdose, true): .emergencyOverdoseOther
        case (.strandedMinor, false): .emergencyStrandedMinor
        case (.strandedMinor, true): .emergencyStrandedMinorOther
        }
    }
}
