import Crypto
import Foundation
import MutualAid

extension Database {
    /// Moves keys of new members from the database into the file of keys, where no backup takes them.
    ///
    /// A key is first written beside its member, in the transaction that acknowledges their first message; here it leaves
    /// the database. Also finishes erasures that a crash cut short. Returns how many were moved.
    package func moveMemberKeys() async throws -> Int {
        let since = members.movedUpTo - Self.latecomers
        let rows = try await engine.read { database in
            try database.query(
                "SELECT \"id\", \"wrappedKey\" FROM \"member\" WHERE \"id\" > ? AND \"wrappedKey\" IS NOT NULL LIMIT 500",
                .integer(since)
            )
        }
        let keys = rows.compactMap { row in row.blob(1).map { (member: row.integer(0), wrapped: $0) } }
        guard !keys.isEmpty else { return 0 }
        try members.file.add(keys)
        let kept = try await writer.write { database in
            try Self.noteMoving(database)
            return try keys.filter { try Self.leave($0.member, $0.wrapped, database) }.count
        }
        // Who was erased meanwhile has no key to move.
        if kept < keys.count { try await finishErasures() }
        members.noteMoved(upTo: keys.map(\.member).max() ?? 0)
        return kept
    }

    /// Destroys keys of members whose erasure was written but whose key still lay in the file.
    package func finishErasures() async throws {
        let erased = try await engine.read { database in
            try database.query("SELECT \"id\" FROM \"member\" WHERE length(\"platformID\") = 0").map { $0.integer(0) }
        }
        for member in erased where !members.file.isErased(member) { try members.file.erase(member) }
    }

    /// Moves what is left on the writer itself, so that what follows on it finds no key in the database.
    static func moveAllKeys(to file: MemberKeyFile, _ database: any SQLConnection) throws {
        let rows = try database.query("SELECT \"id\", \"wrappedKey\" FROM \"member\" WHERE \"wrappedKey\" IS NOT NULL")
        let keys = rows.compactMap { row in row.blob(1).map { (member: row.integer(0), wrapped: $0) } }
        try file.add(keys)
        try noteMoving(database)
        for key in keys { _ = try leave(key.member, key.wrapped, database) }
    }

    /// From now on the database is not whole without the file.
    private static func noteMoving(_ database: any SQLConnection) throws {
        try database.execute(
            "INSERT INTO \"setting\" (\"name\", \"value\") VALUES ('memberKeys', x'01') ON CONFLICT DO NOTHING"
        )
    }

    private static func leave(_ member: Int64, _ wrapped: Data, _ database: any SQLConnection) throws -> Bool {
        try database.execute(
            "UPDATE \"member\" SET \"wrappedKey\" = NULL WHERE \"id\" = ? AND \"wrappedKey\" = ?",
            .integer(member),
            .blob(wrapped)
        ) == 1
    }

    /// Ids are made before they are written: a minute of them, in their unit, may still come.
    private static let latecomers: Int64 = 60_000 << 22

    /// The file of keys that belongs to a database.
    static func keysOfMembers(beside path: URL) -> URL { URL(fileURLWithPath: path.path + ".keys") }

    /// - Throws: `DatabaseRefusal.keyMissing` where keys were moved into a file that is not there.
    static func openMemberKeys(beside path: URL, _ connection: any SQLConnection) throws -> MemberKeyFile {
        let url = keysOfMembers(beside: path)
        let wereMoved = try connection.first("SELECT 1 FROM \"setting\" WHERE \"name\" = 'memberKeys'") != nil
        if wereMoved, !FileManager.default.fileExists(atPath: url.path) { throw DatabaseRefusal.keyMissing(url.path) }
        return try MemberKeyFile(url)
    }
}
