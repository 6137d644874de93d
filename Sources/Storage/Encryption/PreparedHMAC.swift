import Crypto

/// HMAC-SHA256 (RFC 2104) under one key, with all that depends on the key alone done beforehand.
///
/// The library's own takes bytes through generic code of another module, which costs several times what hashing a few
/// words does, and each message is hashed for three keys before it is stored. The hash function is the library's.
struct PreparedHMAC: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: as long as a block of the hash function, 64 bytes, at most.
    init(key: SymmetricKey) {
        precondition(key.bitCount <= SHA256.blockByteCount * 8, "a longer key would have to be hashed first")
        func padded(with byte: UInt8) -> SHA256 {
            var block = [UInt8](repeating: byte, count: SHA256.blockByteCount)
            key.withUnsafeBytes { for (place, part) in $0.enumerated() { block[place] ^= part } }
            var hash = SHA256()
            hash.update(data: block)
            return hash
        }
        inner = padded(with: 0x36)
        outer = padded(with: 0x5C)
    }

    /// The code over these bytes.
    func code(over bytes: [UInt8]) -> SHA256.Digest {
        var inner = inner
        var outer = outer
        bytes.withUnsafeBytes { inner.update(bufferPointer: $0) }
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }
}
