import Comprehension

/// What a case is about, as far as it matters to who may read it.
package enum CaseClass: String, Sendable, CaseIterable {
    case ordinary, medical, psychological
    /// Danger that is neither an illness nor despair: violence, a stranded child.
    case crisis
    /// A journey home: itinerary and address are personal.
    case declaration

    /// A professional desk makes a case its own; elsewhere danger comes before labels.
    package init(of escalation: Escalation) {
        self =
            switch escalation.desk {
            case .psychologists: .psychological
            case .generalPractitioners: .medical
            case .counselors, .distribution, .procurement, .information, .services:
                if !escalation.dangerSigns.isEmpty || escalation.severity == .s0 {
                    .crisis
                } else if escalation.labels.contains(.medicalQuestion) {
                    .medical
                } else if escalation.labels.contains(.distress) {
                    .psychological
                } else if escalation.labels.contains(.returnDeclaration) {
                    .declaration
                } else {
                    .ordinary
                }
            }
    }
}
