import Foundation
import MutualAid

/// One shift as the roster writes it: `{ days: [mon, fri], from: "09:00", to: "17:00" }`, or `date:` for a single day.
struct ShiftLine {
    private let mapping: YAMLMapping

    init(_ mapping: YAMLMapping) {
        self.mapping = mapping
    }

    /// The shift; `nil` with its problems noted.
    func shift(in zone: TimeZone) -> Shift? {
        let days = days()
        let from = minute("from")
        let to = minute("to")
        let isOvernight = mapping.flag("overnight", default: false)
        mapping.refuseUnknownKeys()
        guard let days, let from, let to else { return nil }
        if isOvernight ? to > from : to <= from {
            mapping.note(
                "to",
                isOvernight
                    ? "an overnight shift ends on the next day, at or before the time it began"
                    : "the shift ends before it begins; a night shift says `overnight: true`"
            )
            return nil
        }
        let shift = Shift(days: days, from: from, to: isOvernight ? to + 1440 : to)
        if case .once(let day) = days { refuseImpossible(shift, day, zone) }
        return shift
    }

    private func days() -> Shift.Days? {
        guard mapping.has("days") != mapping.has("date") else {
            mapping.note("from", "a shift has either `days: [mon, tue]` or `date: 2020-03-28`")
            return nil
        }
        if mapping.has("date") {
            return mapping.day("date").flatMap { CalendarDay($0) }.map { .once($0) }
        }
        let names = mapping.texts("days")
        let weekdays = names.compactMap { Weekday(rawValue: $0) }
        guard !names.isEmpty, weekdays.count == names.count else {
            mapping.note("days", "`days` is a list of mon, tue, wed, thu, fri, sat, sun")
            return nil
        }
        return .weekly(Set(weekdays))
    }

    /// Minutes after midnight of `09:30`; `24:00` is the end of the day.
    private func minute(_ key: String) -> Int? {
        let parts = mapping.text(key).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]),
            (0...59).contains(minute), hour >= 0, hour * 60 + minute <= (key == "to" ? 1440 : 1439)
        else {
            mapping.note(key, "`\(key)` is a time of day in quotes, such as \"09:30\"")
            return nil
        }
        return hour * 60 + minute
    }

    /// A single day on which the clocks skip that time is most likely a mistake; weekly shifts begin after the gap.
    private func refuseImpossible(_ shift: Shift, _ day: CalendarDay, _ zone: TimeZone) {
        for (key, minute) in [("from", shift.from), ("to", shift.to)]
        where !LocalTime.exists(day, minute: minute, in: zone) {
            mapping.note(key, "the clocks of \(zone.identifier) skip this time on that day")
        }
    }
}
