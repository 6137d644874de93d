package import Logging
import Metrics
import ServiceLifecycle
package import struct Foundation.Date

/// Claims due bursts and takes each through understanding, deciding and settling; one such loop a lane.
package struct MessageWorker: Service {
    private let lane: Lane
    private let flow: MessageFlow
    private let waitToBegin: @Sendable () async -> Void
    private let waitForWork: @Sendable (Date?) async -> Void
    private let logger: Logger

    /// How many bursts are claimed at once.
    private static let batch = 64
    /// The least time between two claims.
    ///
    /// Under load a claim takes many bursts instead of one and wakes fewer threads beside the platforms that wait for
    /// their 202; in a crisis the next claim is almost at once.
    private var pace: Duration { lane == .emergency ? .milliseconds(4) : .milliseconds(32) }
    private static let settled = Counter(label: "huzhu_burst_settle_total")

    /// Nothing is claimed before `waitToBegin` returns: what would have to wait for the knowledge is left lying untouched.
    ///
    /// The loop rests in `waitForWork`, which returns when something new was stored, or at the given time, or on shutdown.
    package init(
        lane: Lane,
        flow: MessageFlow,
        logger: Logger,
        waitToBegin: @escaping @Sendable () async -> Void,
        waitForWork: @escaping @Sendable (Date?) async -> Void
    ) {
        self.lane = lane
        self.flow = flow
        self.logger = logger
        self.waitToBegin = waitToBegin
        self.waitForWork = waitForWork
    }

    /// Runs until graceful shutdown; what is claimed by then is finished.
    package func run() async throws {
        await waitToBegin()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if await !handleDue() { await pause(until: await nextDue()) }
            // Woken early only by cancellation, which the loop's condition sees.
            try? await Task.sleep(for: pace)
        }
    }

    /// Handles what is due, at most a batch; tells whether anything was.
    package func handleDue() async -> Bool {
        let bursts = await claim()
        await handle(bursts)
        return !bursts.isEmpty
    }

    private func claim() async -> [Burst] {
        do {
            return try await flow.messages.claimBursts(lane, limit: Self.batch, now: flow.now())
        } catch {
            logger.error("Bursts could not be claimed", metadata: ["error": "\(error)"])
            await pause(until: flow.now().addingTimeInterval(1))
            return []
        }
    }

    private func nextDue() async -> Date? {
        do {
            return try await flow.messages.nextBurstDue(lane)
        } catch {
            return flow.now().addingTimeInterval(1)
        }
    }

    private func handle(_ bursts: [Burst]) async {
        await withDiscardingTaskGroup { group in
            for burst in bursts {
                group.addTask { await handle(burst) }
            }
        }
    }

    private func handle(_ burst: Burst) async {
        do {
            try await flow.handle(burst)
            Self.settled.increment()
        } catch {
            Counter(label: "huzhu_burst_fail_total").increment()
            let message = burst.messages[0].id
            logger.error("A burst could not be settled", metadata: ["message": "\(message)", "error": "\(error)"])
            let until = flow.now().addingTimeInterval(Double(1 << min(burst.attempts, 6)))
            // Losing this error is right: the claim's lease runs out and the burst comes back by itself.
            try? await flow.messages.giveBack(burst, until: until)
        }
    }

    private func pause(until: Date?) async {
        await cancelWhenGracefulShutdown { await waitForWork(until) }
    }
}
