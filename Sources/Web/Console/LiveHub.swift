package import Logging
package import struct Foundation.Date
package import MutualAid
import ServiceLifecycle

/// Tells open consoles which cases changed: ids only, since each page fetches what its reader may see.
///
/// It guards the list of listening browsers.
package final class LiveHub: Service {
    /// What a browser is told.
    enum News: Sendable {
        case escalation(ID<Escalation>)
        /// Somebody came to a case, left it, or began to write.
        case presence(ID<Escalation>)
        /// An FAQ entry changed, or somebody came to its editor or left it.
        case entry(String)
        /// A sign of life, so that an idle stream is not taken for a dead one.
        case beat
        /// Some session has ended: each stream looks at once whether it is its own. Browsers are not told.
        case sessionEnded
    }

    private struct State: Sendable {
        var listeners: [Int: AsyncStream<News>.Continuation] = [:]
        var next = 0
        /// The newest event that everybody listening has been told of; `nil` while nobody listens.
        var told: Int64?
    }

    private let state = Guarded(State())
    private let threads: any EscalationThreadStore
    private let now: @Sendable () -> Date
    private let logger: Logger
    let presence = PresenceBoard<ID<Escalation>>()
    /// Who is at which entry's editor.
    let editors = PresenceBoard<String>()

    package init(threads: any EscalationThreadStore, now: @escaping @Sendable () -> Date, logger: Logger) {
        self.threads = threads
        self.now = now
        self.logger = logger
    }

    /// Everything that changes from now on, until the browser goes.
    ///
    /// It comes back once the place to go on from is known, so that no change falls between a page
    /// fetched afterwards and the next look.
    func listen() async -> AsyncStream<News> {
        let (stream, continuation) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingNewest(200))
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        if state.withLock({ $0.told == nil }), let newest = await changes(after: -1)?.newest {
            state.withLock { $0.told = $0.told ?? newest }
        }
        return stream
    }

    /// How many browsers listen.
    var listeners: Int { state.withLock { $0.listeners.count } }

    /// Looks for new events four times a second while anybody listens, and gives a sign of life every two seconds.
    package func run() async throws {
        var turn = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            turn += 1
            if isListenedTo() {
                await tellChanges()
                if turn % 8 == 0 { tell([.beat]) }
                tell(presence.expire(now: now()).map(News.presence))
                tell(editors.expire(now: now()).map(News.entry))
            }
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(250)) }
        }
    }

    /// Whether anybody listens; with nobody there, what happens is not followed.
    private func isListenedTo() -> Bool {
        state.withLock { state in
            if state.listeners.isEmpty { state.told = nil }
            return !state.listeners.isEmpty
        }
    }

    private func tellChanges() async {
        let told = state.withLock(\.told)
        guard let changed = await changes(after: told ?? -1) else { return }
        // First, so that whoever is out hears nothing more; commands end sessions too, and are seen here alone.
        if changed.endsSessions { tell([.sessionEnded]) }
        tell(changed.escalations.map(News.escalation))
        state.withLock { if $0.told == told { $0.told = changed.newest } }
    }

    /// What changed after an event; after -1 nothing but where to go on from.
    private func changes(after sequence: Int64) async -> PageChanges? {
        do {
            return try await threads.changes(after: sequence)
        } catch {
            logger.error("Changes could not be read for open consoles", metadata: ["error": "\(type(of: error))"])
            return nil
        }
    }

    func tell(_ news: [News]) {
        guard !news.isEmpty else { return }
        let listeners = state.withLock { $0.listeners.values.map { $0 } }
        for listener in listeners { for each in news { listener.yield(each) } }
    }
}
