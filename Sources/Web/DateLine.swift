import MutualAid
import Foundation

/// The time as HTTP wants it (RFC 9110, 5.6.7), written once a second.
enum DateLine {
    private static let last = Guarded<(second: Int, text: String)>((0, ""))

    static var now: String {
        var second = time(nil)
        return last.withLock { last in
            if last.second != second { last = (second, text(of: &second)) }
            return last.text
        }
    }

    private static func text(of second: inout time_t) -> String {
        var parts = tm()
        var line = [CChar](repeating: 0, count: 40)
        gmtime_r(&second, &parts)
        let length = strftime(&line, line.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: line.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
