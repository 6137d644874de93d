package import Foundation

/// Who is awake and on shift, by `Config/roster.yaml`: pure, at any instant.
package struct Roster: Sendable, Equatable {
    package let people: [RosterPerson]
    /// The desks that somebody should be at around the clock, in every group; a gap is warned of a day ahead.
    package let covered: [Desk]

    /// How far ahead the next shift is looked for, in seconds.
    package static let horizon: TimeInterval = 14 * 86400

    package init(people: [RosterPerson], covered: [Desk] = []) {
        self.people = people
        self.covered = covered
    }

    package static let empty = Roster(people: [])

    package func person(_ login: String) -> RosterPerson? { people.first { $0.login == login } }

    /// Everyone listed for a desk in a group, awake or not: the rota.
    package func rota(_ desk: Desk, for group: String) -> [RosterPerson] {
        people.filter { $0.sits(at: desk, for: group) }
    }

    /// The end of the shift a person is in; `nil` while they are in none.
    ///
    /// Shifts that touch count as one.
    package func shiftEnd(of person: RosterPerson, at now: Date) -> Date? {
        var end: Date?
        for span in person.spans(from: now, to: now.addingTimeInterval(Self.day * 2)) {
            if span.contains(end ?? now) { end = span.end }
        }
        return end
    }

    /// When somebody of these is on shift next, counting overrides; now where somebody is.
    package func next(of people: [RosterPerson], _ overrides: [String: DutyOverride], at now: Date) -> Date? {
        people.compactMap { person -> Date? in
            let override = overrides[person.login].flatMap { $0.holds(at: now) ? $0 : nil }
            if let override, override.isOnDuty { return now }
            let from = override?.until ?? now
            let spans = person.spans(from: from, to: now.addingTimeInterval(Self.horizon))
            return spans.first.map { max($0.start, from) }
        }.min()
    }

    /// When nobody sits at a desk of a group, in order.
    package func gaps(at desk: Desk, for group: String, from start: Date, to end: Date) -> [DutySpan] {
        let spans = rota(desk, for: group).flatMap { $0.spans(from: start, to: end) }.sorted { $0.start < $1.start }
        var gaps: [DutySpan] = []
        var reached = start
        for span in spans {
            if span.start > reached { gaps.append(DutySpan(start: reached, end: min(span.start, end))) }
            reached = max(reached, span.end)
        }
        if reached < end { gaps.append(DutySpan(start: reached, end: end)) }
        return gaps
    }

    /// Until when a person's own word about their duty counts.
    ///
    /// To the end of the shift they are in, else of the next one, and never longer than twelve hours without a shift.
    package func overrideEnd(for login: String, at now: Date) -> Date {
        let longest = now.addingTimeInterval(Self.day / 2)
        guard let person = person(login) else { return longest }
        if let end = shiftEnd(of: person, at: now) { return end }
        let next = person.spans(from: now, to: longest).first
        return next.map { min($0.end, longest) } ?? longest
    }

    private static let day: TimeInterval = 86400
}

/// What a person said about their duty, which the roster gives way to for a while.
package struct DutyOverride: Sendable, Equatable {
    package let login: String
    package let isOnDuty: Bool
    package let until: Date

    package init(login: String, isOnDuty: Bool, until: Date) {
        self.login = login
        self.isOnDuty = isOnDuty
        self.until = until
    }

    package func holds(at now: Date) -> Bool { now < until }
}
