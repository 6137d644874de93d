package import Logging
import Metrics
import ServiceLifecycle
package import struct Foundation.Date

/// Fires what is due, once and in due order, also what fell due while the daemon was down (criterion E20).
package struct EscalationClock: Service {
    private let timers: any EscalationTimerStore
    private let duties: [EscalationTimer.Kind: any TimerDuty]
    private let now: @Sendable () -> Date
    private let waitForWork: @Sendable (Date?) async -> Void
    private let logger: Logger

    /// How many are read at once.
    private static let batch = 64
    /// How long a timer that failed is left alone, in seconds, so that those after it still fire.
    private static let pause = 5.0

    /// The loop rests in `waitForWork` until a timer is set, or the given time.
    ///
    /// A kind that none of the duties names stays where it is until there is one.
    package init(
        timers: any EscalationTimerStore,
        duties: [any TimerDuty],
        now: @escaping @Sendable () -> Date,
        logger: Logger,
        waitForWork: @escaping @Sendable (Date?) async -> Void
    ) {
        self.timers = timers
        self.duties = Dictionary(
            duties.flatMap { duty in duty.kinds.map { ($0, duty) } },
            uniquingKeysWith: { first, _ in first }
        )
        self.now = now
        self.waitForWork = waitForWork
        self.logger = logger
    }

    /// Runs until graceful shutdown.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let next = await fireDue()
            await cancelWhenGracefulShutdown { await waitForWork(next) }
        }
    }

    /// Fires everything that is due now, and tells when to look again; `nil` when nothing is set.
    package func fireDue() async -> Date? {
        let kinds = Set(duties.keys)
        do {
            while true {
                let due = try await timers.dueTimers(of: kinds, now: now(), limit: Self.batch)
                guard !due.isEmpty else { return try await timers.nextTimerDue(of: kinds) }
                var failures = 0
                for timer in due where await !fire(timer) { failures += 1 }
                if failures > 0 { return now().addingTimeInterval(Self.pause) }
            }
        } catch {
            logger.error("Timers could not be read", metadata: ["error": "\(type(of: error))"])
            return now().addingTimeInterval(Self.pause)
        }
    }

    private func fire(_ timer: EscalationTimer) async -> Bool {
        do {
            try await duties[timer.kind]?.fire(timer, now: now())
            Counter(label: "huzhu_timer_fire_total", dimensions: [("kind", timer.kind.rawValue)]).increment()
            return true
        } catch {
            logger.error(
                "A timer could not fire",
                metadata: ["escalation": "\(timer.escalation)", "kind": "\(timer.kind.rawValue)"]
            )
            return false
        }
    }
}

/// The queue's own timers: leases, first touch, transfers, snoozes, silence and closing.
package struct QueueDuty: TimerDuty {
    private let timers: any EscalationTimerStore

    package init(timers: any EscalationTimerStore) {
        self.timers = timers
    }

    package var kinds: Set<EscalationTimer.Kind> { EscalationSchedule.kinds.union([.checkInAnswer]) }

    package func fire(_ timer: EscalationTimer, now: Date) async throws {
        _ = try await timers.fire(timer, now: now)
    }
}
