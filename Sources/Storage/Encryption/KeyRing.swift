import Crypto
import Foundation

/// The keys of an installation, all from one key file of mode 0600.
///
/// The file's 32 bytes are never used themselves: HKDF-SHA256 (RFC 5869) gives one key for lookups and one that wraps
/// the members' own keys. Destroying a member's wrapped key makes all their texts unreadable, in backups too.
struct KeyRing: Sendable {
    private let lookup: PreparedHMAC
    private let wrapping: SymmetricKey
    /// For texts that belong to no member: duty lines and staff names.
    let house: SymmetricKey
    /// For the hashes that chain the audit trail.
    let audit: SymmetricKey

    /// Reads the key file, or makes it where the database is new.
    init(file: URL, isNewDatabase: Bool) throws {
        if isNewDatabase, !FileManager.default.fileExists(atPath: file.path) { try Self.make(file) }
        guard let bytes = FileManager.default.contents(atPath: file.path) else {
            throw DatabaseRefusal.keyMissing(file.path)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        guard let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 == 0 else {
            throw DatabaseRefusal.keyReadable(file.path)
        }
        guard bytes.count == 32 else { throw DatabaseRefusal.keyWrong(file.path) }
        self.init(master: SymmetricKey(data: bytes))
    }

    init(master: SymmetricKey) {
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Data("huzhu \(purpose) 1".utf8), outputByteCount: 32)
        }
        lookup = PreparedHMAC(key: derive("lookup"))
        wrapping = derive("wrapping")
        house = derive("house")
        audit = derive("audit")
    }

    /// A keyed hash of 16 bytes, to find rows by what must not stand in them.
    func hash(_ parts: String...) -> KeyedHash {
        var words: [UInt8] = []
        words.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count + 1 })
        for part in parts {
            words.append(contentsOf: part.utf8)
            words.append(0)
        }
        return lookup.code(over: words).withUnsafeBytes { KeyedHash($0) }
    }

    /// A name for this ring that tells nothing of its keys, to notice a key file of another installation.
    var fingerprint: Data { hash("fingerprint").data }

    func wrap(_ key: SymmetricKey, member: Int64) throws -> Data {
        try Sealing.seal(
            key.withUnsafeBytes { Data($0) },
            under: wrapping,
            table: "member",
            row: member,
            column: "wrappedKey"
        )
    }

    func unwrap(_ wrapped: Data, member: Int64) throws -> SymmetricKey {
        SymmetricKey(
            data: try Sealing.open(wrapped, under: wrapping, table: "member", row: member, column: "wrappedKey")
        )
    }

    private static func make(_ file: URL) throws {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw DatabaseRefusal.inTheWay("\(file.path) cannot be written") }
        defer { Foundation.close(descriptor) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == 32, fsync(descriptor) == 0 else {
            throw DatabaseRefusal.inTheWay("\(file.path) cannot be written")
        }
    }
}

/// AES-256-GCM with a random nonce; bound to table, row and column, so that no ciphertext can be moved elsewhere.
enum Sealing {
    static func seal(
        _ bytes: some Collection<UInt8>,
        under key: SymmetricKey,
        table: String,
        row: Int64,
        column: String
    ) throws -> Data {
        let box = try AES.GCM.seal(
            Array(bytes),
            using: key,
            nonce: Nonces.next(),
            authenticating: Array("\(table)|\(row)|\(column)".utf8)
        )
        guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
        return combined
    }

    static func open(_ data: Data, under key: SymmetricKey, table: String, row: Int64, column: String) throws -> Data {
        try AES.GCM.open(
            AES.GCM.SealedBox(combined: data),
            using: key,
            authenticating: Data("\(table)|\(row)|\(column)".utf8)
        )
    }
}
