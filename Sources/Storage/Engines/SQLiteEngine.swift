import Foundation
import GRDB
import GRDBSQLite

/// SQLite through GRDB: write-ahead log, one writer connection, `synchronous = FULL` read back before anything is stored.
final class SQLiteEngine: SQLEngine {
    private let pool: DatabasePool

    /// Opens or makes the file.
    ///
    /// - Throws: `DatabaseRefusal.notDurable` where an acknowledged message could vanish at a power cut.
    init(path: String, synchronous: String = "FULL") throws {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.foreignKeysEnabled = true
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
    }

    func withWriter<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try pool.writeWithoutTransaction { try body(SQLiteConnection(database: $0)) }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await pool.read { try body(SQLiteConnection(database: $0)) }
    }

    func checkpoint() throws {
        _ = try pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
    }

    func close() throws {
        try pool.close()
    }
}

/// GRDB's connection behind our seam: GRDB prepares and keeps the statements, values are bound and read here.
///
/// Binding by hand halves the cost of a stored message beside GRDB's argument lists.
private struct SQLiteConnection: SQLConnection {
    let database: GRDB.Database

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try bound(sql, arguments)
        defer { sqlite3_reset(statement) }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else { throw failure(code) }
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let statement = try bound(sql, arguments)
        defer { sqlite3_reset(statement) }
        let columns = sqlite3_column_count(statement)
        var rows: [SQLRow] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(SQLRow(values: (0..<columns).map { Self.value(statement, $0) }))
            case SQLITE_DONE: return rows
            case let code: throw failure(code)
            }
        }
    }

    private func bound(_ sql: String, _ arguments: [SQLValue]) throws -> OpaquePointer {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        sqlite3_reset(statement)
        for (place, value) in arguments.enumerated() {
            let code = Self.bind(value, to: statement, at: Int32(place + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
        return statement
    }

    private static func bind(_ value: SQLValue, to statement: OpaquePointer, at place: Int32) -> Int32 {
        // SQLite copies what it is given (SQLITE_TRANSIENT, -1), so that nothing need outlive the call.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(statement, place)
        case .integer(let number): return sqlite3_bind_int64(statement, place, number)
        case .real(let number): return sqlite3_bind_double(statement, place, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), copied)
                }
            }
        case .blob(let data):
            return data.withUnsafeBytes { sqlite3_bind_blob(statement, place, $0.baseAddress, Int32($0.count), copied) }
        }
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            guard let text = sqlite3_column_text(statement, column) else { return .null }
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let bytes = sqlite3_column_blob(statement, column) else { return .blob(Data()) }
            return .blob(Data(bytes: bytes, count: Int(sqlite3_column_bytes(statement, column))))
        default: return .null
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(database.sqliteConnection))
        )
    }
}
