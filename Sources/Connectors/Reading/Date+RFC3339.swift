import Foundation

extension Date {
    /// Reads a time of RFC 3339: date, time, optional fraction, `Z` or an offset; `nil` for anything else.
    init?(rfc3339 text: String) {
        var digits = DigitReader(bytes: Array(text.utf8))
        guard let year = digits.number(4), digits.take("-"), let month = digits.number(2, in: 1...12),
            digits.take("-"), let day = digits.number(2, in: 1...daysIn(month, of: year)),
            digits.take("T") || digits.take("t") || digits.take(" "),
            let hour = digits.number(2, in: 0...23), digits.take(":"), let minute = digits.number(2, in: 0...59),
            digits.take(":"), let second = digits.number(2, in: 0...60),
            let fraction = digits.fraction(), let offset = digits.offset(), digits.isAtEnd
        else { return nil }
        let days = daysSince1970(year, month, day)
        self.init(
            timeIntervalSince1970: Double(days * 86400 + hour * 3600 + minute * 60 + second - offset) + fraction
        )
    }

    /// The time in UTC with whole seconds: `2020-03-15T08:30:00Z`.
    var rfc3339: String {
        let parts = gregorianUTC.dateComponents([.year, .month, .day, .hour, .minute, .second], from: self)
        func two(_ number: Int?) -> String { String(String((number ?? 0) + 100).suffix(2)) }
        let year = String(String((parts.year ?? 0) + 10000).suffix(4))
        return "\(year)-\(two(parts.month))-\(two(parts.day))T"
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))Z"
    }
}

/// Reads fixed fields of digits from the front.
private struct DigitReader {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func digit() -> Int? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return Int(bytes[position] - 0x30)
    }

    mutating func number(_ count: Int, in range: ClosedRange<Int> = 0...9999) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return range.contains(value) ? value : nil
    }

    /// Zero without a fraction; `nil` for a point with no digit after it.
    mutating func fraction() -> Double? {
        guard take(".") else { return 0 }
        var value = 0.0
        var scale = 0.1
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        while let digit = digit() {
            value += Double(digit) * scale
            scale /= 10
        }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2, in: 0...23), take(":"), let minutes = number(2, in: 0...59) else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}

private func daysIn(_ month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// Counts in years that begin in March, so that the leap day comes last.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 + 400 : year + 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let cycle = shifted / 400
    let yearOfCycle = shifted % 400
    return (cycle - 1) * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
}

private let gregorianUTC: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
}()
