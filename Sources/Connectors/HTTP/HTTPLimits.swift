/// How long and how much the HTTP client waits for, takes and does at once.
package struct HTTPLimits: Sendable {
    /// Until a connection stands.
    package var connect: Duration = .seconds(5)
    /// From the start of a request to the last byte of its answer.
    package var total: Duration = .seconds(15)
    /// The longest body taken of an answer, and the longest headers.
    package var responseBytes = 65536
    /// Requests under way to one destination; more wait their turn.
    package var perDestination = 64

    package init() {}
}

extension Duration {
    /// Whole milliseconds, at least one: for curl, zero means no limit.
    var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
