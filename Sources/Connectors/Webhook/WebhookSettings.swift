/// What configuration says of one generic webhook connection.
package struct WebhookSettings: Sendable {
    /// The name in the route `/webhooks/{connection}`.
    package var id: String
    /// What signatures are checked with, any of them, and what ours are made with, all of them.
    package var secrets: [SigningSecret]
    /// Where what we owe the gateway is posted; `nil`: it only listens.
    package var deliverTo: String?
    /// Whether `deliverTo` may lie on this machine or in a private network.
    package var allowPrivateAddress = false
    /// Whether the platform can carry private messages.
    package var carriesPrivate = false
    /// Whether the gateway's word on a sender's role is believed.
    package var trustRoles = false
    /// Whether answers out of knowledge of a past day may leave here by themselves, loopback or not.
    package var allowDated = false

    package init(id: String, secrets: [SigningSecret], deliverTo: String?) {
        self.id = id
        self.secrets = secrets
        self.deliverTo = deliverTo
    }
}
