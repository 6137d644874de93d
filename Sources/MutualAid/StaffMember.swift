package import struct Foundation.Date

/// A volunteer or professional who works for the groups.
package struct StaffMember: Sendable, Codable, Equatable {
    package let login: String
    package let name: String
    package let roles: [Role]
    /// The groups they work for; empty: all.
    package let groups: [String]
    /// The desks they sit at; empty: those of their roles.
    package let desks: [Desk]
    package let languages: [String]
    /// An IANA zone.
    package let timeZone: String
    package let isEnabled: Bool
    /// What they last said of their duty: it counts for whoever is not in the roster (`Duty.isOnDuty`).
    package let isOnDuty: Bool

    /// What a staff member is trusted with.
    package enum Role: String, Sendable, Codable, CaseIterable {
        case administrator, disseminator, counselor, volunteer, psychologist
        case generalPractitioner = "general_practitioner"
        case coordinator

        /// The desks a role sits at when none are named.
        package var desks: [Desk] {
            switch self {
            case .administrator, .coordinator: Desk.allCases
            case .disseminator: [.information]
            case .counselor: [.counselors, .information, .services]
            case .volunteer: [.distribution, .procurement, .services]
            case .psychologist: [.psychologists]
            case .generalPractitioner: [.generalPractitioners]
            }
        }
    }

    package init(
        login: String,
        name: String,
        roles: [Role],
        groups: [String],
        desks: [Desk],
        languages: [String],
        timeZone: String,
        isEnabled: Bool,
        isOnDuty: Bool
    ) {
        self.login = login
        self.name = name
        self.roles = roles
        self.groups = groups
        self.desks = desks
        self.languages = languages
        self.timeZone = timeZone
        self.isEnabled = isEnabled
        self.isOnDuty = isOnDuty
    }

    /// The desks they sit at: the named ones, else those of their roles.
    package var seats: Set<Desk> {
        desks.isEmpty ? Set(roles.flatMap(\.desks)) : Set(desks)
    }

    package var scope: Scope { Scope(groups: Set(groups), desks: seats) }

    /// The same, and beyond the desks what is theirs or offered to them by name.
    package var ownScope: Scope { Scope(groups: Set(groups), desks: seats, login: login) }

    package var asOwner: Escalation.Owner { Escalation.Owner(login: login, name: name) }
}

/// Who there is.
package protocol StaffStore: Sendable {
    /// Adds a person; `actor` is who adds: a login, or `operator` for whoever runs the daemon.
    ///
    /// - Throws: `StaffConflict.loginTaken`.
    func add(_ staff: StaffMember, by actor: String, now: Date) async throws
    func staff() async throws -> [StaffMember]
    /// Puts what a person is trusted with, where they sit, and their name, languages and zone as given; it counts at once.
    ///
    /// Their login, and whether they are enabled or on duty, stay. What changed in their roles stands in the event.
    /// - Throws: `StaffConflict.notFound`.
    func change(_ staff: StaffMember, by actor: String, now: Date) async throws
    /// Disables a person; their tokens are gone at once.
    func disable(_ login: String, by actor: String, now: Date) async throws
}

/// Why a change of staff was refused.
package enum StaffConflict: Error, Sendable, Equatable {
    case loginTaken
    case notFound
}
