package import Logging
import Metrics
import ServiceLifecycle
package import struct Foundation.Date

/// Sends the e-mails owed to staff, with back-off; one that is given up is counted and logged.
package struct PageWorker: Service {
    private let store: any PageStore
    private let mailer: any Mailer
    private let address: @Sendable (String) -> String?
    private let now: @Sendable () -> Date
    private let waitForWork: @Sendable (Date?) async -> Void
    private let logger: Logger
    private let schedule = RetrySchedule(base: 2, cap: 300)

    private static let batch = 16
    private static let subject = "Huzhu: somebody is waiting"

    /// `address` tells a login's e-mail address by the roster in force; the loop rests in `waitForWork` until a page was
    /// queued, or the given time.
    package init(
        store: any PageStore,
        mailer: any Mailer,
        address: @escaping @Sendable (String) -> String?,
        now: @escaping @Sendable () -> Date,
        logger: Logger,
        waitForWork: @escaping @Sendable (Date?) async -> Void
    ) {
        self.store = store
        self.mailer = mailer
        self.address = address
        self.now = now
        self.logger = logger
        self.waitForWork = waitForWork
    }

    /// Runs until graceful shutdown.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let next = await sendDue()
            await cancelWhenGracefulShutdown { await waitForWork(next) }
        }
    }

    /// Sends what is due now, and tells when to look again.
    package func sendDue() async -> Date? {
        do {
            let pages = try await store.claimPages(limit: Self.batch, now: now())
            await withDiscardingTaskGroup { group in
                for page in pages { group.addTask { await send(page) } }
            }
            return pages.count == Self.batch ? now() : try await store.nextPageDue()
        } catch {
            logger.error("Pages could not be read", metadata: ["error": "\(type(of: error))"])
            return now().addingTimeInterval(1)
        }
    }

    private func send(_ page: Page) async {
        let outcome: DeliveryResult =
            if let address = address(page.login) {
                await mailer.send(page.text, subject: Self.subject, to: address)
            } else {
                .refused(.notConnected)
            }
        do {
            try await store.record(result(outcome, page), of: page, now: now())
        } catch {
            // The attempt's lease runs out and the page is sent again: twice is better than never.
            logger.error("A page's result could not be kept", metadata: ["page": "\(page.id)"])
        }
    }

    private func result(_ outcome: DeliveryResult, _ page: Page) -> PageResult {
        switch outcome {
        case .delivered:
            Counter(label: "huzhu_page_send_total").increment()
            return .sent
        case .retry(let after, let cause):
            guard now().timeIntervalSince(page.createdAt) < Page.lifetime else { return abandon(page, cause) }
            let delay = schedule.delay(afterAttempt: page.attempt, retryAfter: after) { Double.random(in: 0..<1) }
            return .waiting(until: now().addingTimeInterval(delay), cause: cause)
        case .gone: return abandon(page, .gone)
        case .refused(let cause): return abandon(page, cause)
        }
    }

    private func abandon(_ page: Page, _ cause: DeliveryCause) -> PageResult {
        Counter(label: "huzhu_page_abandon_total").increment()
        logger.error(
            "A page was given up; somebody must look",
            metadata: ["page": "\(page.id)", "escalation": "\(page.escalation)", "cause": "\(cause.rawValue)"]
        )
        return .abandoned(cause)
    }
}
