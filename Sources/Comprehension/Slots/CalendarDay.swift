/// A day of the Gregorian calendar, wherever it is.
package struct CalendarDay: Sendable, Hashable, Codable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// `nil` where there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1, day <= Self.length(of: month, in: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day so many days after 1 January 1970 (Hinnant's `civil_from_days`).
    package init(number: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let inEra = shifted - era * 146_097
        let yearOfEra = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
        let dayOfYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days after 1 January 1970.
    package var number: Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 for Monday … 6 for Sunday.
    package var weekday: Int { ((number + 3) % 7 + 7) % 7 }

    private static func length(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? isLeap ? 29 : 28 : [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}

/// A day as somebody wrote it; which day it is depends on when.
package enum DayMention: Sendable, Equatable {
    /// 3月28号, 28/3, "Mar 28".
    ///
    /// The year is `nil` where it was left out.
    case date(year: Int?, month: Int, day: Int)
    /// 28号: of this month or the next.
    case dayOfMonth(Int)
    /// 明天 is 1, 昨天 is −1.
    case inDays(Int)
    /// A weekday (0 for Monday) of the week so many weeks on: 下周二 is (1, 1).
    case weekday(Int, weeks: Int)
    /// "Tuesday", 周二, "next Tue": the first one after the day of sending.
    case comingWeekday(Int)

    /// The day meant; `nil` where there is none, as 30 February.
    ///
    /// A date without its year is the one from two months before the day of sending on: people write of journeys to come.
    package func day(sentOn sent: CalendarDay) -> CalendarDay? {
        switch self {
        case .date(let year?, let month, let day): CalendarDay(year: year, month: month, day: day)
        case .date(nil, let month, let day):
            (sent.year - 1...sent.year + 4).lazy.compactMap { CalendarDay(year: $0, month: month, day: day) }
                .first { $0.number >= sent.number - 60 }
        case .dayOfMonth(let day):
            CalendarDay(year: sent.year, month: sent.month, day: day).flatMap { $0.number >= sent.number ? $0 : nil }
                ?? (sent.month == 12
                    ? CalendarDay(year: sent.year + 1, month: 1, day: day)
                    : CalendarDay(year: sent.year, month: sent.month + 1, day: day))
        case .inDays(let days): CalendarDay(number: sent.number + days)
        case .weekday(let weekday, let weeks):
            CalendarDay(number: sent.number - sent.weekday + weekday + 7 * weeks)
        case .comingWeekday(let weekday):
            CalendarDay(number: sent.number + (weekday - sent.weekday + 6) % 7 + 1)
        }
    }
}
