import Accounts
import Foundation
import Testing

struct TimeCodeTests {
    /// RFC 6238, appendix B, SHA-1: eight digits.
    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `codes are those of the standard`(seconds: Int, expected: String) {
        let generator = TimeCode(secret: Array("12345678901234567890".utf8))

        let code = generator.code(step: TimeCode.step(at: Date(timeIntervalSince1970: Double(seconds))), digits: 8)

        #expect(code == expected)
    }

    @Test func `a clock half a minute off is understood, one of two minutes is not`() {
        let generator = TimeCode(secret: TimeCode.makeSecret())
        let now = Office.start
        let step = TimeCode.step(at: now)

        #expect(generator.step(of: generator.code(step: step - 1), at: now) == step - 1)
        #expect(generator.step(of: generator.code(step: step + 1), at: now) == step + 1)
        #expect(generator.step(of: generator.code(step: step + 4), at: now) == nil)
    }

    @Test func `full-width digits and spaces are understood`() {
        let generator = TimeCode(secret: TimeCode.makeSecret())
        let step = TimeCode.step(at: Office.start)
        let wide = String(
            generator.code(step: step).unicodeScalars.compactMap { UnicodeScalar($0.value + 0xfee0) }.map(
                Character.init
            )
        )

        #expect(generator.step(of: " \(wide.prefix(3)) \(wide.dropFirst(3)) ", at: Office.start) == step)
    }

    @Test func `the secret is written as RFC 4648 does`() {
        #expect(TimeCode(secret: Array("foobar".utf8)).base32 == "MZXW6YTBOI")
    }
}
