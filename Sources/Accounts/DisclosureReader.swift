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
