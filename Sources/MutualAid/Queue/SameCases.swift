package import Comprehension
package import struct Foundation.Date

/// Lets a new question go with an open case that asks the same, in whatever group and language.
///
/// It guards what lately compared questions are compared by, which holds no readable word of them.
package final class SameCases: Sendable {
    private let store: any SameCaseStore
    private let prepared = Guarded<[ID<Escalation>: ComparedText]>([:])

    /// How sure it must be: a bad joining answers somebody what they did not ask.
    private static let bar = 0.9
    /// So many of the youngest open questions of the desk are looked at.
    private static let most = 200
    private static let mostKept = 2000
    /// The best one may itself be joined elsewhere at this moment: then it is looked for again, so many times in all.
    private static let attempts = 4

    package init(store: any SameCaseStore) {
        self.store = store
    }

    /// Looks for a case that asks what this one asks, older or younger, and lets the younger go with the older.
    ///
    /// Both see each other whichever is written last, so that of questions that come at once none is missed.
    package func join(_ id: ID<Escalation>, by likeness: any Likeness, at now: Date) async throws {
        for _ in 0..<Self.attempts {
            guard let best = try await best(for: id, likeness) else { return }
            let (younger, older) = (max(id, best.id), min(id, best.id))
            if try await store.join(younger, into: older, probability: best.probability, now: now) { return }
        }
    }

    /// The open case most probably the same; of several alike the oldest.
    private func best(
        for id: ID<Escalation>,
        _ likeness: any Likeness
    ) async throws -> (id: ID<Escalation>, probability: Double)? {
        let candidates = try await store.openQuestions(beside: id, limit: Self.most)
        guard !candidates.isEmpty, let own = try await compared(id, likeness) else { return nil }
        var best: (id: ID<Escalation>, probability: Double)?
        for candidate in candidates {
            guard let other = try await compared(candidate, likeness) else { continue }
            let probability = likeness.probability(own, other)
            if probability >= max(Self.bar, best?.probability ?? 0) { best = (candidate, probability) }
        }
        return best
    }

    private func compared(_ id: ID<Escalation>, _ likeness: any Likeness) async throws -> ComparedText? {
        if let known = prepared.withLock({ $0[id] }) { return known }
        guard let text = try await store.question(of: id), !text.isEmpty else { return nil }
        let fresh = likeness.prepared(text.exposed)
        prepared.withLock { prepared in
            if prepared.count >= Self.mostKept { prepared = [:] }
            prepared[id] = fresh
        }
        return fresh
    }
}

/// The open questions on disk.
package protocol SameCaseStore: Sendable {
    /// Unanswered questions that a case may be joined with, youngest first: of its desk and the same countries, never
    /// sensitive, none that goes with another; empty where the case itself may not be joined.
    func openQuestions(beside id: ID<Escalation>, limit: Int) async throws -> [ID<Escalation>]
    /// What the member of a case first asked.
    func question(of id: ID<Escalation>) async throws -> PrivateText?
    /// Lets the younger case go with the older, or the older with the younger where only that one has an owner.
    ///
    /// Returns `false`, and nothing happens, where either was answered, taken or joined meanwhile.
    func join(
        _ younger: ID<Escalation>,
        into older: ID<Escalation>,
        probability: Double,
        now: Date
    ) async throws -> Bool
}
