import Crypto
import Foundation
import MutualAid

/// Whether a request bears a fresh signature made with one of the secrets.
struct SignatureCheck {
    let secrets: [SigningSecret]
    /// How far the sender's clock may be from ours, in seconds, both ways.
    let tolerance: TimeInterval

    /// The id the request is signed with.
    ///
    /// - Throws: `unsigned` for whatever is wrong: an attacker learns nothing from the difference.
    func signedID(of request: WebhookRequest, at now: Date) throws(WebhookRejection) -> String {
        guard let id = request.header("webhook-id"), isID(id),
            let timestamp = request.header("webhook-timestamp"), isFresh(timestamp, at: now),
            let signatures = request.header("webhook-signature")
        else { throw .unsigned }
        let candidates = codes(in: signatures)
        var isSigned = false
        for secret in secrets where !candidates.isEmpty {
            let expected = secret.code(id: id, timestamp: timestamp, body: request.body)
            // Comparing is constant-time in swift-crypto; every candidate is compared whichever fits.
            for candidate in candidates where expected == candidate {
                isSigned = true
            }
        }
        guard isSigned else { throw .unsigned }
        return id
    }

    /// Visible ASCII without a dot: with one, `a.b` and a body `c` would sign the same bytes as `a` and a body `b.c`.
    private func isID(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    private func isFresh(_ timestamp: String, at now: Date) -> Bool {
        guard (1...12).contains(timestamp.utf8.count),
            timestamp.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let seconds = Double(timestamp)
        else { return false }
        return abs(now.timeIntervalSince1970 - seconds) <= tolerance
    }

    /// The `v1` codes of a header; other versions and malformed entries are passed over.
    private func codes(in header: String) -> [Data] {
        header.utf8.split(separator: UInt8(ascii: " ")).compactMap { entry in
            guard entry.starts(with: "v1,".utf8),
                let code = Data(base64Encoded: String(Substring(entry.dropFirst(3)))),
                code.count == SHA256.byteCount
            else { return nil }
            return code
        }
    }
}
