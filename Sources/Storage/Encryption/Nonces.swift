import Crypto
import Foundation
import Synchronization

/// Random numbers used once, fetched from the kernel many at a time: a call for each costs as much as the encryption.
enum Nonces {
    private static let length = 12
    private static let pool = Mutex<[UInt8]>([])

    static func next() throws -> AES.GCM.Nonce {
        let bytes = pool.withLock { pool in
            if pool.count < length { pool = SymmetricKey(size: .init(bitCount: length * 8 * 256)).withUnsafeBytes { Array($0) } }
            defer { pool.removeLast(length) }
            return Array(pool.suffix(length))
        }
        return try AES.GCM.Nonce(data: bytes)
    }
}
