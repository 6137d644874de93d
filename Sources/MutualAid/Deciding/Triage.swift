package import Comprehension

/// Where a message goes if a person has to take it: how urgent, and to which desk.
///
/// The table of criterion E3's neighbourhood ("which label leads where"); a burst takes the highest of its labels.
package struct Triage: Sendable, Hashable, Codable {
    package let severity: Severity
    package let desk: Desk

    package init(severity: Severity, desk: Desk) {
        self.severity = severity
        self.desk = desk
    }

    /// The most urgent place any danger sign or decided label asks for; `nil` when nobody is needed.
    package static func of(_ understanding: Understanding) -> Triage? {
        let signs = understanding.dangerSigns.map { of($0.sign) }
        let labels = understanding.decided.compactMap { of($0, in: understanding) }
        return (signs + labels).min { $0.severity < $1.severity }
    }

    package static func of(_ sign: DangerSign) -> Triage {
        switch sign {
        case .acuteIllness, .overdose: Triage(severity: .s0, desk: .generalPractitioners)
        case .selfHarm: Triage(severity: .s0, desk: .psychologists)
        case .violence, .strandedMinor: Triage(severity: .s0, desk: .counselors)
        }
    }

    /// Where a label goes that is only suspected: distress as urgently as if it were sure, for nobody complains twice of
    /// having no hope; an illness that endangers now has a danger sign of its own.
    package static func ofSuspected(_ label: Label) -> Triage {
        label == .distress
            ? Triage(severity: .s1, desk: .psychologists) : Triage(severity: .s2, desk: .generalPractitioners)
    }

    private static func of(_ label: Label, in understanding: Understanding) -> Triage? {
        switch label {
        case .medicalQuestion: Triage(severity: .s1, desk: .generalPractitioners)
        case .distress: Triage(severity: .s1, desk: .psychologists)
        case .policyQuestion: Triage(severity: .s2, desk: .counselors)
        case .supplyRequest: Triage(severity: .s2, desk: .distribution)
        case .humanWanted:
            Triage(severity: understanding.decided.contains { $0 != .humanWanted } ? .s2 : .s3, desk: .counselors)
        case .returnDeclaration: understanding.isQuestion ? Triage(severity: .s2, desk: .counselors) : nil
        case .rumourOrScam: Triage(severity: .s3, desk: .information)
        case .thankYou, .chatter: nil
        }
    }
}
