import Foundation
import GRDB

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

/// GRDB's connection behind our seam.
private struct SQLiteConnection: SQLConnection {
    let database: GRDB.Database

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try database.cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments.map(\.databaseValue)))
        try statement.execute()
        return database.changesCount
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let statement = try database.cachedStatement(sql: sql)
        let rows = try GRDB.Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
        var result: [SQLRow] = []
        while let row = try rows.next() {
            result.append(SQLRow(values: row.databaseValues.map(SQLValue.init)))
        }
        return result
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): value.databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob(data)
        }
    }
}
