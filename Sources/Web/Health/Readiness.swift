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
    /// What is wrong in the files people edit, with file and line; the last good version answers on.
    package var knowledgeProblems: [String]
    /// What was changed in the folder of entries and nobody has reviewed yet.
    package var knowledgeNotices: [String]

    enum CodingKeys: String, CodingKey {
        case storage, knowledge, vectors, connections, audit
        case knowledgeProblems = "knowledge_problems"
        case knowledgeNotices = "knowledge_notices"
    }

    package init(
        storage: Readiness,
        knowledge: Readiness,
        vectors: Readiness,
        connections: [String: Readiness],
        audit: Readiness = .ready,
        knowledgeProblems: [String] = [],
        knowledgeNotices: [String] = []
    ) {
        self.storage = storage
        self.knowledge = knowledge
        self.vectors = vectors
        self.connections = connections
        self.knowledgeProblems = knowledgeProblems
        self.knowledgeNotices = knowledgeNotices
        self.audit = audit
    }

    /// Whether webhooks are accepted durably: the one thing a platform needs.
    package var isReady: Bool { storage == .ready }
}
