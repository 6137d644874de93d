package import struct Foundation.Date

/// Who is on duty, kept in memory: the roster in force, the staff, and what they said about their duty.
///
/// It guards the last reading; one that fails leaves the last good one in use.
package final class DutyRegister: Sendable {
    private struct Known {
        var staff: [StaffMember]?
        var overrides: [DutyOverride] = []
        var readAt = Date.distantPast
    }

    private let known = Guarded(Known())
    private let staff: any StaffStore
    private let duties: any DutyStore
    private let inForce: RosterInForce
    /// How long a reading is good, in seconds.
    private static let freshness = 2.0

    package init(staff: any StaffStore, duties: any DutyStore, roster: RosterInForce) {
        self.staff = staff
        self.duties = duties
        inForce = roster
    }

    package var roster: Roster { inForce.current }

    /// Puts a roster in force.
    package func replace(with roster: Roster) {
        inForce.replace(with: roster)
    }

    /// Who is on duty as far as was read within two seconds.
    ///
    /// - Throws: the store's error where nothing was ever read.
    package func duty(at now: Date) async throws -> Duty {
        let old = known.withLock { $0 }
        if let staff = old.staff, abs(now.timeIntervalSince(old.readAt)) < Self.freshness {
            return Duty(roster: roster, overrides: old.overrides, staff: staff)
        }
        do {
            let people = try await staff.staff()
            let overrides = try await duties.dutyOverrides(now: now)
            known.withLock { known in
                known.staff = people
                known.overrides = overrides
                known.readAt = now
            }
            return Duty(roster: roster, overrides: overrides, staff: people)
        } catch {
            guard let staff = old.staff else { throw error }
            return Duty(roster: roster, overrides: old.overrides, staff: staff)
        }
    }

    /// Takes a person's word that they are on duty or off, until their roster next says something else.
    package func setDuty(_ isOnDuty: Bool, for login: String, at now: Date) async throws {
        let until = roster.overrideEnd(for: login, at: now)
        try await duties.override(DutyOverride(login: login, isOnDuty: isOnDuty, until: until), now: now)
        refresh()
    }

    /// Forgets the last reading, so that a change counts at once.
    package func refresh() {
        known.withLock { $0.readAt = .distantPast }
    }

    /// Whether a platform's id is that of a listed role in a group (criterion E11).
    package func isListed(_ person: PrivateText, on connection: String, in group: String) -> Bool {
        roster.people.contains { listed in
            listed.works(for: group) && listed.chat[connection]?.contains(person.exposed) ?? false
        }
    }
}

/// What people said about their duty, on disk.
package protocol DutyStore: Sendable {
    /// Records a person's word and until when it goes before the roster; who goes off duty gives back what they claimed.
    ///
    /// - Throws: `StaffConflict.notFound`.
    func override(_ duty: DutyOverride, now: Date) async throws
    /// Those that still hold.
    func dutyOverrides(now: Date) async throws -> [DutyOverride]
}
