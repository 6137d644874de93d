package import MutualAid

extension StaffMember {
    /// Whether they may read what the member wrote in a case, and the member's name.
    ///
    /// The words of a medical or psychological case are for the professionals and for coordinators, who stand in for
    /// them; everybody else whose scope includes the case sees its class.
    package func mayRead(_ escalation: Escalation) -> Bool {
        switch escalation.desk {
        case .psychologists: roles.contains { $0 == .psychologist || $0 == .coordinator }
        case .generalPractitioners: roles.contains { $0 == .generalPractitioner || $0 == .coordinator }
        case .counselors, .distribution, .procurement, .information, .services: true
        }
    }
}
