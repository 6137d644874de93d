import Connectors
import Foundation
import MutualAid
import Testing

/// Who may speak for a gateway (criterion S2).
struct SignatureTests {
    private let platform = Gateway()

    @Test func `published vectors are made and accepted as they stand`() throws {
        for vector in try Vector.all() {
            let secret = try SigningSecret(vector.secret)
            let at = Date(timeIntervalSince1970: Double(vector.timestamp))

            let headers = StandardWebhookSigner(secrets: [secret])
                .headers(id: vector.id, at: at, body: Array(vector.body.utf8))

            #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
            #expect(headers.map(\.value) == [vector.id, String(vector.timestamp), vector.signature])
            let request = WebhookRequest(headers: headers, body: Array(vector.body.utf8))
            #expect(throws: Never.self) { try Gateway(secrets: [vector.secret]).verify(request, at: at) }
        }
    }

    @Test(arguments: [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAECAwQFBgcICQoLDA0ODw==",
        "whsec_AAECAwQFBgcICQoLDA0ODw", " whsec_AAECAwQFBgcICQoLDA0ODw==\n",
    ])
    func `a secret is read with or without prefix and padding`(text: String) throws {
        _ = try SigningSecret(text)
    }

    @Test(arguments: [
        ("", SigningSecretProblem.tooShort), ("whsec_", .tooShort), ("whsec_AAECAwQFBgcICQoLDA0O", .tooShort),
        ("whsec_???", .notBase64), ("correct horse battery staple", .notBase64),
    ])
    func `a short or unreadable secret is refused`(text: String, problem: SigningSecretProblem) {
        #expect(throws: problem) { try SigningSecret(text) }
    }

    @Test func `a fresh secret can be read and is never printed`() throws {
        let text = SigningSecret.random()
        let secret = try SigningSecret(text)
        #expect(text != SigningSecret.random())
        #expect("\(secret) \(String(reflecting: secret))" == "‹secret› ‹secret›")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("SymmetricKey"))
    }

    @Test(arguments: Forgery.allCases)
    func `a forgery is refused, and the answer does not tell which it was`(forgery: Forgery) {
        #expect(throws: WebhookRejection.unsigned) {
            try platform.verify(forgery.request(platform), at: platform.now)
        }
    }

    @Test(arguments: [-300.0, 0, 300])
    func `clocks may differ by five minutes both ways`(skew: Double) {
        let request = platform.signed("{}", at: platform.now + skew)
        #expect(throws: Never.self) { try platform.verify(request, at: platform.now) }
    }

    @Test(
        arguments: [
            { "v1,AAAA \($0)" }, { "v1,\(String(repeating: "A", count: 43))= \($0)" }, { "v1,??? \($0)" },
            { "v2,x \($0)" },
            { "nonsense \($0)" }, { " \($0) " }, { "v1,, \($0)" }, { "v1, \($0)" }, { ", \($0)" }, { "v1  \($0)" },
            { "\($0) v1" },
            { "v1a,\(String(repeating: "A", count: 86))== \($0)" },
        ] as [@Sendable (String) -> String]
    )
    func `malformed and unknown entries beside a good one are passed over`(header: @Sendable (String) -> String) {
        let request = platform.signed("{}", replacing: "webhook-signature", by: header)
        #expect(throws: Never.self) { try platform.verify(request, at: platform.now) }
    }

    @Test func `while a secret is changed both the old and the new are accepted`() throws {
        let both = Gateway(secrets: [Gateway.secret, Gateway.otherSecret])
        let old = Gateway(secrets: [Gateway.secret]).signed("{}")
        let new = Gateway(secrets: [Gateway.otherSecret]).signed("{}")

        for request in [old, new, both.signed("{}")] {
            #expect(throws: Never.self) { try both.verify(request, at: both.now) }
        }
        #expect(throws: Never.self) {
            try Gateway(secrets: [Gateway.otherSecret]).verify(both.signed("{}"), at: both.now)
        }
        #expect(throws: WebhookRejection.unsigned) {
            try Gateway(secrets: [Gateway.otherSecret]).verify(old, at: both.now)
        }
        #expect(throws: WebhookRejection.unsigned) { try Gateway(secrets: []).verify(old, at: both.now) }
    }
}

/// A published example.
private struct Vector: Decodable {
    let secret: String
    let id: String
    let timestamp: Int
    let body: String
    let signature: String

    static func all() throws -> [Vector] {
        try JSONDecoder().decode([Vector].self, from: try fixture("vectors.json"))
    }
}
