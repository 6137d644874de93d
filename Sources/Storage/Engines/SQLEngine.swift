/// An open connection of a database engine: the few verbs the stores need.
///
/// SQL is written once in the common dialect, with `?` for arguments and every identifier quoted.
protocol SQLConnection {
    /// Runs a statement and tells how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
    /// Runs a statement of the hot path and tells how many rows it changed.
    @discardableResult
    func run(_ statement: SQLStatement, _ arguments: SQLArguments) throws -> Int
    /// The first row a statement of the hot path gives.
    func first(_ statement: SQLStatement, _ arguments: SQLArguments) throws -> SQLRow?
}

extension SQLConnection {
    @discardableResult
    func execute(_ sql: String, _ arguments: SQLValue...) throws -> Int { try execute(sql, arguments) }

    func query(_ sql: String, _ arguments: SQLValue...) throws -> [SQLRow] { try query(sql, arguments) }

    func first(_ sql: String, _ arguments: SQLValue...) throws -> SQLRow? { try query(sql, arguments).first }

    /// Runs a body all or nothing, where no transaction is open.
    func transaction<T>(_ body: () throws -> T) throws -> T {
        try execute("BEGIN IMMEDIATE")
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // The first error is the one to tell; where SQLite has rolled back already, there is nothing to undo.
            _ = try? execute("ROLLBACK")
            throw error
        }
    }
}

/// A database engine: one writer, many readers.
///
/// SQLite is the first; PostgreSQL would be another file in this folder, with the same SQL above it.
protocol SQLEngine: Sendable {
    /// Runs a body on the one writer connection, outside any transaction; blocks the calling thread.
    func withWriter<T>(_ body: (any SQLConnection) throws -> T) throws -> T
    /// Runs a body on a reader that sees one consistent state; the reader is free again whether or not the caller goes on.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T
    /// The same on the calling thread, which it blocks: for short reads of loops that have threads of their own.
    func readHere<T>(_ body: (any SQLConnection) throws -> T) throws -> T
    /// Moves some of the log into the database file, without waiting for readers.
    func checkpoint() throws
    /// Moves the whole log into the database file and leaves nothing of it on the disk.
    ///
    /// - Throws: where readers held on to it all the time.
    func scrubLog() throws
    func close() throws
}
