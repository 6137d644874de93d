package import Comprehension
package import Logging
import ServiceLifecycle
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// Puts misses that ask the same together, and closes those that an entry answers since it was published.
package struct GapKeeper: Service {
    private let store: any GapStore
    private let shelf: KnowledgeShelf
    private let rehearsal: Rehearsal
    private let now: @Sendable () -> Date
    private let pause: @Sendable (TimeInterval) async -> Void
    private let logger: Logger

    /// How often it is looked for work, in seconds.
    private static let interval: TimeInterval = 3
    /// Gaps compared in one go, and with how many others.
    private static let most = 50
    private static let mostOthers = 300
    /// Misses asked again when the knowledge changed.
    private static let mostMisses = 2000
    /// How sure it must be that two ask the same.
    private static let bar = 0.9

    /// - Parameters:
    ///   - store: the gaps.
    ///   - shelf: the knowledge in force.
    ///   - rehearsal: decides what would be answered now.
    ///   - now: the clock.
    ///   - logger: told what fails.
    ///   - pause: rests so many seconds, or until shutdown.
    package init(
        store: any GapStore,
        shelf: KnowledgeShelf,
        rehearsal: Rehearsal,
        now: @escaping @Sendable () -> Date,
        logger: Logger,
        pause: @escaping @Sendable (TimeInterval) async -> Void
    ) {
        self.store = store
        self.shelf = shelf
        self.rehearsal = rehearsal
        self.now = now
        self.logger = logger
        self.pause = pause
    }

    package func run() async throws {
        var seen: String?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let knowledge = shelf.current
                try await compare(by: knowledge.likeness)
                if knowledge.isAvailable, knowledge.fingerprint != seen {
                    try await closeAnswered(by: knowledge)
                    seen = knowledge.fingerprint
                }
            } catch {
                logger.error("Unanswered questions could not be sorted", metadata: ["error": "\(type(of: error))"])
            }
            await cancelWhenGracefulShutdown { await pause(Self.interval) }
        }
    }

    /// Lets each new gap go into an older one that asks the same, dismissed or not.
    package func compare(by likeness: (any Likeness)?) async throws {
        guard let likeness else { return }
        // New gaps are compared with much the same older ones: each is read and prepared once.
        var prepared: [ID<FAQGap>: ComparedText] = [:]
        for gap in try await store.gapsToCompare(limit: Self.most) {
            var best: (id: ID<FAQGap>, probability: Double)?
            if let text = try await store.question(of: gap) {
                let own = likeness.prepared(text.exposed)
                for older in try await store.gaps(olderThan: gap, limit: Self.mostOthers) {
                    if prepared[older] == nil, let other = try await store.question(of: older) {
                        prepared[older] = likeness.prepared(other.exposed)
                    }
                    guard let other = prepared[older] else { continue }
                    let probability = likeness.probability(own, other)
                    if probability >= max(Self.bar, best?.probability ?? 0) { best = (older, probability) }
                }
            }
            try await store.compared(gap, sameAs: best?.id, now: now())
        }
    }

    /// Asks every open miss again; what is answered now is missing no more (criterion F14).
    package func closeAnswered(by knowledge: Knowledge) async throws {
        var stage = rehearsal.stage()
        var answered: [AnsweredVersion: [Int64]] = [:]
        for miss in try await store.openMisses(limit: Self.mostMisses) {
            let situation = try await stage.situation(for: miss.question)
            guard case .answered(let entry, let version) = miss.question.rehearsed(with: knowledge, in: situation)
            else { continue }
            answered[AnsweredVersion(entry: entry, version: version), default: []].append(miss.id)
        }
        for (by, misses) in answered {
            try await store.close(misses, answeredBy: by.entry, version: by.version, now: now())
        }
    }

    private struct AnsweredVersion: Hashable {
        let entry: String
        let version: String
    }
}
