package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// When people are called for a case nobody has claimed, whom, and by which ways: pure.
///
/// S0: at once, at 60 s, another way at 2 min, second line and coordinators at 5, all on duty at 10, then every 10.
/// S1: at once, second line at 30 min, coordinators at 60, then every hour. Both go on until somebody claims the case.
package struct AlarmLadder: Sendable, Equatable {
    package let rungs: [AlarmRung]
    /// How often the last rung comes again, in seconds.
    package let interval: TimeInterval

    /// - Returns: `nil` for cases that may wait in the queue.
    package init?(_ severity: Severity) {
        switch severity {
        case .s0:
            rungs = [
                AlarmRung(after: 0, [.desk], [.chat]),
                AlarmRung(after: 60, [.desk], [.room, .chat]),
                AlarmRung(after: 120, [.desk], [.room, .chat, .email]),
                AlarmRung(after: 300, [.desk, .secondLine, .coordinators], [.room, .chat, .email]),
                AlarmRung(after: 600, [.everybodyOnDuty, .secondLine, .coordinators, .rota], [.room, .chat, .email]),
            ]
            interval = 600
        case .s1:
            rungs = [
                AlarmRung(after: 0, [.desk], [.chat]),
                AlarmRung(after: 1800, [.desk, .secondLine], [.room, .chat, .email]),
                AlarmRung(after: 3600, [.desk, .secondLine, .coordinators], [.room, .chat, .email]),
            ]
            interval = 3600
        case .s2, .s3: return nil
        }
    }

    /// What is done on a rung; beyond the last one, the last again.
    package func rung(_ number: Int) -> AlarmRung {
        let last = rungs.count - 1
        let rung = rungs[min(max(number, 0), last)]
        let extra = Double(max(0, number - last)) * interval
        return AlarmRung(after: rung.after + extra, rung.audiences, rung.ways)
    }

    package func dueAt(_ number: Int, receivedAt: Date) -> Date {
        receivedAt.addingTimeInterval(rung(number).after)
    }

    /// The rung a case of that age stands on: where an alarm begins that was not raised from the start.
    package func reached(receivedAt: Date, now: Date) -> Int {
        let age = now.timeIntervalSince(receivedAt)
        let last = rungs.count - 1
        if age >= rungs[last].after { return last + Int((age - rungs[last].after) / interval) }
        return rungs.lastIndex { $0.after <= age } ?? 0
    }

    /// The rung after one that fired.
    ///
    /// Rungs that call other people are never skipped; repeats that a standstill missed are.
    package func next(after number: Int, receivedAt: Date, now: Date) -> Int {
        let following = number + 1
        guard following >= rungs.count else { return following }
        return max(following, reached(receivedAt: receivedAt, now: now) + 1)
    }
}

/// One step of the alarm ladder.
package struct AlarmRung: Sendable, Equatable {
    /// Seconds from the receipt of the member's first message.
    package let after: TimeInterval
    package let audiences: [Audience]
    package let ways: Set<AlarmWay>

    init(after: TimeInterval, _ audiences: [Audience], _ ways: Set<AlarmWay>) {
        self.after = after
        self.audiences = audiences
        self.ways = ways
    }
}

/// How somebody is called.
package enum AlarmWay: String, Sendable, Codable, CaseIterable {
    /// A line in the duty room.
    case room
    /// A private line to the person's own chat ids.
    case chat
    case email
}
