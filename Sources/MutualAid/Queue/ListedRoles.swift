/// Who may answer for the desks in a group's own chat, by the ids platforms know them by.
package protocol ListedRoles: Sendable {
    func isListed(_ person: PrivateText, on connection: String, in group: String) -> Bool
}

/// Who may be offered work now.
package protocol DutyBook: Sendable {
    func isOnDuty(_ staff: StaffMember) -> Bool
}

/// On duty is who said so (`PUT /api/v1/duty`).
package struct DeclaredDuty: DutyBook {
    package init() {}

    package func isOnDuty(_ staff: StaffMember) -> Bool { staff.isOnDuty }
}
