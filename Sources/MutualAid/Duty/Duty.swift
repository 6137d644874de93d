package import Foundation

/// Who is on duty at one instant: the roster, what people said themselves, and who is enabled.
package struct Duty: Sendable {
    package let roster: Roster
    private let overrides: [String: DutyOverride]
    /// Everybody who is enabled.
    package let staff: [StaffMember]

    package init(roster: Roster, overrides: [DutyOverride], staff: [StaffMember]) {
        self.roster = roster
        self.overrides = Dictionary(overrides.map { ($0.login, $0) }, uniquingKeysWith: { _, last in last })
        self.staff = staff.filter(\.isEnabled)
    }

    /// Whether a person may be offered work (criterion E16).
    ///
    /// Who is not in the roster is on duty when they said so.
    package func isOnDuty(_ person: StaffMember, at now: Date) -> Bool {
        guard person.isEnabled else { return false }
        guard let listed = roster.person(person.login) else { return person.isOnDuty }
        if let override = overrides[person.login], override.holds(at: now) { return override.isOnDuty }
        return roster.shiftEnd(of: listed, at: now) != nil
    }

    /// What may honestly be told to a member who waits for a desk (criterion E14).
    package func outlook(at desk: Desk, for group: String, now: Date) -> Outlook {
        let able = staff.filter { !$0.scope.desks.isEmpty && $0.scope.includes(group: group, desk: desk) }
        guard !able.isEmpty else { return .nobody }
        let listed = roster.rota(desk, for: group).filter { person in able.contains { $0.login == person.login } }
        guard !listed.isEmpty else { return .somebody }
        if able.contains(where: { isOnDuty($0, at: now) }) { return .onDuty }
        return roster.next(of: listed, overrides, at: now).map(Outlook.from) ?? .nobody
    }

    /// Whom an alarm reaches for: people of a desk by the audience of its rung, or of the next wider one; nobody only while no coordinator is enabled either.
    package func people(_ audience: Audience, desk: Desk, group: String, now: Date) -> [StaffMember] {
        let reached = staff.filter { person in
            switch audience {
            case .desk: sits(person, desk, group, line: 1) && isOnDuty(person, at: now)
            case .secondLine: sits(person, desk, group, line: 2)
            case .coordinators: person.roles.contains(.coordinator) && person.scope.includesGroup(group)
            case .everybodyOnDuty: isOnDuty(person, at: now)
            case .rota: sits(person, desk, group, line: nil)
            }
        }
        guard reached.isEmpty, let wider = audience.wider else { return reached }
        return people(wider, desk: desk, group: group, now: now)
    }

    private func sits(_ person: StaffMember, _ desk: Desk, _ group: String, line: Int?) -> Bool {
        guard person.isEnabled else { return false }
        if let listed = roster.person(person.login) {
            return listed.sits(at: desk, for: group) && (line == nil || listed.line == line)
        }
        return line != 2 && !person.roles.contains(.coordinator) && person.scope.includes(group: group, desk: desk)
    }
}

/// When somebody will be there.
package enum Outlook: Sendable, Equatable {
    /// The roster says somebody is on shift.
    case onDuty
    /// Somebody is able, and the roster says nothing about the desk.
    case somebody
    /// Nobody is on shift; the next one begins then.
    case from(Date)
    /// Nobody is able, or no shift is planned.
    case nobody
}

/// Whom a rung of the alarm ladder calls.
package enum Audience: String, Sendable, CaseIterable {
    case desk, secondLine, coordinators, everybodyOnDuty, rota

    /// Who is called where this reaches nobody.
    var wider: Audience? {
        switch self {
        case .desk: .rota
        case .secondLine: .everybodyOnDuty
        case .everybodyOnDuty: .rota
        case .rota: .coordinators
        case .coordinators: nil
        }
    }
}

extension Scope {
    /// Whether people of a group are within it, whatever the desk.
    package func includesGroup(_ group: String) -> Bool { groups.isEmpty || groups.contains(group) }
}
