import Foundation
import Testing

@testable import Connectors

/// Times as gateways write them.
struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("2020-03-15T08:29:58Z", 1_584_260_998), ("2020-02-29t23:59:59z", 1_583_020_799),
        ("2020-03-15 16:29:58+08:00", 1_584_260_998), ("2020-03-15T04:59:58-03:30", 1_584_260_998),
        ("2020-03-15T08:29:58.5Z", 1_584_260_998.5), ("2020-03-15T08:29:58.123456789Z", 1_584_260_998.123456789),
        ("2016-12-31T23:59:60Z", 1_483_228_800), ("1969-12-31T23:59:59Z", -1), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ("0000-01-01T00:00:00Z", -62_167_219_200), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `a time is read`(text: String, seconds: Double) throws {
        let date = try #require(Date(rfc3339: text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.000_001)
    }

    @Test(arguments: [
        "", "2020-03-15", "2020-03-15T08:29:58", "2020-13-01T00:00:00Z", "2019-02-29T00:00:00Z", "2020-04-31T00:00:00Z",
        "2020-03-15T24:00:00Z", "2020-03-15T08:60:00Z", "2020-03-15T08:29:61Z", "2020-03-15T08:29:58.Z",
        "2020-3-15T08:29:58Z",
        "2020-03-15T08:29:58+0800", "2020-03-15T08:29:58Z ", "２０２０-03-15T08:29:58Z", "+2020-03-15T08:29:58Z",
        "2020-00-15T08:29:58Z", "2020-03-00T08:29:58Z", "yesterday",
    ])
    func `what is no time is not guessed`(text: String) {
        #expect(Date(rfc3339: text) == nil)
    }

    @Test func `every day of three centuries is read and written alike`() throws {
        for day in stride(from: -25_567, to: 84_006, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86400 + 45_296)
            let text = date.rfc3339
            #expect(text.hasSuffix("T12:34:56Z"))
            #expect(Date(rfc3339: text) == date, "\(text)")
        }
    }
}
