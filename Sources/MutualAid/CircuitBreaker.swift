/// Whether a destination is worth trying: after many failures in a row it is left alone, then tried with one delivery.
package struct CircuitBreaker: Sendable, Equatable {
    package private(set) var state = State.closed(failures: 0)
    private let limits: Limits

    /// Whether deliveries go out.
    ///
    /// Legal moves: `closed → open` at the last allowed failure; `open → halfOpen` when a probe is let through;
    /// `halfOpen → closed` when it succeeds, `halfOpen → open` for twice as long when it fails. A success in any state
    /// closes it: an attempt that began earlier proves as much.
    package enum State: Sendable, Equatable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant, pause: Duration)
        /// One probe is under way; if its result never comes, another goes at `until`.
        case halfOpen(until: ContinuousClock.Instant, pause: Duration)
    }

    /// How much patience a destination gets.
    package struct Limits: Sendable, Equatable {
        package var failures = 8
        package var firstPause = Duration.seconds(2)
        package var longestPause = Duration.seconds(60)

        package init() {}
    }

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether one more delivery may go now; when it is a probe, no other goes until its result is told.
    package mutating func permits(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed:
            return true
        case .open(let until, let pause), .halfOpen(let until, let pause):
            guard now >= until else { return false }
            state = .halfOpen(until: now + limits.longestPause, pause: pause)
            return true
        }
    }

    /// Whether nothing may go now, without letting a probe through.
    package func isBlocking(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed: false
        case .open(let until, _), .halfOpen(let until, _): now < until
        }
    }

    /// The destination took a delivery.
    package mutating func succeeded() {
        state = .closed(failures: 0)
    }

    /// The destination did not answer, or not as it should.
    package mutating func failed(at now: ContinuousClock.Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < limits.failures:
            state = .closed(failures: failures + 1)
        case .closed:
            state = .open(until: now + limits.firstPause, pause: limits.firstPause)
        case .open:
            // An attempt that began before it opened; it says nothing new.
            break
        case .halfOpen(_, let pause):
            let longer = min(pause * 2, limits.longestPause)
            state = .open(until: now + longer, pause: longer)
        }
    }
}

/// The circuit breakers of all destinations.
package struct CircuitBreakers: Sendable {
    private var breakers: [String: CircuitBreaker] = [:]
    private let limits: CircuitBreaker.Limits

    package init(limits: CircuitBreaker.Limits = CircuitBreaker.Limits()) {
        self.limits = limits
    }

    /// The destination's own; closed where nothing is known.
    package subscript(destination: String) -> CircuitBreaker {
        get { breakers[destination] ?? CircuitBreaker(limits: limits) }
        set { breakers[destination] = newValue }
    }

    /// The destinations from which no delivery should be claimed now.
    package func blocked(at now: ContinuousClock.Instant) -> Set<String> {
        Set(breakers.filter { $0.value.isBlocking(at: now) }.keys)
    }

    /// When the next blocked destination may be probed; `nil` when none is blocked.
    package func nextProbe(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        breakers.values.compactMap { breaker in
            switch breaker.state {
            case .closed: nil
            case .open(let until, _), .halfOpen(let until, _): until > now ? until : nil
            }
        }.min()
    }
}
