import Comprehension
package import Logging
import Metrics
import ServiceLifecycle
package import struct Foundation.Date

/// Sends each notice to the private chats of whom it is for; who has none there reads it where they work.
package struct NoticeCourier: Service {
    private let store: any StaffNoticeStore
    private let caller: AlarmCaller
    private let roster: RosterInForce
    private let now: @Sendable () -> Date
    private let waitForWork: @Sendable (Date?) async -> Void
    private let logger: Logger

    private static let batch = 64
    /// How long after a failure it tries again, and at the latest looks again, in seconds.
    private static let pause = 5.0

    /// The loop rests in `waitForWork` until there are notices, or the given time.
    package init(
        store: any StaffNoticeStore,
        caller: AlarmCaller,
        roster: RosterInForce,
        now: @escaping @Sendable () -> Date,
        logger: Logger,
        waitForWork: @escaping @Sendable (Date?) async -> Void
    ) {
        self.store = store
        self.caller = caller
        self.roster = roster
        self.now = now
        self.logger = logger
        self.waitForWork = waitForWork
    }

    /// Runs until graceful shutdown.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await sendOwed()
            let next = now().addingTimeInterval(Self.pause)
            await cancelWhenGracefulShutdown { await waitForWork(next) }
        }
    }

    /// Queues every notice that has not left yet.
    package func sendOwed() async {
        do {
            while true {
                let owed = try await store.unsentNotices(limit: Self.batch)
                for notice in owed {
                    let call = caller.notice(notice, to: roster.current.person(notice.notice.login))
                    try await store.send(notice, call, now: now())
                    Counter(label: "huzhu_staff_notice_send_total").increment()
                }
                if owed.count < Self.batch { return }
            }
        } catch {
            logger.error("Notices for staff could not be sent", metadata: ["error": "\(type(of: error))"])
        }
    }
}

extension AlarmCaller {
    /// What a notice says and where it goes: class and link, never a word of a member.
    func notice(_ owed: OwedNotice, to person: RosterPerson?) -> AlarmCall {
        let slots: [String: PhraseSlot] = [
            owed.notice.kind.rawValue: true, "severity": .text(owed.severity.rawValue),
            "desk": .text(owed.desk.rawValue), "link": .text("\(publicURL)/escalations/\(owed.notice.escalation)"),
        ]
        let language: ReplyLanguage = person?.languages.first.map { $0.hasPrefix("zh") } ?? true ? .chinese : .english
        var call = AlarmCall(text: phrases.say(.staffNotice, in: language, slots))
        call.chats = person.map { chats($0, owed.group) } ?? []
        return call
    }
}
