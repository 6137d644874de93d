import MutualAid
import Crypto
import Foundation

/// Random numbers used once, fetched from the kernel many at a time: a call for each costs as much as the encryption.
enum Nonces {
    private struct Pool {
        var bytes: [UInt8] = []
        var place = 0
    }

    private static let length = 12
    private static let pool = Guarded(Pool())

    static func next() throws -> AES.GCM.Nonce {
        try pool.withLock { pool in
            if pool.place + length > pool.bytes.count {
                pool.bytes = SymmetricKey(size: .init(bitCount: length * 8 * 256)).withUnsafeBytes { Array($0) }
                pool.place = 0
            }
            defer { pool.place += length }
            return try AES.GCM.Nonce(data: pool.bytes[pool.place..<pool.place + length])
        }
    }
}
