import Foundation

/// An e-mail as it goes over the wire (RFC 5322): plain UTF-8 text in base64, so that no line is too long.
struct Letter {
    let from: String
    let to: String
    let subject: String
    let text: String
    let at: Date

    /// Whether nothing in it can end a header line early or name a second recipient.
    var isWellFormed: Bool {
        [from, to].allSatisfy { address in
            address.contains("@")
                && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E && $0 != 0x2C }
        } && subject.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    var bytes: [UInt8] {
        let body = Data(text.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        let lines = [
            "From: <\(from)>", "To: <\(to)>", "Subject: \(subject)", "Date: \(date)",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
            "Auto-Submitted: auto-generated", "", body, "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private var date: String {
        let style = Date.VerbatimFormatStyle(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
            locale: Locale(identifier: "en_US_POSIX"),
            timeZone: .gmt,
            calendar: Calendar(identifier: .gregorian)
        )
        return at.formatted(style)
    }
}
