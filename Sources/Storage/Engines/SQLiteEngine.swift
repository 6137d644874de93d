import Foundation
import GRDB

/// SQLite through GRDB: write-ahead log, one writer connection, `synchronous = FULL` read back before anything is stored.
final class SQLiteEngine: SQLEngine {
    private let pool: DatabasePool
    /// The writer's statements of the hot path.
    private let kept = KeptStatements()

    /// Opens or makes the file.
    ///
    /// - Throws: `DatabaseRefusal.notDurable` where an acknowledged message could vanish at a power cut.
    init(path: String, synchronous: String = "FULL") throws {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.foreignKeysEnabled = true
        // A reader is not to overtake the threads that take messages in.
        configuration.qos = .default
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cache_size = -65536")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        let level = try pool.writeWithoutTransaction { database in
            // GRDB sets NORMAL itself when it enters WAL, after `prepareDatabase`: set it here and read it back.
            try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
        }
        guard level == 2 || synchronous != "FULL" else { throw DatabaseRefusal.notDurable }
        WriteAheadLog.reserve(database: path)
    }

    func withWriter<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try pool.writeWithoutTransaction { try body(SQLiteConnection(database: $0, kept: kept)) }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        // GRDB's own `async` read keeps its reader until the caller goes on. Where the callers' threads all wait for a
        // reader in `readHere`, none ever would; this one gives it back without them.
        try await withUnsafeThrowingContinuation { continuation in
            pool.asyncRead { reader in
                continuation.resume(with: Result { try body(SQLiteConnection(database: reader.get(), kept: nil)) })
            }
        }
    }

    func readHere<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try pool.read { try body(SQLiteConnection(database: $0, kept: nil)) }
    }

    /// A log longer than this, in pages, is begun anew: one that grows is synced more slowly.
    private static let longestLog = 8192

    func checkpoint() throws {
        try pool.writeWithoutTransaction { database in
            let log = try database.checkpoint(.passive)
            if log.walFrameCount > Self.longestLog { try beginLogAnew(database) }
        }
    }

    /// Waits a little for readers that began before; where they take longer, the next checkpoint tries again.
    private func beginLogAnew(_ database: GRDB.Database) throws {
        try database.execute(sql: "PRAGMA busy_timeout = 20")
        do {
            _ = try database.checkpoint(.restart)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // A reader holds on to what is in the log.
        }
        try database.execute(sql: "PRAGMA busy_timeout = 5000")
    }

    func scrubLog() throws {
        for attempt in 1...20 {
            do {
                try pool.writeWithoutTransaction { database in
                    try database.execute(sql: "PRAGMA busy_timeout = 100")
                    defer { _ = try? database.execute(sql: "PRAGMA busy_timeout = 5000") }
                    _ = try database.checkpoint(.truncate)
                }
                return WriteAheadLog.reserve(database: pool.path)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 20 {
                // A reader holds on to what is in the log; it is asked again.
            }
        }
    }

    func close() throws {
        pool.writeWithoutTransaction { _ in kept.finalize() }
        try pool.close()
    }
}
