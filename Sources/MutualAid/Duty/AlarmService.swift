package import Logging
import Metrics
import ServiceLifecycle
package import struct Foundation.Date

/// Calls people for every S0 and S1 that waits, rung by rung, until somebody claims it.
///
/// Nothing here is shed or rate-limited; what fails is tried again a second later, and a rung fires once.
package struct AlarmService: Service {
    private let store: any AlarmStore
    private let caller: AlarmCaller
    private let duty: @Sendable (Date) async throws -> Duty
    private let now: @Sendable () -> Date
    private let waitForWork: @Sendable (Date?) async -> Void
    private let logger: Logger

    private static let batch = 64
    /// The longest between two looks at the queue, in seconds: also what no bell told of is seen.
    private static let pace = 1.0

    /// The loop rests in `waitForWork` until the queue changes, or the given time.
    package init(
        store: any AlarmStore,
        caller: AlarmCaller,
        duty: @escaping @Sendable (Date) async throws -> Duty,
        now: @escaping @Sendable () -> Date,
        logger: Logger,
        waitForWork: @escaping @Sendable (Date?) async -> Void
    ) {
        self.store = store
        self.caller = caller
        self.duty = duty
        self.now = now
        self.logger = logger
        self.waitForWork = waitForWork
    }

    /// Runs until graceful shutdown.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let next = await fireDue()
            await cancelWhenGracefulShutdown { await waitForWork(next) }
        }
    }

    /// Raises and fires everything that is due now, and tells when to look again.
    package func fireDue() async -> Date {
        let soon = now().addingTimeInterval(Self.pace)
        do {
            try await store.raiseAlarms(now: now())
            let due = try await store.dueAlarms(now: now(), limit: Self.batch)
            for alarm in due { await fire(alarm) }
            if due.count == Self.batch { return now() }
            return min(try await store.nextAlarmDue() ?? soon, soon)
        } catch {
            logger.error("Alarms could not be read", metadata: ["error": "\(type(of: error))"])
            return soon
        }
    }

    private func fire(_ alarm: Alarm) async {
        let at = now()
        guard let ladder = AlarmLadder(alarm.severity) else { return }
        let rung = ladder.rung(alarm.rung)
        let next = ladder.next(after: alarm.rung, receivedAt: alarm.receivedAt, now: at)
        do {
            let isFired = try await store.fire(
                alarm,
                caller.call(for: alarm, rung, await currentDuty(at), at),
                nextRung: next,
                nextDue: ladder.dueAt(next, receivedAt: alarm.receivedAt),
                now: at
            )
            if isFired {
                Counter(label: "huzhu_alarm_fire_total", dimensions: [("severity", alarm.severity.rawValue)])
                    .increment()
            }
        } catch {
            Counter(label: "huzhu_alarm_fail_total").increment()
            logger.error(
                "An alarm could not fire; it is tried again",
                metadata: ["escalation": "\(alarm.escalation)", "error": "\(type(of: error))"]
            )
        }
    }

    /// Without the staff at hand the duty room is still called.
    private func currentDuty(_ at: Date) async -> Duty {
        do {
            return try await duty(at)
        } catch {
            logger.error(
                "The staff could not be read; the duty room is called",
                metadata: ["error": "\(type(of: error))"]
            )
            return Duty(roster: .empty, overrides: [], staff: [])
        }
    }
}
