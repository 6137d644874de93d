import Comprehension
package import MutualAid

/// Who reads: a role of the staff, or the member the case is about.
package enum DisclosureReader: String, Sendable, CaseIterable {
    case administrator, coordinator, counselor, disseminator, volunteer, psychologist
    case generalPractitioner = "general_practitioner"
    case member

    package init(_ role: StaffMember.Role) {
        self =
            switch role {
            case .administrator: .administrator
            case .disseminator: .disseminator
            case .counselor: .counselor
            case .volunteer: .volunteer
            case .psychologist: .psychologist
            case .generalPractitioner: .generalPractitioner
            case .coordinator: .coordinator
            }
    }
}

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

/// How a reader stands to a case.
package enum CaseRelation: String, Sendable, CaseIterable {
    /// They work on it; for a member: it is their own.
    case owner
    case sameDesk = "same_desk"
    case other

    package init(of staff: StaffMember, to escalation: Escalation) {
        self =
            if escalation.owner?.login == staff.login {
                .owner
            } else if staff.seats.contains(escalation.desk) {
                .sameDesk
            } else {
                .other
            }
    }
}
