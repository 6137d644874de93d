package import Foundation

/// One person of the roster: where they sit, when they are awake, and how they are reached.
package struct RosterPerson: Sendable, Equatable {
    package let login: String
    package let timeZone: TimeZone
    package let languages: [String]
    package let desks: Set<Desk>
    /// The groups they work for; empty: all.
    package let groups: Set<String>
    /// 1: takes cases first; 2: is asked when nobody of the first line came.
    package let line: Int
    package let shifts: [Shift]
    /// First and last day of each absence; no shift begins in between.
    package let absences: [ClosedRange<CalendarDay>]
    /// The ids platforms know them by, by connection.
    package let chat: [String: [String]]
    package let email: String?

    package init(
        login: String,
        timeZone: TimeZone,
        languages: [String],
        desks: Set<Desk>,
        groups: Set<String>,
        line: Int,
        shifts: [Shift],
        absences: [ClosedRange<CalendarDay>],
        chat: [String: [String]],
        email: String?
    ) {
        self.login = login
        self.timeZone = timeZone
        self.languages = languages
        self.desks = desks
        self.groups = groups
        self.line = line
        self.shifts = shifts
        self.absences = absences
        self.chat = chat
        self.email = email
    }

    package func sits(at desk: Desk, for group: String, language: String? = nil) -> Bool {
        desks.contains(desk) && works(for: group) && speaks(language)
    }

    package func works(for group: String) -> Bool { groups.isEmpty || groups.contains(group) }

    /// Whether they speak a language; with none listed they are taken to speak all.
    package func speaks(_ language: String?) -> Bool {
        guard let language, !languages.isEmpty else { return true }
        return languages.contains(language)
    }

    /// Their shifts that touch a span of time, in order.
    package func spans(from start: Date, to end: Date) -> [DutySpan] {
        let first = CalendarDay(at: start, in: timeZone).number - 1
        let last = CalendarDay(at: end, in: timeZone).number
        let spans = (first...max(first, last)).flatMap { number -> [DutySpan] in
            let day = CalendarDay(number: number)
            guard !absences.contains(where: { $0.contains(day) }) else { return [] }
            return shifts.filter { $0.begins(on: day) }.compactMap { $0.span(on: day, in: timeZone) }
        }
        return spans.filter { $0.end > start && $0.start < end }.sorted { $0.start < $1.start }
    }
}
