/// What a message is about, one of the kinds counselors sort messages by; a message may carry several.
package enum Label: String, CaseIterable, Sendable, Codable, Hashable, CodingKeyRepresentable {
    case policyQuestion = "policy_question"
    case supplyRequest = "supply_request"
    case thankYou = "thank_you"
    case medicalQuestion = "medical_question"
    case distress
    case returnDeclaration = "return_declaration"
    case humanWanted = "human_wanted"
    case rumourOrScam = "rumour_or_scam"
    case chatter

    /// Whether one such label makes a whole burst private: nothing the group sees may name its person or topic.
    package var isSensitive: Bool {
        switch self {
        case .medicalQuestion, .distress: true
        case .policyQuestion, .supplyRequest, .thankYou, .returnDeclaration, .humanWanted, .rumourOrScam, .chatter:
            false
        }
    }
}
