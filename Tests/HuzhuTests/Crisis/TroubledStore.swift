import Foundation
import MutualAid
import Storage

/// The real database, each of whose acts may fail before it is done, or have been done and not told of.
struct TroubledStore: MessageStore, AlarmStore, DeliveryStore {
    let database: Database
    let troubles: Troubles

    private func act<Result>(_ act: () async throws -> Result) async throws -> Result {
        try troubles.strike()
        let result = try await act()
        try troubles.strike()
        return result
    }

    func receive(_ webhook: ReceivedWebhook, then: @escaping @Sendable (Result<Arrival, StoreFailure>) -> Void) {
        guard isSound() else { return then(.failure(.unavailable)) }
        database.receive(webhook) { then(isSound() ? $0 : .failure(.unavailable)) }
    }

    private func isSound() -> Bool {
        do {
            try troubles.strike()
            return true
        } catch {
            return false
        }
    }

    func claimBursts(_ lane: Lane, limit: Int, now: Date) async throws -> [Burst] {
        try await act { try await database.claimBursts(lane, limit: limit, now: now) }
    }

    func postpone(_ burst: Burst, until: Date) async throws {
        try await act { try await database.postpone(burst, until: until) }
    }

    func giveBack(_ burst: Burst, until: Date) async throws {
        try await act { try await database.giveBack(burst, until: until) }
    }

    func settle(_ outcome: Outcome) async throws -> Bool {
        try await act { try await database.settle(outcome) }
    }

    func message(_ id: ID<Message>) async throws -> SettledMessage? {
        try await act { try await database.message(id) }
    }

    func nextBurstDue(_ lane: Lane) async throws -> Date? {
        try await act { try await database.nextBurstDue(lane) }
    }

    func raiseAlarms(now: Date) async throws {
        try await act { try await database.raiseAlarms(now: now) }
    }

    func dueAlarms(now: Date, limit: Int) async throws -> [Alarm] {
        try await act { try await database.dueAlarms(now: now, limit: limit) }
    }

    func nextAlarmDue() async throws -> Date? {
        try await act { try await database.nextAlarmDue() }
    }

    func fire(_ alarm: Alarm, _ call: AlarmCall, nextRung: Int, nextDue: Date, now: Date) async throws -> Bool {
        try await act { try await database.fire(alarm, call, nextRung: nextRung, nextDue: nextDue, now: now) }
    }

    func claimDeliveries(
        _ lane: Lane,
        limit: Int,
        excluding: Set<String>,
        now: Date
    ) async throws -> [Delivery] {
        try await act { try await database.claimDeliveries(lane, limit: limit, excluding: excluding, now: now) }
    }

    func record(_ result: RecordedResult, of delivery: Delivery, now: Date) async throws {
        try await act { try await database.record(result, of: delivery, now: now) }
    }

    func recoverAttempts(now: Date) async throws -> Int {
        try await act { try await database.recoverAttempts(now: now) }
    }

    func releaseHeld(now: Date) async throws -> Int {
        try await act { try await database.releaseHeld(now: now) }
    }

    func deliveryCounts() async throws -> [Delivery.State: Int] {
        try await act { try await database.deliveryCounts() }
    }

    func nextDeliveryDue(_ lane: Lane) async throws -> Date? {
        try await act { try await database.nextDeliveryDue(lane) }
    }
}

/// A platform that may answer 429 instead of taking a text; it guards what it took.
final class ThrottlingPlatform: ChatPlatform {
    struct VerifiedWebhook: Sendable {
        let request: WebhookRequest
    }

    struct Taken: Sendable {
        let delivery: Delivery
        let at: Date
    }

    let connection = Connection(id: "gateway", kind: "webhook", carriesPrivate: true, allowsDatedAnswers: true)
    private let troubles: Troubles
    private let clock: HandClock
    private let texts = Guarded<[Taken]>([])

    init(_ troubles: Troubles, _ clock: HandClock) {
        self.troubles = troubles
        self.clock = clock
    }

    var taken: [Taken] { texts.withLock { $0 } }

    func verify(_ request: WebhookRequest, at now: Date) throws(WebhookRejection) -> VerifiedWebhook {
        VerifiedWebhook(request: request)
    }

    func parse(_ webhook: VerifiedWebhook, receivedAt: Date) throws(WebhookRejection) -> ReceivedWebhook {
        let id = webhook.request.header("id") ?? ""
        let message = IncomingMessage(
            room: Room(connection: connection.id, name: "europe"),
            group: "europe",
            platformID: id,
            sender: Sender(platformID: PrivateText(webhook.request.header("sender") ?? "")),
            text: PrivateText(String(decoding: webhook.request.body, as: UTF8.self)),
            sentAt: receivedAt
        )
        return ReceivedWebhook(
            connection: connection.id,
            eventID: id,
            events: [.messageCreated(message)],
            receivedAt: receivedAt
        )
    }

    func deliver(_ delivery: Delivery) async -> DeliveryResult {
        if let wait = troubles.throttle() { return .retry(after: wait, cause: .throttled) }
        texts.withLock { $0.append(Taken(delivery: delivery, at: clock.now)) }
        return .delivered(platformMessageID: nil)
    }
}
