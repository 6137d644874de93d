import MutualAid
import Foundation

/// The members' wrapped keys, in a file of their own that no backup of the database contains.
///
/// Records of one length: the member's id (8 bytes, little-endian) and the wrapped key (60 bytes). A key is destroyed by
/// writing zeros over it where it lies; the id stays, so that a backup from before knows whom not to bring back. A flat
/// file leaves no older copy behind, as a database's pages and log would. It guards the places of the records.
final class MemberKeyFile: Sendable {
    private struct Places {
        var of: [Int64: off_t] = [:]
        var erased: Set<Int64> = []
        var end: off_t = 0
    }

    private static let keyLength = 60
    private static let length = 8 + keyLength
    private let descriptor: Int32
    private let places: Guarded<Places>

    /// Opens the file, or makes it with mode 0600.
    ///
    /// What a crash left unfinished at the end is cut off: its keys still lie in the database.
    init(_ url: URL) throws {
        descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseRefusal.inTheWay("\(url.path) cannot be opened") }
        let bytes = [UInt8](FileManager.default.contents(atPath: url.path) ?? Data())
        var known = Places()
        for start in stride(from: 0, through: bytes.count - Self.length, by: Self.length) {
            let id = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << ($1 * 8) }
            let member = Int64(bitPattern: id)
            if bytes[(start + 8)..<(start + Self.length)].allSatisfy({ $0 == 0 }) {
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
        return bytes.allSatisfy { $0 == 0 } ? nil : Data(bytes)
    }

    /// Whether the member's key was destroyed.
    func isErased(_ member: Int64) -> Bool { places.withLock { $0.erased.contains(member) } }

    /// Everybody whose key lies here.
    var members: Set<Int64> { places.withLock { Set($0.of.keys) } }

    /// Adds keys and returns once they are on the disk; who is there already, or was erased, is left as they are.
    func add(_ keys: [(member: Int64, wrapped: Data)]) throws {
        try places.withLock { places in
            var bytes: [UInt8] = []
            var added: [(Int64, off_t)] = []
            for (member, wrapped) in keys where places.of[member] == nil && !places.erased.contains(member) {
                guard wrapped.count == Self.keyLength else { throw Self.failure }
                added.append((member, places.end + off_t(bytes.count)))
                bytes += withUnsafeBytes(of: UInt64(bitPattern: member).littleEndian) { Array($0) } + wrapped
            }
            guard !bytes.isEmpty else { return }
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
            let record =
                withUnsafeBytes(of: UInt64(bitPattern: member).littleEndian) { Array($0) }
                + [UInt8](repeating: 0, count: Self.keyLength)
            guard !places.erased.contains(member) else { return }
            guard pwrite(descriptor, record, record.count, place) == record.count, fsync(descriptor) == 0 else {
                throw Self.failure
            }
            places.end = max(places.end, place + off_t(Self.length))
            places.of[member] = nil
            places.erased.insert(member)
        }
    }

    private static let failure = DatabaseRefusal.inTheWay("the file of the members' keys cannot be read or written")
}
