import MutualAid
import Testing

/// When a destination is left alone, and how it is tried again.
struct CircuitBreakerTests {
    let start = ContinuousClock.now

    /// A breaker after its eighth failure.
    private func opened() -> Destination {
        let breaker = Destination()
        for _ in 0..<8 { breaker.failed(at: start) }
        return breaker
    }

    @Test func `seven failures are borne, the eighth in a row opens it`() {
        let breaker = Destination()
        for _ in 0..<7 { breaker.failed(at: start) }
        #expect(breaker.permits(at: start))

        breaker.failed(at: start)

        #expect(!breaker.permits(at: start))
        #expect(breaker.state == .open(until: start + .seconds(2), pause: .seconds(2)))
    }

    @Test func `a success between failures starts the count anew`() {
        let breaker = Destination()
        for _ in 0..<7 { breaker.failed(at: start) }

        breaker.succeeded()
        for _ in 0..<7 { breaker.failed(at: start) }

        #expect(breaker.permits(at: start))
    }

    @Test func `after the pause one probe goes and no second`() {
        let breaker = opened()

        #expect(!breaker.permits(at: start + .milliseconds(1999)))
        #expect(breaker.permits(at: start + .seconds(2)))
        #expect(!breaker.permits(at: start + .seconds(2)))
        #expect(breaker.isBlocking(at: start + .seconds(3)))
    }

    @Test func `each failed probe doubles the pause, up to a minute`() {
        let breaker = opened()
        var now = start
        for pause in [2, 4, 8, 16, 32, 60, 60] {
            #expect(!breaker.permits(at: now + .seconds(pause) - .nanoseconds(1)))
            now += .seconds(pause)
            #expect(breaker.permits(at: now))
            breaker.failed(at: now)
        }
    }

    @Test func `a probe that succeeds closes it`() {
        let breaker = opened()
        #expect(breaker.permits(at: start + .seconds(2)))

        breaker.succeeded()

        #expect(breaker.state == .closed(failures: 0))
    }

    @Test func `late failures of earlier attempts do not lengthen the pause`() {
        let breaker = opened()

        breaker.failed(at: start + .seconds(1))

        #expect(breaker.permits(at: start + .seconds(2)))
    }

    @Test func `a probe whose result never comes is followed by another`() {
        let breaker = opened()
        #expect(breaker.permits(at: start + .seconds(2)))

        #expect(!breaker.permits(at: start + .seconds(61)))
        #expect(breaker.permits(at: start + .seconds(62)))
    }

    @Test func `one destination's trouble is not another's`() {
        var breakers = CircuitBreakers()
        for _ in 0..<8 { breakers["a"].failed(at: start) }
        breakers["b"].failed(at: start)

        #expect(breakers.blocked(at: start) == ["a"])
        #expect(breakers.nextProbe(after: start) == start + .seconds(2))
        #expect(breakers.blocked(at: start + .seconds(2)).isEmpty)
        #expect(!breakers["b"].isBlocking(at: start))
    }
}

/// A breaker that expectations can ask, though asking changes it.
private final class Destination {
    private var breaker = CircuitBreaker()

    var state: CircuitBreaker.State { breaker.state }

    func permits(at now: ContinuousClock.Instant) -> Bool { breaker.permits(at: now) }
    func isBlocking(at now: ContinuousClock.Instant) -> Bool { breaker.isBlocking(at: now) }
    func failed(at now: ContinuousClock.Instant) { breaker.failed(at: now) }
    func succeeded() { breaker.succeeded() }
}
