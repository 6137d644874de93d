import Foundation
import MutualAid

/// What is done to a restored copy before it is put in place: nobody who was erased comes back with it.
enum RestoredCopy {
    /// Takes erased members out of the copy, keeps present keys out of it, and writes the restore into its audit trail.
    ///
    /// - Throws: `DatabaseRefusal.keyMissing` where the copy's members have their keys in a file that is not there.
    /// - Returns: the head of the copy's audit trail.
    static func settle(_ copy: URL, for path: URL, _ keys: KeyRing, now: Date) throws -> AuditHead? {
        let engine = try SQLiteEngine(path: copy.path)
        defer {
            // What a copy leaves beside it would be taken for the log of the database it becomes.
            for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.path + ending) }
        }
        let head = try engine.withWriter { database in
            try Schema.migrate(database)
            return try database.transaction { try settle(for: path, keys, now, database) }
        }
        try engine.scrubLog()
        try engine.close()
        return head
    }

    private static func settle(
        for path: URL,
        _ keys: KeyRing,
        _ now: Date,
        _ database: any SQLConnection
    ) throws -> AuditHead? {
        let file = try Database.openMemberKeys(beside: path, database)
        try Database.moveAllKeys(to: file, database)
        for member in try lost(file, database) { try forget(member, now, database) }
        let act = AuditedAct(actor: "operator", action: .restored, subject: replaced(path, keys))
        try AuditChain.append(act, MemberDirectory(keys: keys, file: file), keys, at: now, database)
        let last = try database.first(
            "SELECT \"sequence\", \"hash\" FROM \"audit\" ORDER BY \"sequence\" DESC LIMIT 1"
        )
        return last.map { AuditHead(sequence: $0.integer(0), hash: $0.blob(1) ?? Data()) }
    }

    /// Members whose key was destroyed since the copy was made.
    private static func lost(_ file: MemberKeyFile, _ database: any SQLConnection) throws -> [Int64] {
        try database.query("SELECT \"id\" FROM \"member\" WHERE length(\"platformID\") > 0").map { $0.integer(0) }
            .filter { try file.key(of: $0) == nil }
    }

    private static func forget(_ member: Int64, _ now: Date, _ database: any SQLConnection) throws {
        try Database.anonymise(member, database)
        let id = ID<Member>(rawValue: member)
        for message in try Database.ids(of: "message", id, database) {
            try Database.blank(message: message, now, database)
        }
        for delivery in try Database.ids(of: "delivery", id, database) {
            try Database.blank(delivery: delivery, now, database)
        }
    }

    /// The head of the trail that the copy takes the place of, so that what it loses can be told.
    private static func replaced(_ path: URL, _ keys: KeyRing) -> String {
        switch AuditHeadFile(database: path, keys: keys).read() {
        case .absent: ""
        case .forged: "unknown"
        case .head(let head): "\(head)"
        }
    }
}
