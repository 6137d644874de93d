import Foundation
import MutualAid
import ServiceLifecycle
import Web

/// How far the knowledge is, for `/readyz`; and whether a person paused automatic answers.
final class KnowledgeState: Sendable {
    private let readiness = Guarded(Readiness.loading)
    private let paused: Guarded<Bool>
    private let wrong = Guarded<[FileProblem]>([])
    private let changedUnseen = Guarded<[FileProblem]>([])
    private let startedAt: Date
    private let changed = ChangeNotice()

    /// The longest that questions wait for the first reading, and how often they ask for it, in seconds.
    private static let longestWait: TimeInterval = 20
    private static let pause: TimeInterval = 0.3

    init(isPaused: Bool, startedAt: Date = Date()) {
        paused = Guarded(isPaused)
        self.startedAt = startedAt
    }

    var current: Readiness { readiness.withLock { $0 } }

    func set(_ fresh: Readiness) {
        readiness.withLock { $0 = fresh }
        changed.ring()
    }

    /// What is wrong in the folder of entries, as last read.
    var problems: [FileProblem] { wrong.withLock { $0 } }

    /// - Returns: those that were not there the last time.
    func report(_ problems: [FileProblem]) -> [FileProblem] { Self.replace(wrong, with: problems) }

    /// What changed in the folder and nobody has reviewed, as last read.
    var notices: [FileProblem] { changedUnseen.withLock { $0 } }

    /// - Returns: those that were not there the last time.
    func notice(_ notices: [FileProblem]) -> [FileProblem] { Self.replace(changedUnseen, with: notices) }

    private static func replace(_ known: Guarded<[FileProblem]>, with present: [FileProblem]) -> [FileProblem] {
        known.withLock { known in
            let fresh = present.filter { !known.contains($0) }
            known = present
            return fresh
        }
    }

    /// When to look again while the knowledge is read for the first time, so that a restart turns no question into a
    /// case; `nil` once it was read or refused, or when that takes too long.
    func expected(at now: Date) -> Date? {
        guard current == .loading, now.timeIntervalSince(startedAt) < Self.longestWait else { return nil }
        return now.addingTimeInterval(Self.pause)
    }

    /// Returns when the knowledge was read for the first time or refused, when that takes too long, or on shutdown.
    ///
    /// One loop may wait at a time.
    func waitUntilRead() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled, expected(at: Date()) != nil {
            await cancelWhenGracefulShutdown { await self.changed.wait(until: self.startedAt + Self.longestWait) }
        }
    }

    var isPaused: Bool { paused.withLock { $0 } }

    func pause(_ isPaused: Bool) {
        paused.withLock { $0 = isPaused }
    }
}
