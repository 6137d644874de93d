import Comprehension
import Crypto
import Foundation
import MutualAid
import Testing

@testable import Connectors

/// A gateway of the tests: it signs what it sends, and has the platform that receives it.
struct Gateway: Sendable {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let otherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"

    let now = Date(timeIntervalSince1970: 1_584_261_000)
    let secrets: [String]
    private let settings: WebhookSettings

    init(secrets: [String] = [secret], _ change: (inout WebhookSettings) -> Void = { _ in }) {
        self.secrets = secrets
        let read = secrets.compactMap { try? SigningSecret($0) }
        var settings = WebhookSettings(id: "gateway", secrets: read, deliverTo: nil)
        settings.carriesPrivate = true
        settings.allowPrivateAddress = true
        change(&settings)
        self.settings = settings
    }

    func platform() throws -> WebhookPlatform {
        WebhookPlatform(settings, groups: groups, client: try CurlClient()) { [now] in now }
    }

    func verify(_ request: WebhookRequest, at now: Date) throws -> WebhookPlatform.VerifiedWebhook {
        try platform().verify(request, at: now)
    }

    /// What the platform reads out of a signed body.
    func accept(_ body: String) throws -> [IncomingEvent] {
        try accept(Array(body.utf8))
    }

    func accept(_ body: [UInt8]) throws -> [IncomingEvent] {
        try platform().accept(signed(body), at: now).events
    }

    func timestamp(after seconds: Double = 0) -> String {
        String(Int(now.timeIntervalSince1970 + seconds))
    }

    func signed(_ body: String, id: String = "d-1", at date: Date? = nil) -> WebhookRequest {
        signed(Array(body.utf8), id: id, at: date)
    }

    func signed(_ body: [UInt8], id: String = "d-1", at date: Date? = nil) -> WebhookRequest {
        let signer = StandardWebhookSigner(secrets: settings.secrets)
        return WebhookRequest(headers: signer.headers(id: id, at: date ?? now, body: body), body: body)
    }

    /// Correctly signed over a timestamp as it is written.
    func signed(_ body: String, timestamp: String) -> WebhookRequest {
        let codes = settings.secrets.map { secret in
            "v1," + Data(secret.code(id: "d-1", timestamp: timestamp, body: Array(body.utf8))).base64EncodedString()
        }
        return WebhookRequest(
            headers: [
                ("webhook-id", "d-1"), ("webhook-timestamp", timestamp),
                ("webhook-signature", codes.joined(separator: " ")),
            ],
            body: Array(body.utf8)
        )
    }

    func signed(
        _ body: String,
        replacing name: String,
        by change: (String) -> String
    ) -> WebhookRequest {
        let request = signed(body)
        return request.with(name, change(request.header(name) ?? ""))
    }
}

private let groups = Groups(
    ["europe", "asia"].map { id in
        Group(
            id: id,
            names: [.chinese: id, .english: id],
            timeZone: "Europe/Paris",
            languages: [.chinese, .english],
            quietBudget: 4,
            rooms: ["gateway": [id, "room-\(id)"]]
        )
    }
)

/// A file of `Tests/Fixtures/StandardWebhooks`.
func fixture(_ name: String) throws -> Data {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try Data(contentsOf: tests.appending(path: "Fixtures/StandardWebhooks/\(name)"))
}
