/// Which connections deliveries may go to now: a circuit breaker each, and those that said they are gone.
///
/// It guards the breakers; both delivery lanes share one gate.
package final class DestinationGate: Sendable {
    private struct State {
        var breakers = CircuitBreakers()
        var gone: Set<String> = []
    }

    private let state = Guarded(State())
    private let clock: @Sendable () -> ContinuousClock.Instant

    /// - Parameter clock: monotonic; injected by tests.
    package init(clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.clock = clock
    }

    /// Connections that are left alone now.
    package func closed(among connections: some Sequence<String>) -> Set<String> {
        let now = clock()
        return state.withLock { state in
            Set(connections.filter { state.gone.contains($0) || state.breakers[$0].isBlocking(at: now) })
        }
    }

    /// Whether one more delivery may go; while a connection is tried again only the first one may.
    package func admits(_ connection: String) -> Bool {
        let now = clock()
        return state.withLock { state in
            !state.gone.contains(connection) && state.breakers[connection].permits(at: now)
        }
    }

    /// Takes in what came of a delivery.
    package func note(_ result: DeliveryResult, of connection: String) {
        let now = clock()
        state.withLock { state in
            switch result {
            case .delivered, .refused: state.breakers[connection].succeeded()
            case .gone: state.gone.insert(connection)
            case .retry(_, .circuitOpen): break
            case .retry: state.breakers[connection].failed(at: now)
            }
        }
    }

    /// Connections that answered 410 and are disabled until the next start.
    package var gone: Set<String> { state.withLock { $0.gone } }
}
