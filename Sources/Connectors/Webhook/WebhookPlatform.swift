package import Foundation
package import MutualAid

/// Any gateway that speaks the generic webhook: signed JSON both ways, after Standard Webhooks 1.0.
package struct WebhookPlatform: ChatPlatform {
    package let connection: Connection
    let settings: WebhookSettings
    let groups: Groups
    let client: CurlClient
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - settings: of this connection.
    ///   - groups: which room belongs to which group.
    ///   - client: by which deliveries leave; shared with other connections.
    ///   - now: the wall clock, for the signatures of what we send.
    package init(
        _ settings: WebhookSettings,
        groups: Groups,
        client: CurlClient,
        now: @escaping @Sendable () -> Date
    ) {
        self.settings = settings
        self.groups = groups
        self.client = client
        self.now = now
        connection = Connection(
            id: settings.id,
            kind: ConnectorKind.webhook.rawValue,
            carriesPrivate: settings.carriesPrivate,
            allowsDatedAnswers: settings.allowDated || isLoopback(settings.deliverTo)
        )
    }

    /// A body that bears one of the connection's signatures.
    package struct VerifiedWebhook: Sendable {
        let id: String
        let body: [UInt8]

        fileprivate init(id: String, body: [UInt8]) {
            self.id = id
            self.body = body
        }
    }

    package func verify(_ request: WebhookRequest, at now: Date) throws(WebhookRejection) -> VerifiedWebhook {
        let check = SignatureCheck(secrets: settings.secrets, tolerance: 300)
        return VerifiedWebhook(id: try check.signedID(of: request, at: now), body: request.body)
    }
}

/// Whether an address of ours stays on this machine; a name counts only if it is `localhost`.
private func isLoopback(_ url: String?) -> Bool {
    guard let host = url.flatMap({ URLComponents(string: $0)?.host })?.trimmingCharacters(in: ["[", "]"]) else {
        return false
    }
    return host.lowercased() == "localhost" || PeerAddress(host)?.isLoopback == true
}
