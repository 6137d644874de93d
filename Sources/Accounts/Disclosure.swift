package import MutualAid

/// What one reader sees of one case, field by field, after the table (criterion E24).
///
/// Made for each answer; everything the API says of a case goes through it.
package struct Disclosure: Sendable {
    private let verdicts: [DisclosedField: DisclosureVerdict]
    private let isGlassBroken: Bool

    /// Looks a case up in the table; of several roles the one that sees most counts, field by field.
    ///
    /// The glass is broken where this person gave a reason for this case and their half hour still runs.
    package init(of escalation: Escalation, to staff: StaffMember, isGlassBroken: Bool = false) {
        let caseClass = CaseClass(of: escalation)
        let relation = CaseRelation(of: staff, to: escalation)
        let readers = staff.roles.map { DisclosureReader($0) }
        let pairs = DisclosedField.allCases.map { field in
            let verdicts = readers.map { DisclosureTable.verdict(field, of: caseClass, for: $0, as: relation) }
            return (field, verdicts.max() ?? .deny)
        }
        verdicts = Dictionary(uniqueKeysWithValues: pairs)
        self.isGlassBroken = isGlassBroken
    }

    /// Whether this reader sees the field now.
    package func shows(_ field: DisclosedField) -> Bool {
        switch verdicts[field] ?? .deny {
        case .allow: true
        case .afterBreakGlass: isGlassBroken
        case .deny: false
        }
    }

    /// Whether giving a reason would show more than is shown now.
    package var opensByBreakGlass: Bool {
        !isGlassBroken && verdicts.values.contains(.afterBreakGlass)
    }
}

/// What the table says of a field; later cases show more.
package enum DisclosureVerdict: Int, Sendable, CaseIterable, Comparable {
    case deny
    /// For half an hour, after a reason that the group's administrators see.
    case afterBreakGlass
    case allow

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Everything about a case that may be shown or kept back.
package enum DisclosedField: String, Sendable, CaseIterable {
    case state, group, times, severity, desk, owner, memberID, initials
    case labels, dangerSigns, reason, draftEntry, events
    case memberName, messageText, draft, notes, itinerary, address, chatID
}

extension StaffMember {
    /// Whether they may read what the member wrote in a case without giving a reason.
    package func mayRead(_ escalation: Escalation) -> Bool {
        Disclosure(of: escalation, to: self).shows(.messageText)
    }
}
