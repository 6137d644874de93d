package import Foundation
import GRDB
import MutualAid

/// What a backup or a restore found when it opened the copy.
package struct BackupReport: Sendable, CustomStringConvertible {
    package let file: String
    package let messages: Int
    package let escalations: Int
    package let events: Int

    package var description: String {
        "\(file) is sound: \(messages) messages, \(escalations) escalations, \(events) events."
    }
}

extension Database {
    /// Copies the live database into a new file and opens the copy to see that it is sound.
    ///
    /// Neither the key file nor the file of member keys is in it: keep a copy of both elsewhere, each apart, since
    /// without them the texts stay unreadable.
    package func backUp(to file: URL, now: Date) async throws -> BackupReport {
        guard !FileManager.default.fileExists(atPath: file.path) else {
            throw DatabaseRefusal.inTheWay("\(file.path) exists already")
        }
        try engine.withWriter { [members] database in
            // No key goes into a copy: who is erased later could be read from it again.
            try database.transaction { try Self.moveAllKeys(to: members.file, database) }
            try database.execute("VACUUM INTO ?", .text(file.path))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let report = try Self.inspect(file)
        try await record([AuditedAct(actor: "operator", action: .backupMade, subject: "")], now: now)
        try await append(.backupMade, subject: .system, actor: "operator", details: [:], now: now)
        return report
    }

    /// Checks a backup and puts it in the database's place; what was there is kept as `.before-restore`.
    ///
    /// What was waiting to be sent is held until a person has looked, and whoever was erased since stays erased. Refused
    /// while a daemon has the data.
    package static func restore(_ backup: URL, to path: URL, keyFile: URL, now: Date) async throws -> BackupReport {
        let report = try inspect(backup)
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let lock = try LockFile(path: path.path + ".lock")
        defer { lock.release() }
        let keys = try KeyRing(file: keyFile, isNewDatabase: false)
        let fresh = path.appendingPathExtension("restoring")
        try? FileManager.default.removeItem(at: fresh)
        try FileManager.default.copyItem(at: backup, to: fresh)
        try hold(fresh, keys, keyFile, now)
        let head = try RestoredCopy.settle(fresh, for: path, keys, now: now)
        try setAside(path)
        try FileManager.default.moveItem(at: fresh, to: path)
        if let head { try AuditHeadFile(database: path, keys: keys).write(head) }
        return report
    }

    /// Opens a copy, lets SQLite check every page, and counts what is in it.
    private static func inspect(_ file: URL) throws -> BackupReport {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        do {
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { database in
                let verdict = try String.fetchOne(database, sql: "PRAGMA integrity_check") ?? "no answer"
                guard verdict == "ok" else { throw DatabaseRefusal.damaged(verdict) }
                func count(_ table: String) throws -> Int {
                    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \"\(table)\"") ?? 0
                }
                return BackupReport(
                    file: file.path,
                    messages: try count("message"),
                    escalations: try count("escalation"),
                    events: try count("event")
                )
            }
        } catch let refusal as DatabaseRefusal {
            throw refusal
        } catch {
            throw DatabaseRefusal.damaged("it is no database of huzhu's")
        }
    }

    private static func hold(_ file: URL, _ keys: KeyRing, _ keyFile: URL, _ now: Date) throws {
        let queue = try DatabaseQueue(path: file.path)
        defer { try? queue.close() }
        try queue.write { database in
            let known = try Data.fetchOne(database, sql: "SELECT \"value\" FROM \"setting\" WHERE \"name\" = 'key'")
            guard known == keys.fingerprint else { throw DatabaseRefusal.keyWrong(keyFile.path) }
            let waiting = try Int64.fetchAll(
                database,
                sql: "SELECT \"id\" FROM \"delivery\" WHERE \"state\" IN ('waiting', 'attempting')"
            )
            for id in waiting {
                try database.execute(
                    sql: "UPDATE \"delivery\" SET \"state\" = 'held', \"leaseUntil\" = NULL WHERE \"id\" = ?",
                    arguments: [id]
                )
                try insertEvent("deliveryHeld", "delivery", "\(ID<Delivery>(rawValue: id))", "held", now, database)
            }
            try insertEvent("restored", "system", "", nil, now, database)
        }
    }

    private static func insertEvent(
        _ kind: String,
        _ subjectKind: String,
        _ subject: String,
        _ state: String?,
        _ now: Date,
        _ database: GRDB.Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO "event" ("at", "actor", "kind", "subjectKind", "subject", "state", "details")
                VALUES (?, 'operator', ?, ?, ?, ?, '{}')
                """,
            arguments: [now.microseconds, kind, subjectKind, subject, state]
        )
    }

    private static func setAside(_ path: URL) throws {
        let manager = FileManager.default
        for ending in ["", "-wal", "-shm"] where manager.fileExists(atPath: path.path + ending) {
            let kept = path.path + ".before-restore" + ending
            if manager.fileExists(atPath: kept) { try manager.removeItem(atPath: kept) }
            try manager.moveItem(atPath: path.path + ending, toPath: kept)
        }
    }
}
