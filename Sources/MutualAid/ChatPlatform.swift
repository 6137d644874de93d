package import struct Foundation.Date

/// A chat platform as Huzhu sees it: its webhooks in, our deliveries out.
///
/// One connector implements it each.
package protocol ChatPlatform: Sendable {
    /// A webhook whose origin was proved; only the connector's own check can make one.
    associatedtype VerifiedWebhook: Sendable

    var connection: Connection { get }

    /// Proves over the raw bytes who sent it, before anything is parsed.
    func verify(_ request: WebhookRequest, at now: Date) throws(WebhookRejection) -> VerifiedWebhook
    /// Reads what it tells of.
    func parse(_ webhook: VerifiedWebhook, receivedAt: Date) throws(WebhookRejection) -> ReceivedWebhook
    /// Hands one text to the platform; never throws, never runs inside a transaction.
    func deliver(_ delivery: Delivery) async -> DeliveryResult
}

extension ChatPlatform {
    /// Verifies, then parses: there is no way around the first.
    package func accept(_ request: WebhookRequest, at now: Date) throws(WebhookRejection) -> ReceivedWebhook {
        try parse(verify(request, at: now), receivedAt: now)
    }
}

/// What configuration says of one connection.
package struct Connection: Sendable, Equatable {
    package let id: String
    /// `webhook`, `web_chat`.
    package let kind: String
    /// Whether the platform can carry private messages.
    package let carriesPrivate: Bool
    /// Whether answers out of knowledge that is `as_of` a past day may leave here by themselves: loopback, or allowed.
    package let allowsDatedAnswers: Bool

    package init(id: String, kind: String, carriesPrivate: Bool, allowsDatedAnswers: Bool) {
        self.id = id
        self.kind = kind
        self.carriesPrivate = carriesPrivate
        self.allowsDatedAnswers = allowsDatedAnswers
    }
}

/// A webhook request as it came: header names lower-case, body untouched.
package struct WebhookRequest: Sendable {
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(headers: [(name: String, value: String)], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// The one value of a header; `nil` when it is absent or there twice.
    package func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }
}

/// Why a webhook was refused; nothing of it was stored.
package enum WebhookRejection: Error, Sendable, Equatable {
    /// No, a wrong or a stale signature; the answer does not say which. 401.
    case unsigned
    /// Not what the interface says; with the reason, which carries no value of the message. 400.
    case malformed(String)
    /// The room belongs to no group. 422.
    case unknownGroup
}
