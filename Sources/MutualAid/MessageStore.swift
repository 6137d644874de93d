package import struct Foundation.Date

/// Messages on disk: arriving, being claimed, and settled with everything that follows from them.
package protocol MessageStore: Sendable {
    /// Writes what a webhook told, all or nothing, and tells so after the synced commit.
    ///
    /// It fails where nothing was stored; the platform is told to come again. It is called back rather than awaited, since
    /// there are thousands a second.
    func receive(_ webhook: ReceivedWebhook, then: @escaping @Sendable (Result<Arrival, StoreFailure>) -> Void)
    /// Claims bursts that are due in a lane, at most `limit`, one a member and room; counts the attempt before returning.
    func claimBursts(_ lane: Lane, limit: Int, now: Date) async throws -> [Burst]
    /// Lets a fragment wait for its next line: back to the queue, not before `until`; the attempt does not count.
    func postpone(_ burst: Burst, until: Date) async throws
    /// Gives a burst back after a failure; it is due again at `until` and the attempt counts.
    func giveBack(_ burst: Burst, until: Date) async throws
    /// Writes message states, deliveries, escalation and events of a decided burst in one transaction.
    /// Returns `false` where the claim had been lost and nothing was written.
    func settle(_ outcome: Outcome) async throws -> Bool
    /// One message with its decision, for `huzhu why` and the API.
    func message(_ id: ID<Message>) async throws -> SettledMessage?
    /// The time the next received message of a lane falls due; `nil` when none waits.
    func nextBurstDue(_ lane: Lane) async throws -> Date?
}

extension MessageStore {
    /// The same, awaited.
    package func receive(_ webhook: ReceivedWebhook) async throws -> Arrival {
        try await withCheckedThrowingContinuation { continuation in
            receive(webhook) { continuation.resume(with: $0.mapError { $0 as any Error }) }
        }
    }
}

/// A verified, parsed webhook, ready to be stored.
package struct ReceivedWebhook: Sendable {
    package let connection: String
    /// The platform's key of this delivery: `webhook-id`.
    package let eventID: String
    package let events: [IncomingEvent]
    package let receivedAt: Date

    /// The same with each message in the lane that its text asks for.
    package func sorted(by lane: (PrivateText) -> Lane) -> ReceivedWebhook {
        let isUrgent = events.contains { $0.text.map(lane) == .emergency }
        guard isUrgent else { return self }
        let sorted = events.map { $0.text.map(lane) == .emergency ? $0.urgent : $0 }
        return ReceivedWebhook(connection: connection, eventID: eventID, events: sorted, receivedAt: receivedAt)
    }

    package init(connection: String, eventID: String, events: [IncomingEvent], receivedAt: Date) {
        self.connection = connection
        self.eventID = eventID
        self.events = events
        self.receivedAt = receivedAt
    }
}

/// What became of a webhook: the message's id, and whether it was known already.
package struct Arrival: Sendable, Equatable {
    /// `nil` for an event that is no message.
    package let id: ID<Message>?
    package let isDuplicate: Bool

    package init(id: ID<Message>?, isDuplicate: Bool) {
        self.id = id
        self.isDuplicate = isDuplicate
    }
}

/// Why the store could not write.
package enum StoreFailure: Error, Sendable, Equatable {
    /// Disk full, I/O error or the like: try again later.
    case unavailable
    /// More waits to be written than memory allows.
    case overloaded
}

/// A settled burst: what is written in one transaction.
package struct Outcome: Sendable {
    package let burst: Burst
    package let decision: Decision
    package let record: DecisionRecord
    /// What becomes of the messages: settled, set aside or quarantined.
    package let state: Message.State
    /// The country learnt from this burst, to be remembered for the member.
    package let country: LearntCountry?
    package let at: Date
    /// The key a case gets if one is opened.
    package let escalation: ID<Escalation>
    /// Queued for the duty room when a case is opened as, or raised to, S0 or S1.
    package let dutyLine: DutyLine?

    /// An emergency where its decision says so, whatever lane it came by.
    package var lane: Lane {
        let isEmergency = dutyLine != nil || decision.replies.contains { $0.kind.lane == .emergency }
        return isEmergency ? .emergency : .ordinary
    }

    package init(
        burst: Burst,
        decision: Decision,
        record: DecisionRecord,
        state: Message.State,
        country: LearntCountry?,
        at: Date,
        escalation: ID<Escalation>,
        dutyLine: DutyLine?
    ) {
        self.burst = burst
        self.decision = decision
        self.record = record
        self.state = state
        self.country = country
        self.at = at
        self.escalation = escalation
        self.dutyLine = dutyLine
    }
}

/// A message with what was decided about it and what was sent.
package struct SettledMessage: Sendable {
    package let message: Message
    package let member: Member
    package let decision: DecisionRecord?
    package let deliveries: [DeliveryStatus]
    package let escalation: ID<Escalation>?

    package init(
        message: Message,
        member: Member,
        decision: DecisionRecord?,
        deliveries: [DeliveryStatus],
        escalation: ID<Escalation>?
    ) {
        self.message = message
        self.member = member
        self.decision = decision
        self.deliveries = deliveries
        self.escalation = escalation
    }
}

/// Where one delivery is, without its text.
package struct DeliveryStatus: Sendable, Codable, Equatable {
    package let id: ID<Delivery>
    package let kind: Delivery.Kind
    package let visibility: Visibility
    package let state: Delivery.State
    package let attempts: Int
    package let cause: String?
    package let platformMessageID: String?

    package init(
        id: ID<Delivery>,
        kind: Delivery.Kind,
        visibility: Visibility,
        state: Delivery.State,
        attempts: Int,
        cause: String?,
        platformMessageID: String?
    ) {
        self.id = id
        self.kind = kind
        self.visibility = visibility
        self.state = state
        self.attempts = attempts
        self.cause = cause
        self.platformMessageID = platformMessageID
    }
}
