package import Comprehension
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// Asks a member how they are, a day, three days and a week after a crisis was resolved with that follow-up.
///
/// A bad answer brings the case back, and so does none within a day; a person reads whatever is not plainly good.
package struct CheckInDuty: TimerDuty {
    private let store: any CheckInStore
    private let words: [ReplyLanguage: PrivateText]

    /// How long an answer is waited for, in seconds.
    package static let patience: TimeInterval = 24 * 3600
    /// The three questions, with the days after the case was resolved.
    package static let days: [(kind: EscalationTimer.Kind, days: Double)] = [
        (.checkInDay, 1), (.checkInThirdDay, 3), (.checkInWeek, 7),
    ]

    package init(store: any CheckInStore, phrases: any Phrasebook) {
        self.store = store
        words = Dictionary(
            uniqueKeysWithValues: ReplyLanguage.allCases.map { ($0, phrases.say(.checkIn, in: $0, [:])) }
        )
    }

    package var kinds: Set<EscalationTimer.Kind> { Set(Self.days.map(\.kind)) }

    package func fire(_ timer: EscalationTimer, now: Date) async throws {
        _ = try await store.checkIn(timer, saying: words, now: now)
    }
}

/// Check-ins on disk.
package protocol CheckInStore: Sendable {
    /// Queues the question in the member's language, in private, and sets by when it is to be answered.
    ///
    /// Returns `false` where the timer was taken away meanwhile, so that nothing was done.
    func checkIn(
        _ timer: EscalationTimer,
        saying words: [ReplyLanguage: PrivateText],
        now: Date
    ) async throws -> Bool
}
