import Crypto
import Foundation

/// A secret shared with a gateway, from which Standard Webhooks signatures are made.
package struct SigningSecret: Sendable {
    /// The key itself; never printed.
    let key: SymmetricKey
    /// Keyed and ready; a copy takes the bytes in.
    let keyed: HMAC<SHA256>

    /// Reads `whsec_` and base64, with or without the prefix and the padding.
    ///
    /// - Throws: what is wrong, without a character of it.
    package init(_ text: String) throws(SigningSecretProblem) {
        var base64 = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if base64.hasPrefix("whsec_") {
            base64.removeFirst(6)
        }
        base64 = String(base64.prefix { $0 != "=" })
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: base64) else { throw .notBase64 }
        guard bytes.count >= 16 else { throw .tooShort }
        key = SymmetricKey(data: bytes)
        keyed = HMAC<SHA256>(key: key)
    }

    /// A fresh secret of 32 random bytes, in the form that gateways take.
    package static func random() -> String {
        "whsec_" + SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
    }
}

extension SigningSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no secret.
package enum SigningSecretProblem: String, Error, Sendable {
    case notBase64 = "a webhook secret is whsec_ and base64"
    case tooShort = "a webhook secret has at least 16 bytes"
}
