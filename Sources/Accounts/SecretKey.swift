import Crypto
import Foundation

/// 256 random bits that somebody holds: of a session, an invitation or a device.
///
/// Only their SHA-256 is kept here.
package struct SecretKey: Sendable, Equatable {
    /// 43 characters of base 64 for URLs.
    package let text: String

    /// A new key.
    package init() {
        text = Self.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    }

    /// A key that somebody shows; `nil` for what cannot be one.
    package init?(_ shown: some StringProtocol) {
        guard shown.utf8.count == 43, shown.utf8.allSatisfy(Self.isLetter) else { return nil }
        text = String(shown)
    }

    /// What is kept of it.
    package var hash: [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

    /// What a form of this session carries, so that no other site can post in its name.
    package var formToken: String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("huzhu form".utf8), using: symmetric)
        return Self.encode(Data(code))
    }

    /// Whether a form came from a page of this session; takes the same time whatever is shown.
    package func accepts(formToken shown: String) -> Bool {
        let given = HMAC<SHA256>.authenticationCode(for: Data(shown.utf8), using: symmetric)
        return HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Data(formToken.utf8), using: symmetric)
    }

    private var symmetric: SymmetricKey { SymmetricKey(data: Data(text.utf8)) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
