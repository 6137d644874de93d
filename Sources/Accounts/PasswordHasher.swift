import CSodium
import Foundation

/// Turns passwords into argon2id hashes and checks them, two at a time.
///
/// Each takes a quarter of a second and 64 MiB, so it happens on threads of its own and never where requests are read.
package final class PasswordHasher: Sendable {
    /// What one hash costs.
    package struct Cost: Sendable {
        let passes: UInt64
        let bytes: Int

        /// Above the least that OWASP asks for (19 MiB and two passes): measured at 0.25 s.
        package static let shipped = Cost(passes: 3, bytes: 64 << 20)
        /// For tests only, where nobody attacks.
        package static let least = Cost(passes: 1, bytes: 8 << 10)
        /// For tests that compare how long it takes, or bring in many people: some milliseconds.
        package static let brief = Cost(passes: 1, bytes: 4 << 20)
    }

    private let cost: Cost
    private let pool: OperationQueue
    /// Checked in place of the hash of somebody who does not exist, so that it takes the same time.
    private let nobody: String

    /// - Throws: `HasherUnavailable` where libsodium does not start or there is no memory.
    package init(cost: Cost = .shipped) throws {
        guard sodium_init() >= 0 else { throw HasherUnavailable() }
        self.cost = cost
        pool = OperationQueue()
        pool.maxConcurrentOperationCount = 2
        nobody = try Self.hash(SecretKey().text, cost)
    }

    /// The hash of a new password, with a fresh salt.
    package func hash(_ password: String) async throws -> String {
        try await run { [cost] in try Self.hash(password, cost) }
    }

    /// Whether the password is the one that was hashed; for somebody without one, `false` after the same time.
    package func verify(_ password: String, against hash: String?) async throws -> Bool {
        let isRight = try await run { [nobody] in
            let bytes = Self.bytes(password)
            return crypto_pwhash_str_verify(hash ?? nobody, bytes, UInt64(bytes.count)) == 0
        }
        return isRight && hash != nil
    }

    /// Whether a hash was made at another cost than new ones are.
    package func isOutdated(_ hash: String) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.bytes) != 0
    }

    private static func hash(_ password: String, _ cost: Cost) throws -> String {
        let bytes = bytes(password)
        var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
        let result = crypto_pwhash_str(&text, bytes, UInt64(bytes.count), cost.passes, cost.bytes)
        guard result == 0 else { throw HasherUnavailable() }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// One form for what looks the same, whichever keyboard wrote it.
    private static func bytes(_ password: String) -> [CChar] {
        password.precomposedStringWithCanonicalMapping.utf8.map(CChar.init(bitPattern:))
    }

    private func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            pool.addOperation { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// Passwords cannot be hashed: libsodium does not start, or there is no memory.
package struct HasherUnavailable: Error, Sendable {}
