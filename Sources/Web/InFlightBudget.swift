import MutualAid
import HTTPTypes
import Hummingbird
import NIOCore

/// Bounds the bytes of request bodies held at once, so that overload is answered with 503 before memory grows.
final class InFlightBudget: Sendable {
    private let held = Guarded(0)
    private let most: Int

    init(most: Int) {
        self.most = most
    }

    /// Collects a body that fits, or refuses: 413 where it is too large, 503 where too much is held already.
    func collect(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced > limit { throw Problem(.contentTooLarge, "The body is over \(limit) bytes") }
        let reserved = announced ?? limit
        guard reserve(reserved) else {
            var problem = Problem(.serviceUnavailable, "Too many large requests at once; please come again")
            problem.retryAfter = Int.random(in: 5...30)
            throw problem
        }
        defer { release(reserved) }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "The body is over \(limit) bytes")
        }
    }

    /// Takes room for a body, where there is enough.
    func reserve(_ bytes: Int) -> Bool {
        held.withLock { held in
            guard held + bytes <= most else { return false }
            held += bytes
            return true
        }
    }

    func release(_ bytes: Int) {
        held.withLock { $0 -= bytes }
    }
}
