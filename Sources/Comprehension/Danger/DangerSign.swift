/// A sign that somebody may come to harm now; found by deterministic rules, never by a model.
package enum DangerSign: String, CaseIterable, Sendable, Codable, Hashable {
    case selfHarm = "self_harm"
    case acuteIllness = "acute_illness"
    case violence
    case overdose
    case strandedMinor = "stranded_minor"

    /// The label that such a message has by itself, if any.
    var label: Label? {
        switch self {
        case .selfHarm: .distress
        case .acuteIllness, .overdose: .medicalQuestion
        case .violence, .strandedMinor: nil
        }
    }
}

/// One danger sign found in a text, with the rule that found it.
package struct DangerFinding: Sendable, Codable, Hashable {
    package let sign: DangerSign
    /// The id of the rule in `Config/danger-signs.yaml`; never the words of the message.
    package let rule: String
    /// Whether the person in danger is someone other than the writer ("我室友说不想活了").
    package let isAboutSomeoneElse: Bool

    package init(sign: DangerSign, rule: String, isAboutSomeoneElse: Bool) {
        self.sign = sign
        self.rule = rule
        self.isAboutSomeoneElse = isAboutSomeoneElse
    }
}
