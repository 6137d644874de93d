import Foundation
import MutualAid
import Synchronization
import Web

/// How far the knowledge is, for `/readyz`; and whether a person paused automatic answers.
final class KnowledgeState: Sendable {
    private let readiness = Mutex(Readiness.loading)
    private let paused: Mutex<Bool>
    private let wasRead = ChangeNotice()

    /// The longest wait for the first reading, in seconds: danger signs are found without it.
    private static let longestWait: TimeInterval = 20

    init(isPaused: Bool) {
        paused = Mutex(isPaused)
    }

    var current: Readiness { readiness.withLock { $0 } }

    func set(_ fresh: Readiness) {
        readiness.withLock { $0 = fresh }
        wasRead.ring()
    }

    /// Returns when the knowledge was read or refused for the first time, or when that takes too long.
    func waitUntilRead() async {
        guard current == .loading else { return }
        await wasRead.wait(until: Date().addingTimeInterval(Self.longestWait))
    }

    var isPaused: Bool { paused.withLock { $0 } }

    func pause(_ isPaused: Bool) {
        paused.withLock { $0 = isPaused }
    }
}
