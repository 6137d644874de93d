import Crypto
package import Foundation

/// Signs requests as Standard Webhooks 1.0 says: what we owe a gateway, and what `huzhu send` and `replay` post as one.
package struct StandardWebhookSigner: Sendable {
    private let secrets: [SigningSecret]

    /// - Parameter secrets: each makes a signature of its own, so that a receiver can change secrets without a gap.
    package init(secrets: [SigningSecret]) {
        self.secrets = secrets
    }

    /// The three headers of a request with this body.
    ///
    /// The id stays the same for every attempt; time and signature are fresh.
    package func headers(id: String, at now: Date, body: [UInt8]) -> [(name: String, value: String)] {
        let timestamp = String(Int64(now.timeIntervalSince1970.rounded(.down)))
        let signatures = secrets.map { secret in
            "v1," + Data(secret.code(id: id, timestamp: timestamp, body: body)).base64EncodedString()
        }
        return [
            ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

extension SigningSecret {
    /// The authentication code over `id.timestamp.body`.
    func code(id: String, timestamp: String, body: [UInt8]) -> HMAC<SHA256>.MAC {
        var code = keyed
        code.update(data: Array("\(id).\(timestamp).".utf8) + body)
        return code.finalize()
    }
}
