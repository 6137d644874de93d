/// Reads the days people name, in the notations they use.
struct DateReader {
    let text: SlotText
    /// Whether 3/4 is the fourth of March: as Chinese is written.
    let isMonthFirst: Bool

    /// A day that is named from this place on, and where it ends.
    func date(at place: Int) -> (mention: DayMention, end: Int)? {
        guard Self.openings.contains(text.scalars[place]), text.begins(at: place) else { return nil }
        return named(at: place) ?? weekday(at: place) ?? numbered(at: place) ?? monthByName(at: place)
    }

    private func named(at place: Int) -> (mention: DayMention, end: Int)? {
        for (words, days) in Self.near {
            if let end = text.end(of: words, at: place) { return (.inDays(days), end) }
        }
        if let start = text.end(of: ["in ", "过"], at: place), let number = text.number(at: start),
            let end = text.end(of: [" days", " day", "天"], at: number.end), number.value <= 366
        {
            return (.inDays(number.value), end)
        }
        return nil
    }

    /// 下周二, 这周五, 星期天, "next Tue", "Friday".
    private func weekday(at place: Int) -> (mention: DayMention, end: Int)? {
        for (words, weeks) in Self.weeks {
            guard let end = text.end(of: words, at: place),
                let week = text.end(of: ["周", "星期", "礼拜", "个星期", "个礼拜"], at: end), let day = text[week],
                let number = Self.weekdays.firstIndex(where: { $0.contains(day) })
            else { continue }
            return (.weekday(number, weeks: weeks), week + 1)
        }
        if let week = text.end(of: ["周", "星期", "礼拜"], at: place), let day = text[week],
            let number = Self.weekdays.firstIndex(where: { $0.contains(day) })
        {
            return (.comingWeekday(number), week + 1)
        }
        let start = text.end(of: ["next ", "this ", "on ", "coming "], at: place) ?? place
        guard start < text.scalars.count, text.begins(at: start) else { return nil }
        for (number, names) in Self.englishWeekdays.enumerated() {
            if let end = text.end(of: names, at: start) { return (.comingWeekday(number), end) }
        }
        return nil
    }

    /// 3月28号, 28号, 2020-03-28, 28/3, 28 Mar, 28th of March.
    private func numbered(at place: Int) -> (mention: DayMention, end: Int)? {
        guard let first = text.number(at: place) else { return nil }
        if let end = text.end(of: ["年"], at: first.end), (1_900...2_100).contains(first.value),
            let rest = numbered(at: end), case .date(_, let month, let day) = rest.mention
        {
            return (.date(year: first.value, month: month, day: day), rest.end)
        }
        if let end = text.end(of: ["月"], at: first.end), let day = text.number(at: end), day.value <= 31 {
            return checked(nil, first.value, day.value, text.end(of: ["号", "日"], at: day.end) ?? day.end)
        }
        if let end = text.end(of: ["号", "日"], at: first.end), (1...31).contains(first.value), !isOther(end),
            text[place - 1] != "月"
        {
            return (.dayOfMonth(first.value), end)
        }
        return separated(first) ?? dayThenMonth(first)
    }

    /// 20号线, 3号楼, 2号航站楼 are no days.
    private func isOther(_ place: Int) -> Bool {
        text[place].map { "线楼航门店院码床房".unicodeScalars.contains($0) } ?? false
    }

    private func separated(_ first: (value: Int, end: Int)) -> (mention: DayMention, end: Int)? {
        guard let mark = text[first.end], ["/", "-", "."].contains(mark),
            let second = text.digits(at: first.end + 1)
        else { return nil }
        let third = text[second.end] == mark ? text.digits(at: second.end + 1) : nil
        let isEnd = text[third?.end ?? second.end].map { !$0.isWordLike } ?? true
        guard isEnd else { return nil }
        if let third {
            if first.value > 1_900 { return checked(first.value, second.value, third.value, third.end) }
            let year = third.value < 100 ? 2_000 + third.value : third.value
            return guessed(year, first.value, second.value, third.end)
        }
        // 2.5 and 3-5 are more often amounts than days; with a point only where the day has two digits.
        guard mark == "/" || mark == "." && second.end - first.end == 3 && isMonthFirst else { return nil }
        return guessed(nil, first.value, second.value, second.end)
    }

    private func guessed(_ year: Int?, _ left: Int, _ right: Int, _ end: Int) -> (mention: DayMention, end: Int)? {
        let isMonthFirst = right > 12 || self.isMonthFirst && left <= 12
        return isMonthFirst ? checked(year, left, right, end) : checked(year, right, left, end)
    }

    private func dayThenMonth(_ first: (value: Int, end: Int)) -> (mention: DayMention, end: Int)? {
        var place = text.end(of: ["st", "nd", "rd", "th"], at: first.end) ?? first.end
        place = text.past(blanksAt: place)
        place = text.end(of: ["of "], at: place) ?? place
        guard place > first.end, let month = month(at: place) else { return nil }
        return checked(nil, month.number, first.value, month.end)
    }

    /// "Mar 28", "March 28th".
    private func monthByName(at place: Int) -> (mention: DayMention, end: Int)? {
        guard let month = month(at: place), let day = text.digits(at: text.past(blanksAt: month.end)) else {
            return nil
        }
        return checked(nil, month.number, day.value, text.end(of: ["st", "nd", "rd", "th"], at: day.end) ?? day.end)
    }

    private func month(at place: Int) -> (number: Int, end: Int)? {
        guard place < text.scalars.count else { return nil }
        for (number, names) in Self.months.enumerated() {
            guard let end = text.end(of: names, at: place) else { continue }
            return (number + 1, text[end] == "." ? end + 1 : end)
        }
        return nil
    }

    private func checked(_ year: Int?, _ month: Int, _ day: Int, _ end: Int) -> (mention: DayMention, end: Int)? {
        guard CalendarDay(year: year ?? 2_000, month: month, day: day) != nil else { return nil }
        return (.date(year: year, month: month, day: day), end)
    }

    /// What a day begins with; most places of a text need no further look.
    private static let openings: Set<Unicode.Scalar> = {
        let words = near.flatMap(\.words) + weeks.flatMap(\.words) + (englishWeekdays + months).flatMap { $0 }
        let others = ["in ", "过", "周", "星期", "礼拜", "next ", "this ", "on ", "coming "]
        let first = (words + others).compactMap(\.unicodeScalars.first)
        return Set(first + "0123456789零〇一二两三四五六七八九十百千万".unicodeScalars)
    }()

    private static let near: [(words: [String], days: Int)] = [
        (["大后天"], 3), (["后天", "the day after tomorrow", "day after tomorrow"], 2),
        (["明天", "明早", "明晚", "明日", "tomorrow", "tmr", "tmrw"], 1), (["大前天"], -3),
        (["今天", "今晚", "今早", "今日", "today", "tonight"], 0), (["昨天", "昨晚", "yesterday"], -1), (["前天"], -2),
    ]
    private static let weeks: [(words: [String], weeks: Int)] = [
        (["下下"], 2), (["下"], 1), (["这", "本"], 0), (["上上"], -2), (["上"], -1),
    ]
    private static let weekdays: [Set<Unicode.Scalar>] = [["一"], ["二"], ["三"], ["四"], ["五"], ["六"], ["日", "天"]]
    private static let englishWeekdays = [
        ["monday", "mon"], ["tuesday", "tues", "tue"], ["wednesday", "wed"], ["thursday", "thurs", "thur", "thu"],
        ["friday", "fri"], ["saturday", "sat"], ["sunday", "sun"],
    ]
    private static let months = [
        ["january", "jan"], ["february", "feb"], ["march", "mar"], ["april", "apr"], ["may"], ["june", "jun"],
        ["july", "jul"], ["august", "aug"], ["september", "sept", "sep"], ["october", "oct"], ["november", "nov"],
        ["december", "dec"],
    ]
}
