/// The kinds of connector there are, as configuration names them; each has a folder here and a platform type.
///
/// `web_chat` is no connector: it is part of our own pages.
package enum ConnectorKind: String, Sendable, CaseIterable {
    /// `WebhookPlatform`, made from `WebhookSettings`: any gateway, relay or bridge that signs Standard Webhooks.
    case webhook
}
