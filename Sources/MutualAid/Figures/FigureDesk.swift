package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// Where people ask for figures; what was counted a moment ago is not counted again.
///
/// It guards the last counts.
package final class FigureDesk: Sendable {
    private let store: any FigureStore
    private let known = Guarded<[FigureWindow: Figures]>([:])

    /// How old figures may be, in seconds; pages say how old they are.
    package static let lifetime: TimeInterval = 60
    /// Windows that are remembered.
    private static let most = 50

    package init(store: any FigureStore) {
        self.store = store
    }

    /// The figures of a window, at most `lifetime` old.
    ///
    /// - Throws: `StoreFailure`.
    package func figures(in window: FigureWindow, now: Date) async throws -> Figures {
        if let figures = known.withLock({ $0[window] }), isFresh(figures, now) { return figures }
        let figures = try await store.figures(in: window, now: now)
        known.withLock { known in
            if known.count >= Self.most { known = known.filter { isFresh($0.value, now) } }
            known[window] = figures
        }
        return figures
    }

    /// What was said in a window, oldest first, after a message.
    package func askedRows(in window: FigureWindow, after: ID<Message>?, limit: Int) async throws -> [AskedRow] {
        try await store.askedRows(in: window, after: after, limit: limit)
    }

    /// What was noticed of entries; those asked in vain since then.
    package func entryCare(since: Date) async throws -> EntryCare { try await store.entryCare(since: since) }

    private func isFresh(_ figures: Figures, _ now: Date) -> Bool {
        (0..<Self.lifetime).contains(now.timeIntervalSince(figures.countedAt))
    }
}
