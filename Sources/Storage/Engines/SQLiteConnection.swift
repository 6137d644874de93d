import Foundation
import GRDB
import GRDBSQLite

/// GRDB's connection behind our seam: values are bound and read here.
///
/// Binding by hand halves the cost of a stored message beside GRDB's argument lists.
struct SQLiteConnection: SQLConnection {
    let database: GRDB.Database
    /// `nil` on readers: their hot statements are found by text.
    let kept: KeptStatements?

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try bound(sql, arguments)
        defer { sqlite3_reset(statement) }
        return try finish(statement)
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let statement = try bound(sql, arguments)
        defer { sqlite3_reset(statement) }
        var rows: [SQLRow] = []
        while let row = try next(statement) { rows.append(row) }
        return rows
    }

    func run(_ statement: SQLStatement, _ arguments: SQLArguments) throws -> Int {
        try withBound(statement, arguments) { try finish($0) }
    }

    func first(_ statement: SQLStatement, _ arguments: SQLArguments) throws -> SQLRow? {
        try withBound(statement, arguments) { try next($0) }
    }

    /// Runs a statement to its end.
    private func finish(_ statement: OpaquePointer) throws -> Int {
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else { throw failure(code) }
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    private func next(_ statement: OpaquePointer) throws -> SQLRow? {
        switch sqlite3_step(statement) {
        case SQLITE_ROW:
            SQLRow(values: (0..<sqlite3_column_count(statement)).map { Self.value(statement, $0) })
        case SQLITE_DONE: nil
        case let code: throw failure(code)
        }
    }

    /// Binds without copying: the arguments stay where they are until the statement is done.
    private func withBound<T>(
        _ statement: SQLStatement,
        _ arguments: SQLArguments,
        _ body: (OpaquePointer) throws -> T
    ) throws -> T {
        let prepared = try prepared(statement)
        return try arguments.bytes.withUnsafeBytes { bytes in
            defer { sqlite3_reset(prepared) }
            for (place, cell) in arguments.cells.enumerated() {
                let code = Self.bind(cell, of: bytes, to: prepared, at: Int32(place + 1))
                guard code == SQLITE_OK else { throw failure(code) }
            }
            return try body(prepared)
        }
    }

    private func prepared(_ statement: SQLStatement) throws -> OpaquePointer {
        guard let kept else { return try database.cachedStatement(sql: statement.sql).sqliteStatement }
        guard let connection = database.sqliteConnection else { throw failure(SQLITE_MISUSE) }
        do {
            return try kept.statement(statement, on: connection)
        } catch {
            throw failure(error.code)
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

    private static func bind(
        _ cell: SQLArguments.Cell,
        of bytes: UnsafeRawBufferPointer,
        to statement: OpaquePointer,
        at place: Int32
    ) -> Int32 {
        switch cell {
        case .null: return sqlite3_bind_null(statement, place)
        case .integer(let number): return sqlite3_bind_int64(statement, place, number)
        case .text(let range):
            guard !range.isEmpty, let start = bytes.baseAddress else {
                return sqlite3_bind_text(statement, place, "", 0, copied)
            }
            let text = (start + range.lowerBound).assumingMemoryBound(to: CChar.self)
            return sqlite3_bind_text(statement, place, text, Int32(range.count), nil)
        case .blob(let range):
            guard !range.isEmpty, let start = bytes.baseAddress else {
                return sqlite3_bind_zeroblob(statement, place, 0)
            }
            return sqlite3_bind_blob(statement, place, start + range.lowerBound, Int32(range.count), nil)
        }
    }

    private static func bind(_ value: SQLValue, to statement: OpaquePointer, at place: Int32) -> Int32 {
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

/// SQLite copies what it is given (SQLITE_TRANSIENT, -1), so that nothing need outlive the call.
private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
