import MutualAid
import Synchronization
import Web

/// How far the knowledge is, for `/readyz`; and whether a person paused automatic answers.
final class KnowledgeState: Sendable {
    private let readiness = Mutex(Readiness.loading)
    private let paused: Mutex<Bool>

    init(isPaused: Bool) {
        paused = Mutex(isPaused)
    }

    var current: Readiness { readiness.withLock { $0 } }

    func set(_ fresh: Readiness) {
        readiness.withLock { $0 = fresh }
    }

    var isPaused: Bool { paused.withLock { $0 } }

    func pause(_ isPaused: Bool) {
        paused.withLock { $0 = isPaused }
    }
}
