package import Foundation

/// A calendar day without a zone, counted in days since 1 January 1970.
package struct CalendarDay: Sendable, Hashable, Comparable {
    package let number: Int

    package init(number: Int) {
        self.number = number
    }

    /// - Parameter text: the form `2020-03-28`; anything that is no day gives `nil`.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard text.count == 10, parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1...12).contains(month), day >= 1
        else { return nil }
        number = Self.number(year, month, day)
        let next = month == 12 ? Self.number(year + 1, 1, 1) : Self.number(year, month + 1, 1)
        guard number < next else { return nil }
    }

    /// The day it is in a zone at an instant.
    package init(at instant: Date, in zone: TimeZone) {
        let local = instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))
        number = Int((local / 86400).rounded(.down))
    }

    package var weekday: Weekday { Weekday.allCases[((number + 3) % 7 + 7) % 7] }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// Days from 1970 in the Gregorian calendar; years begin in March, so that the leap day comes last.
    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// A day of the week, as the roster writes it.
package enum Weekday: String, Sendable, CaseIterable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"
}

/// What a clock on the wall shows, and when that is.
package enum LocalTime {
    /// When a zone's clocks show so many minutes after midnight of a day.
    ///
    /// A time that exists twice is its first occurrence, one that does not exist is the first instant after the gap.
    package static func instant(_ day: CalendarDay, minute: Int, in zone: TimeZone) -> Date {
        let local = local(day, minute)
        let candidates = candidates(local, zone)
        if let first = candidates.filter({ $0 + zone.offset(at: $0) == local }).min() {
            return Date(timeIntervalSince1970: Double(first))
        }
        return Date(timeIntervalSince1970: Double(change(after: candidates[1], before: candidates[0], zone)))
    }

    /// Whether a zone's clocks show that time on that day at all.
    package static func exists(_ day: CalendarDay, minute: Int, in zone: TimeZone) -> Bool {
        let local = local(day, minute)
        return candidates(local, zone).contains { $0 + zone.offset(at: $0) == local }
    }

    private static func local(_ day: CalendarDay, _ minute: Int) -> Int { day.number * 86400 + minute * 60 }

    /// By the offset of the day before, and by that of the day after.
    private static func candidates(_ local: Int, _ zone: TimeZone) -> [Int] {
        [local - zone.offset(at: local - 86400), local - zone.offset(at: local + 86400)]
    }

    /// The first second with the later offset.
    private static func change(after early: Int, before late: Int, _ zone: TimeZone) -> Int {
        var (low, high) = (early, late)
        let offset = zone.offset(at: high)
        while low < high {
            let middle = low + (high - low) / 2
            if zone.offset(at: middle) == offset { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension TimeZone {
    /// Seconds ahead of UTC at an instant, in seconds since 1970.
    fileprivate func offset(at second: Int) -> Int {
        secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }
}
