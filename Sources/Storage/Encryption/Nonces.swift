import Crypto
import Foundation
import MutualAid

/// Random numbers used once, fetched from the kernel many at a time: a call for each costs as much as the encryption.
enum Nonces {
    private struct Pool {
        var bytes: [UInt8] = []
        var place = 0
    }

    private static let length = 12
    /// What the kernel gives in one call (getentropy(3)), in whole numbers.
    private static let piece = 252
    private static let pool = Guarded(Pool())

    static func next() throws -> AES.GCM.Nonce {
        try pool.withLock { pool in
            if pool.place + length > pool.bytes.count {
                pool.bytes = try random()
                pool.place = 0
            }
            defer { pool.place += length }
            return try AES.GCM.Nonce(data: pool.bytes[pool.place..<pool.place + length])
        }
    }

    private static func random() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: piece) { bytes, count in
            guard let start = bytes.baseAddress, getentropy(start, piece) == 0 else { throw StoreFailure.unavailable }
            count = piece
        }
    }
}
