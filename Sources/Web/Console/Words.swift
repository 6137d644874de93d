import Foundation

/// The words of the pages in one language, and what is said with them: numbers, spans and times.
struct Words: Sendable {
    let language: ConsoleLanguage
    let all: [String: String]

    /// A word; its key where the file has none, which a test would notice.
    subscript(key: String) -> String { all[key] ?? key }

    /// A word with its slots filled: `{n}`, `{name}`.
    func say(_ key: String, _ slots: [String: String]) -> String {
        slots.reduce(self[key]) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
    }

    /// How long until a time, or since: "4 minutes left", "2 minutes over".
    func clock(_ due: Date, now: Date) -> String {
        let seconds = due.timeIntervalSince(now)
        return say(seconds >= 0 ? "clock_left" : "clock_over", ["span": span(abs(seconds))])
    }

    /// A span in the largest unit that is not too coarse.
    func span(_ seconds: TimeInterval) -> String {
        let minutes = Int((seconds / 60).rounded(.up))
        let (key, count) =
            minutes < 60 ? ("minutes", minutes) : minutes < 48 * 60 ? ("hours", minutes / 60) : ("days", minutes / 1440)
        return say(count == 1 ? "span_\(key)_one" : "span_\(key)", ["n": "\(count)"])
    }

    /// A day in a zone, as month and day.
    func day(_ date: Date, in zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.month, .day], from: date)
        return say("date", ["month": "\(parts.month ?? 0)", "day": "\(parts.day ?? 0)"])
    }

    /// A time in a zone: the time of day, with the date where it is not today.
    func time(_ date: Date, in zone: TimeZone, now: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.month, .day, .hour, .minute], from: date)
        let clock = [parts.hour ?? 0, parts.minute ?? 0].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
        if calendar.isDate(date, inSameDayAs: now) { return clock }
        return say("date_time", ["month": "\(parts.month ?? 0)", "day": "\(parts.day ?? 0)", "time": clock])
    }
}

/// A time as `<time datetime>` has it.
func machineTime(_ date: Date) -> String { date.formatted(.iso8601) }
