/// What `/readyz` says of one part of the daemon.
package enum Readiness: String, Sendable, Codable {
    case ready, loading, absent, failing
}

/// Everything `/readyz` says; made afresh for each request.
package struct ReadinessReport: Sendable, Codable {
    package var storage: Readiness
    package var knowledge: Readiness
    package var vectors: Readiness
    package var connections: [String: Readiness]
    /// Whether the audit trail was found whole; a broken one stops nothing.
    package var audit: Readiness

    package init(
        storage: Readiness,
        knowledge: Readiness,
        vectors: Readiness,
        connections: [String: Readiness],
        audit: Readiness = .ready
    ) {
        self.storage = storage
        self.knowledge = knowledge
        self.vectors = vectors
        self.connections = connections
        self.audit = audit
    }

    /// Whether webhooks are accepted durably: the one thing a platform needs.
    package var isReady: Bool { storage == .ready }
}
