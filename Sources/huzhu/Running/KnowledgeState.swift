import Foundation
import MutualAid
import Synchronization
import Web

/// How far the knowledge is, for `/readyz`; and whether a person paused automatic answers.
final class KnowledgeState: Sendable {
    private let readiness = Mutex(Readiness.loading)
    private let paused: Mutex<Bool>
    private let wrong = Mutex<[FileProblem]>([])
    private let startedAt: Date

    /// The longest that questions wait for the first reading, and how often they ask for it, in seconds.
    private static let longestWait: TimeInterval = 20
    private static let pause: TimeInterval = 0.3

    init(isPaused: Bool, startedAt: Date = Date()) {
        paused = Mutex(isPaused)
        self.startedAt = startedAt
    }

    var current: Readiness { readiness.withLock { $0 } }

    func set(_ fresh: Readiness) {
        readiness.withLock { $0 = fresh }
    }

    /// What is wrong in the folder of entries, as last read.
    var problems: [FileProblem] { wrong.withLock { $0 } }

    func report(_ problems: [FileProblem]) {
        wrong.withLock { $0 = problems }
    }

    /// When to look again while the knowledge is read for the first time, so that a restart turns no question into a
    /// case; `nil` once it was read or refused, or when that takes too long.
    func expected(at now: Date) -> Date? {
        guard current == .loading, now.timeIntervalSince(startedAt) < Self.longestWait else { return nil }
        return now.addingTimeInterval(Self.pause)
    }

    var isPaused: Bool { paused.withLock { $0 } }

    func pause(_ isPaused: Bool) {
        paused.withLock { $0 = isPaused }
    }
}
