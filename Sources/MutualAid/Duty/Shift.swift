package import Foundation

/// A span of a person's days in which they are awake and take cases, by the clock on their wall.
package struct Shift: Sendable, Equatable {
    package let days: Days
    /// Minutes after midnight of the day it begins on.
    package let from: Int
    /// Minutes after the same midnight; more than 1,440 for a shift that ends on the next day.
    package let to: Int

    /// When it is.
    package enum Days: Sendable, Equatable {
        case weekly(Set<Weekday>)
        case once(CalendarDay)
    }

    package init(days: Days, from: Int, to: Int) {
        self.days = days
        self.from = from
        self.to = to
    }

    package func begins(on day: CalendarDay) -> Bool {
        switch days {
        case .weekly(let weekdays): weekdays.contains(day.weekday)
        case .once(let only): only == day
        }
    }

    /// The instants it covers when it begins on a day; `nil` where a change of the clocks swallows it whole.
    package func span(on day: CalendarDay, in zone: TimeZone) -> DutySpan? {
        let start = LocalTime.instant(day, minute: from, in: zone)
        let end = LocalTime.instant(day, minute: to, in: zone)
        return start < end ? DutySpan(start: start, end: end) : nil
    }

    /// Whether two shifts of one person cover the same minute of some day.
    package func overlaps(_ other: Shift) -> Bool {
        switch (days, other.days) {
        case (.weekly(let mine), .weekly(let theirs)):
            mine.contains { day in
                theirs.contains { meets(other, daysApart: Self.distance(day, $0)) }
                    || theirs.contains { meets(other, daysApart: Self.distance(day, $0) - 7) }
            }
        case (.once(let mine), .once(let theirs)): meets(other, daysApart: theirs.number - mine.number)
        case (.once(let mine), .weekly(let theirs)):
            (-1...1).contains { away in
                theirs.contains(CalendarDay(number: mine.number + away).weekday) && meets(other, daysApart: away)
            }
        case (.weekly, .once): other.overlaps(self)
        }
    }

    /// Whether it meets a shift that begins so many days later.
    private func meets(_ other: Shift, daysApart: Int) -> Bool {
        from < other.to + daysApart * 1440 && other.from + daysApart * 1440 < to
    }

    /// Days from one weekday to the next occurrence of another, 0…6.
    private static func distance(_ first: Weekday, _ second: Weekday) -> Int {
        let all = Weekday.allCases
        return ((all.firstIndex(of: second) ?? 0) - (all.firstIndex(of: first) ?? 0) + 7) % 7
    }
}

/// From one instant until another, which no longer belongs to it.
package struct DutySpan: Sendable, Equatable {
    package let start: Date
    package let end: Date

    package init(start: Date, end: Date) {
        self.start = start
        self.end = end
    }

    package func contains(_ instant: Date) -> Bool { start <= instant && instant < end }
}
