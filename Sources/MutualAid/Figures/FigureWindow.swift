package import Foundation

/// The days that figures are counted over, by the clocks of one zone.
package struct FigureWindow: Sendable, Hashable {
    package let zone: TimeZone
    package let first: CalendarDay
    package let last: CalendarDay
    /// The groups that are counted; empty: all.
    package let groups: Set<String>

    /// Days of the longest window.
    package static let mostDays = 366

    /// A window of at most `mostDays`, which end with the last; days in the wrong order are turned.
    package init(from first: CalendarDay, through last: CalendarDay, in zone: TimeZone, groups: Set<String>) {
        let (early, late) = (min(first, last), max(first, last))
        self.zone = zone
        self.first = max(early, CalendarDay(number: late.number - Self.mostDays + 1))
        self.last = late
        self.groups = groups
    }

    package var days: [CalendarDay] { (first.number...last.number).map(CalendarDay.init(number:)) }

    package var start: Date { Self.start(of: first, in: zone) }
    /// The first moment after it.
    package var end: Date { Self.start(of: CalendarDay(number: last.number + 1), in: zone) }

    /// When each day begins, the end of the last one after them.
    package var bounds: [Date] {
        (first.number...last.number + 1).map { Self.start(of: CalendarDay(number: $0), in: zone) }
    }

    private static func start(of day: CalendarDay, in zone: TimeZone) -> Date {
        LocalTime.instant(day, minute: 0, in: zone)
    }
}

extension CalendarDay: CustomStringConvertible {
    /// The form `2020-03-28`.
    package var description: String {
        Date(timeIntervalSince1970: Double(number) * 86400).formatted(
            Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
        )
    }
}
