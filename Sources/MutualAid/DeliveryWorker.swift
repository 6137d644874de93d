package import Logging
import Metrics
import ServiceLifecycle
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// Hands due deliveries to their platforms, one loop a lane, and records what came of each.
///
/// The attempt is on disk before the request, the result after it; a crash between the two repeats the same
/// `webhook-id`, which the gateway knows.
package struct DeliveryWorker: Service {
    private let lane: Lane
    private let store: any DeliveryStore
    private let platforms: [String: any ChatPlatform]
    private let gate: DestinationGate
    private let now: @Sendable () -> Date
    private let waitForWork: @Sendable (Date?) async -> Void
    private let logger: Logger

    private let schedule = RetrySchedule()

    private static let batch = 64
    /// The least time between two claims: under load a claim takes many deliveries instead of one.
    private var pace: Duration { lane == .emergency ? .milliseconds(2) : .milliseconds(16) }

    /// Makes the loop of one lane; it rests in `waitForWork` until something is queued or the given time.
    package init(
        lane: Lane,
        store: any DeliveryStore,
        platforms: [String: any ChatPlatform],
        gate: DestinationGate,
        now: @escaping @Sendable () -> Date,
        logger: Logger,
        waitForWork: @escaping @Sendable (Date?) async -> Void
    ) {
        self.lane = lane
        self.store = store
        self.platforms = platforms
        self.gate = gate
        self.now = now
        self.waitForWork = waitForWork
        self.logger = logger
    }

    /// Runs until graceful shutdown; requests under way by then are finished and recorded.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if await !deliverDue() {
                let until = await nextDue()
                await cancelWhenGracefulShutdown { await waitForWork(until) }
            }
            // Woken early only by cancellation, which the loop's condition sees.
            try? await Task.sleep(for: pace)
        }
    }

    /// Hands over what is due, at most a batch; tells whether anything was.
    package func deliverDue() async -> Bool {
        let due = await claim()
        await deliver(due)
        return !due.isEmpty
    }

    private func claim() async -> [Delivery] {
        do {
            let closed = gate.closed(among: platforms.keys)
            return try await store.claimDeliveries(lane, limit: Self.batch, excluding: closed, now: now())
        } catch {
            logger.error("Deliveries could not be claimed", metadata: ["error": "\(error)"])
            let soon = now().addingTimeInterval(1)
            await cancelWhenGracefulShutdown { await waitForWork(soon) }
            return []
        }
    }

    /// The next due time, or the time a closed destination may be tried again, whichever comes first.
    private func nextDue() async -> Date? {
        do {
            let due = try await store.nextDeliveryDue(lane)
            // What is due but was not claimed waits for its destination or for an earlier line of its conversation.
            guard let due, due <= now() else { return due }
            return now().addingTimeInterval(0.25)
        } catch {
            return now().addingTimeInterval(1)
        }
    }

    private func deliver(_ due: [Delivery]) async {
        await withDiscardingTaskGroup { group in
            for delivery in due {
                group.addTask { await deliver(delivery) }
            }
        }
    }

    private func deliver(_ delivery: Delivery) async {
        Failpoint.hit("before-deliver")
        let result: DeliveryResult
        if let lifetime = delivery.kind.lifetime, now().timeIntervalSince(delivery.createdAt) > lifetime {
            result = .refused(.expired)
        } else if let platform = platforms[delivery.room.connection] {
            let isAdmitted = gate.admits(delivery.room.connection)
            result = isAdmitted ? await platform.deliver(delivery) : .retry(after: 1, cause: .circuitOpen)
        } else {
            result = .retry(after: 60, cause: .notConnected)
        }
        Failpoint.hit("after-deliver")
        gate.note(result, of: delivery.room.connection)
        await record(recorded(result, of: delivery), of: delivery)
    }

    private func recorded(_ result: DeliveryResult, of delivery: Delivery) -> RecordedResult {
        switch result {
        case .delivered(let id): .delivered(platformMessageID: id)
        case .refused(let cause): .abandoned(cause)
        case .gone: .waiting(until: now().addingTimeInterval(schedule.cap), cause: .gone)
        case .retry(let after, let cause): .waiting(until: nextTry(of: delivery, after: after), cause: cause)
        }
    }

    private func nextTry(of delivery: Delivery, after: TimeInterval?) -> Date {
        let delay = schedule.delay(afterAttempt: delivery.attempt, retryAfter: after) { Double.random(in: 0..<1) }
        return now().addingTimeInterval(delay)
    }

    private func record(_ result: RecordedResult, of delivery: Delivery) async {
        count(result)
        do {
            try await store.record(result, of: delivery, now: now())
        } catch {
            // The attempt stays open on disk; recovery at the next start, or the lease, repeats the same id.
            logger.error(
                "A delivery's result could not be recorded",
                metadata: ["delivery": "\(delivery.id)", "error": "\(error)"]
            )
        }
    }

    private func count(_ result: RecordedResult) {
        let outcome =
            switch result {
            case .delivered: "delivered"
            case .waiting: "retried"
            case .abandoned: "abandoned"
            }
        Counter(label: "huzhu_delivery_attempt_total", dimensions: [("outcome", outcome)]).increment()
    }
}
