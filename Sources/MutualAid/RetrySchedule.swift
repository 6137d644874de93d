package import struct Foundation.TimeInterval

/// When a delivery that did not go through is tried again.
///
/// Full jitter: anywhere between now and a bound that doubles with each attempt, so that many retries never meet.
package struct RetrySchedule: Sendable {
    /// The bound after the first attempt, in seconds.
    package let base: TimeInterval
    /// The bound that doubling stops at.
    package let cap: TimeInterval

    package init(base: TimeInterval = 0.5, cap: TimeInterval = 15 * 60) {
        self.base = base
        self.cap = cap
    }

    /// How long to wait after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: the one that failed, counted from 1.
    ///   - retryAfter: what the platform asked for (Retry-After): kept to exactly, but a request for no wait at all does
    ///     not make us hammer it.
    ///   - random: gives a number from 0 up to 1.
    /// - Returns: seconds.
    package func delay(
        afterAttempt attempt: Int,
        retryAfter: TimeInterval?,
        random: () -> Double
    ) -> TimeInterval {
        let bound = min(cap, Double(sign: .plus, exponent: min(max(attempt, 1), 64) - 1, significand: base))
        let jitter = bound * min(max(random(), 0), 1)
        return retryAfter.map { max($0, min(jitter, 1)) } ?? jitter
    }
}
