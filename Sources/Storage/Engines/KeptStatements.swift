import MutualAid
import GRDBSQLite

/// Statements that are prepared once and stay so for the life of the connection.
final class KeptStatements: Sendable {
    /// The addresses of the prepared statements, by number; nought where there is none yet.
    private let addresses = Guarded<[UInt]>([])

    func statement(_ wanted: SQLStatement, on connection: OpaquePointer) throws(PrepareFailure) -> OpaquePointer {
        let known = addresses.withLock { $0.indices.contains(wanted.number) ? $0[wanted.number] : 0 }
        if let known = OpaquePointer(bitPattern: known) { return known }
        var fresh: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, wanted.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &fresh, nil)
        guard code == SQLITE_OK, let fresh else { throw PrepareFailure(code: code) }
        let address = UInt(bitPattern: fresh)
        addresses.withLock { addresses in
            let missing = wanted.number + 1 - addresses.count
            if missing > 0 { addresses.append(contentsOf: repeatElement(0, count: missing)) }
            addresses[wanted.number] = address
        }
        return fresh
    }

    func finalize() {
        addresses.withLock { addresses in
            for address in addresses { sqlite3_finalize(OpaquePointer(bitPattern: address)) }
            addresses = []
        }
    }
}

/// A statement that SQLite would not prepare.
struct PrepareFailure: Error {
    let code: Int32
}
