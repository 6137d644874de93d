package import struct Foundation.Date

/// That something happened to a case: ids and kind only, for whoever follows the queue.
package struct QueueNews: Sendable, Equatable {
    /// Rises with every event; a follower goes on after the last one it saw.
    package let sequence: Int64
    package let at: Date
    package let kind: Event.Kind
    package let escalation: ID<Escalation>

    package init(sequence: Int64, at: Date, kind: Event.Kind, escalation: ID<Escalation>) {
        self.sequence = sequence
        self.at = at
        self.kind = kind
        self.escalation = escalation
    }
}

/// What happened to cases, on disk.
package protocol QueueNewsStore: Sendable {
    /// News after a sequence number of cases the scope may know of, oldest first, and how far was looked.
    func news(after sequence: Int64, scope: Scope, limit: Int) async throws -> (items: [QueueNews], upTo: Int64)
    /// The sequence number of the latest event: where a follower begins who asks for nothing earlier.
    func latestNews() async throws -> Int64
}
