import MutualAid
import Foundation

/// The members' wrapped keys, in a file of their own that no backup of the database contains.
///
/// Records of one length: the member's id (8 bytes, little-endian) and the wrapped key (60 bytes). A key is destroyed by
/// writing ones over it where it lies; the id stays, so that a backup from before knows whom not to bring back. Ones,
/// because a record that a power cut left half-written holds zeros and must not pass for a destroyed key. A flat file
/// leaves no older copy behind, as a database's pages and log would. It guards the places of the records.
final class MemberKeyFile: Sendable {
    private struct Places {
        var of: [Int64: off_t] = [:]
        var erased: Set<Int64> = []
        var end: off_t = 0
    }

    private static let keyLength = 60
    private static let length = 8 + keyLength
    private static let destroyed = [UInt8](repeating: 0xFF, count: keyLength)
    private let descriptor: Int32
    private let places: Guarded<Places>

    /// Opens the file, or makes it with mode 0600.
    ///
    /// What a crash left unfinished at the end is cut off: its keys still lie in the database.
    init(_ url: URL) throws {
        descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseRefusal.inTheWay("\(url.path) cannot be opened") }
        try Self.keepName(in: url.deletingLastPathComponent())
        let bytes = [UInt8](FileManager.default.contents(atPath: url.path) ?? Data())
        var known = Places()
        for start in stride(from: 0, through: bytes.count - Self.length, by: Self.length) {
            let id = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << ($1 * 8) }
            let member = Int64(bitPattern: id)
            if bytes[(start + 8)..<(start + Self.length)].elementsEqual(Self.destroyed) {
                known.erased.insert(member)
                known.of[member] = nil
            } else if !known.erased.contains(member) {
                known.of[member] = off_t(start)
            }
        }
        known.end = off_t(bytes.count / Self.length * Self.length)
        if ftruncate(descriptor, known.end) != 0 { throw DatabaseRefusal.inTheWay("\(url.path) cannot be written") }
        places = Guarded(known)
    }

    deinit {
        Foundation.close(descriptor)
    }

    /// The wrapped key of a member; `nil` where it never lay here or was destroyed.
    func key(of member: Int64) throws -> Data? {
        guard let place = places.withLock({ $0.of[member] }) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Self.keyLength)
        guard pread(descriptor, &bytes, bytes.count, place + 8) == bytes.count else { throw Self.failure }
        return bytes == Self.destroyed ? nil : Data(bytes)
    }

    /// Whether the member's key was destroyed.
    func isErased(_ member: Int64) -> Bool { places.withLock { $0.erased.contains(member) } }

    /// Everybody whose key lies here.
    var members: Set<Int64> { places.withLock { Set($0.of.keys) } }

    /// Adds keys and returns once they are on the disk; who was erased stays so.
    ///
    /// A record that is there already is compared and mended: a power cut may have left half of it.
    func add(_ keys: [(member: Int64, wrapped: Data)]) throws {
        try places.withLock { places in
            var bytes: [UInt8] = []
            var added: [(Int64, off_t)] = []
            var isMended = false
            for (member, wrapped) in keys where !places.erased.contains(member) {
                guard wrapped.count == Self.keyLength else { throw Self.failure }
                if let place = places.of[member] {
                    isMended = try mend(place, wrapped) || isMended
                    continue
                }
                added.append((member, places.end + off_t(bytes.count)))
                bytes += Self.record(member, Array(wrapped))
            }
            guard !bytes.isEmpty || isMended else { return }
            guard pwrite(descriptor, bytes, bytes.count, places.end) == bytes.count, fsync(descriptor) == 0 else {
                throw Self.failure
            }
            places.end += off_t(bytes.count)
            for (member, place) in added { places.of[member] = place }
        }
    }

    /// Destroys a member's key and returns once nothing is left of it on the disk.
    func erase(_ member: Int64) throws {
        try places.withLock { places in
            let place = places.of[member] ?? places.end
            let record = Self.record(member, Self.destroyed)
            guard !places.erased.contains(member) else { return }
            guard pwrite(descriptor, record, record.count, place) == record.count, fsync(descriptor) == 0 else {
                throw Self.failure
            }
            places.end = max(places.end, place + off_t(Self.length))
            places.of[member] = nil
            places.erased.insert(member)
        }
    }

    /// Whether the key that lies at a place was another than it should be, and is written anew.
    private func mend(_ place: off_t, _ wrapped: Data) throws -> Bool {
        var lying = [UInt8](repeating: 0, count: Self.keyLength)
        guard pread(descriptor, &lying, lying.count, place + 8) == lying.count else { throw Self.failure }
        if lying.elementsEqual(wrapped) { return false }
        let key = Array(wrapped)
        guard pwrite(descriptor, key, key.count, place + 8) == key.count else { throw Self.failure }
        return true
    }

    private static func record(_ member: Int64, _ key: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(bitPattern: member).littleEndian) { Array($0) } + key
    }

    /// A new file's name is on the disk only when its folder is.
    private static func keepName(in folder: URL) throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure }
    }

    private static let failure = DatabaseRefusal.inTheWay("the file of the members' keys cannot be read or written")
}
