import Crypto
package import Foundation

/// The six digits of a code generator (TOTP, RFC 6238: SHA-1, 30 seconds).
package struct TimeCode: Sendable {
    /// Shared with the generator: 20 bytes where we made it.
    package let secret: [UInt8]

    package init(secret: [UInt8]) {
        self.secret = secret
    }

    /// A new secret of 160 bits, as RFC 4226 advises.
    package static func makeSecret() -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: 160)).withUnsafeBytes { Array($0) }
    }

    /// The code of a time step.
    package func code(step: Int64, digits: Int = 6) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: Data(secret)))
        )
        let offset = Int(code[19] & 15)
        let word = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let number = String(word % (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 })
        return String(repeating: "0", count: digits - number.count) + number
    }

    /// The step whose code this is: the present one or a neighbour, since clocks differ.
    package func step(of shown: String, at now: Date) -> Int64? {
        let present = Self.step(at: now)
        let typed = Self.typed(shown)
        // Every step is compared, so that the time tells nothing of which one it was.
        return [present - 1, present, present + 1].filter { code(step: $0) == typed }.last
    }

    package static func step(at now: Date) -> Int64 { Int64((now.timeIntervalSince1970 / 30).rounded(.down)) }

    /// What a generator reads from a QR code.
    package func address(login: String, issuer: String) -> String {
        let name = "\(issuer):\(login)".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? login
        return "otpauth://totp/\(name)?secret=\(base32)&issuer=\(issuer)"
    }

    /// The secret for those who type it in.
    package var base32: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = secret.flatMap { byte in (0..<8).reversed().map { byte >> $0 & 1 } }
        return String(
            stride(from: 0, to: bits.count, by: 5).map { start in
                let group = bits[start..<min(start + 5, bits.count)]
                let value = group.reduce(0) { $0 << 1 | Int($1) } << (5 - group.count)
                return alphabet[value]
            }
        )
    }

    /// What was typed, whichever keyboard wrote the digits and however they were grouped.
    static func typed(_ shown: String) -> String {
        shown.precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace && $0 != "-" }.uppercased()
    }
}
