import Accounts
import Foundation
import Hummingbird
import MutualAid

/// Who is awake when, and where nobody is: the roster of the coming days by the reader's own clock.
extension Console {
    /// How far ahead gaps are shown, in seconds.
    private static let gapSpan: TimeInterval = 72 * 3600
    private static let days = 7

    func addSchedule(to group: Group) {
        get(group, "schedule", needsCode: false) { visit in try await schedulePage(visit) }
    }

    private func schedulePage(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let duty = try await register.duty(at: visit.now)
        let names = Dictionary(duty.staff.map { ($0.login, $0.name) }, uniquingKeysWith: { first, _ in first })
        let there = duty.staff.filter { duty.isOnDuty($0, at: visit.now) }
        let today = CalendarDay(at: visit.now, in: visit.zone)
        let gaps = gaps(visit, within: Self.gapSpan).map { gap in gapValues(gap, visit, words) }
        let values: [String: Any] = [
            "zone": visit.reader.timeZone, "there": there.map { person in here(person, duty.roster, visit, words) },
            "nobody_there": there.isEmpty, "gaps": gaps, "covers_nothing": duty.roster.covered.isEmpty,
            "has_no_gap": !duty.roster.covered.isEmpty && gaps.isEmpty, "is_unplanned": duty.roster.people.isEmpty,
            "days": (0..<Self.days).map { ahead in
                day(CalendarDay(number: today.number + ahead), isToday: ahead == 0, duty.roster, names, visit, words)
            },
        ]
        let frame = Frame(words["schedule_title"], visit.request, visit: visit, section: "schedule")
        return pages.page("schedule-page", frame, values)
    }

    /// A sentence about the next gap within a day, for those who can fill it (criterion C16).
    func gapAhead(_ visit: Visit, _ words: Words) async throws -> [String: Any]? {
        guard visit.reader.seesTheWhole else { return nil }
        return gaps(visit, within: CoverageWatch.ahead).first.map { gapValues($0, visit, words) }
    }

    /// Times in which a covered desk of the reader's groups has nobody, the next one first.
    private func gaps(_ visit: Visit, within span: TimeInterval) -> [CoverageGap] {
        let roster = register.roster
        let own = groups.all.filter { visit.reader.groups.isEmpty || visit.reader.groups.contains($0.id) }
        let end = visit.now.addingTimeInterval(span)
        return roster.covered.flatMap { desk in
            own.flatMap { group in
                roster.gaps(at: desk, for: group.id, from: visit.now, to: end).map {
                    CoverageGap(desk: desk, group: group.id, span: $0)
                }
            }
        }.sorted { $0.span.start < $1.span.start }
    }

    private func gapValues(_ gap: CoverageGap, _ visit: Visit, _ words: Words) -> [String: Any] {
        let group = groups.group(id: gap.group)?.names[visit.language.reply] ?? gap.group
        return [
            "where": words["desk_\(gap.desk.rawValue)"] + " · " + group, "from": visit.stamp(gap.span.start, words),
            "to": visit.stamp(gap.span.end, words), "is_now": gap.span.start <= visit.now,
            "span": words.span(gap.span.end.timeIntervalSince(gap.span.start)),
        ]
    }

    private func here(_ person: StaffMember, _ roster: Roster, _ visit: Visit, _ words: Words) -> [String: Any] {
        let zone = TimeZone(identifier: person.timeZone) ?? .gmt
        var values: [String: Any] = [
            "name": person.name, "seats": named(person.seats, words),
            "their_time": words.time(visit.now, in: zone, now: visit.now), "their_machine": machineTime(visit.now),
        ]
        if let listed = roster.person(person.login), let end = roster.shiftEnd(of: listed, at: visit.now) {
            values["until"] = visit.stamp(end, words)
        }
        return values
    }

    private func named(_ desks: Set<Desk>, _ words: Words) -> String {
        Desk.allCases.filter(desks.contains).map { words["desk_\($0.rawValue)"] }.joined(separator: words["comma"])
    }

    private func day(
        _ day: CalendarDay,
        isToday: Bool,
        _ roster: Roster,
        _ names: [String: String],
        _ visit: Visit,
        _ words: Words
    ) -> [String: Any] {
        let start = LocalTime.instant(day, minute: 0, in: visit.zone)
        let end = LocalTime.instant(CalendarDay(number: day.number + 1), minute: 0, in: visit.zone)
        let shifts = roster.people.flatMap { person in
            person.spans(from: start, to: end).map { (person, $0) }
        }.sorted { $0.1.start < $1.1.start }
        let midday = LocalTime.instant(day, minute: 720, in: visit.zone)
        return [
            "title": words.say(
                "day_title",
                ["day": words["day_\(day.weekday.rawValue)"], "date": words.day(midday, in: visit.zone)]
            ),
            "is_today": isToday, "is_free": shifts.isEmpty,
            "shifts": shifts.map { person, span -> [String: Any] in
                let from = max(span.start, start).timeIntervalSince(start) / 900
                let length = min(span.end, end).timeIntervalSince(start) / 900 - from
                return [
                    "name": names[person.login] ?? person.login,
                    "seats": named(person.desks, words), "from": visit.stamp(span.start, words, beside: midday),
                    "to": visit.stamp(span.end, words, beside: midday),
                    "x": "\(Int(from.rounded()))", "width": "\(max(1, Int(length.rounded())))",
                    "is_second": person.line > 1,
                ]
            },
        ]
    }
}

extension Visit {
    /// A time as a list of one day shows it: with its date where it is on another day.
    fileprivate func stamp(_ date: Date, _ words: Words, beside day: Date) -> [String: Any] {
        ["machine": machineTime(date), "text": words.time(date, in: zone, now: day)]
    }
}
