import Crypto
package import Foundation
package import MutualAid

/// The secret a program or a person shows the API; only its SHA-256 is kept.
package struct AccessToken: Sendable {
    /// What the person is shown once: `hz_` and 43 characters of base 64 for URLs.
    package let text: String

    /// A new random token of 256 bits.
    package init() {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let encoded = bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        text = "hz_" + encoded
    }

    /// What is stored: the token cannot be had back from it.
    package var hash: [UInt8] { Self.hash(of: text) }

    package static func hash(of text: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(text.utf8)))
    }
}

/// Tells who shows a token.
package struct TokenBearer: Sendable {
    private let store: any TokenStore

    package init(store: any TokenStore) {
        self.store = store
    }

    /// The enabled staff member the header's token belongs to, as far as the token reaches; `nil` for anything else,
    /// without saying why.
    package func bearer(
        authorization header: String?,
        now: Date
    ) async throws -> (token: StaffToken, staff: StaffMember)? {
        guard let header, header.count <= 200 else { return nil }
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix("hz_") else { return nil }
        return try await store.bearer(tokenHash: AccessToken.hash(of: String(parts[1])), now: now)
    }
}
