import Foundation

/// Reads a `Retry-After` header.
enum RetryAfter {
    /// Seconds from now, at most a day; `nil` for what is neither seconds nor an HTTP date.
    static func seconds(_ text: String, now: Date) -> TimeInterval? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Double(text) ?? day, day)
        }
        return date(text).map { min(max(0, $0.timeIntervalSince(now)), day) }
    }

    /// The one form of date that servers may still send: `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func date(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = String(month + 101).suffix(2)
        return Date(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }

    private static let day: TimeInterval = 86400
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
