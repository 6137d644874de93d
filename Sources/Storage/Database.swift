import Crypto
package import Foundation
package import Logging
package import MutualAid
import ServiceLifecycle

/// The daemon's data: messages, members, deliveries, escalations, staff and events in one SQLite file.
///
/// Every write goes through the one group-committing writer; reads see one consistent state beside it.
package final class Database: Service {
    let engine: any SQLEngine
    let writer: GroupCommitWriter
    let keys: KeyRing
    let ids: IDSource
    let members: MemberDirectory
    let arrivals: ArrivalKeys
    let waiting: WaitingLines
    let path: URL
    let isUniqueEnforced: Bool
    /// What a claim lasts where the store itself gives one: on a member's line, an accepted transfer, a draft.
    let lease: Lease
    private let lock: LockFile
    private let logger: Logger
    /// Who is on shift, for transactions that give a case to whoever is there; empty until a roster is read.
    package let roster = RosterInForce()
    /// Told when something new waits: for the worker loops.
    package let changes = Changes()

    /// The bells of the queues; a loop has one of its own, so that no other takes its ring.
    package struct Changes: Sendable {
        package let messages = LaneNotices()
        package let deliveries = LaneNotices()
        package let escalations = ChangeNotice()
        package let timers = ChangeNotice()
        package let alarms = ChangeNotice()
        package let pages = ChangeNotice()
        package let notices = ChangeNotice()
    }

    /// What a test takes away to see that something breaks without it; debug builds only.
    package enum Weakness: Sendable {
        case none
        #if FAULTS
        /// `synchronous = OFF`: acknowledged messages may vanish at a power cut.
        case notSynced
        /// No key against repeats.
        case notUnique
        #endif
    }

    private init(
        engine: any SQLEngine,
        keys: KeyRing,
        ids: IDSource,
        path: URL,
        lock: LockFile,
        isUniqueEnforced: Bool,
        lease: Lease,
        memberKeys: MemberKeyFile,
        logger: Logger
    ) {
        let members = MemberDirectory(keys: keys, file: memberKeys)
        let arrivals = ArrivalKeys()
        let waiting = WaitingLines()
        self.engine = engine
        self.keys = keys
        self.ids = ids
        self.path = path
        self.lock = lock
        self.isUniqueEnforced = isUniqueEnforced
        self.lease = lease
        self.logger = logger
        self.members = members
        self.arrivals = arrivals
        self.waiting = waiting
        writer = GroupCommitWriter(
            engine: engine,
            logger: logger,
            tidy: { try arrivals.tidy($0) },
            onUndo: {
                members.forgetAll()
                arrivals.forgetAll()
                waiting.forgetAll()
            }
        )
    }

    /// Opens the data under the lock, making file and key where they are new, and brings the schema up to date.
    ///
    /// - Throws: `DatabaseRefusal`, or the engine's error.
    package static func open(
        path: URL,
        keyFile: URL,
        ids: IDSource,
        lease: Lease = .shipped,
        logger: Logger,
        weakness: Weakness = .none
    ) throws -> Database {
        let folder = path.deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let lock = try LockFile(path: path.path + ".lock")
        do {
            let isNew = !FileManager.default.fileExists(atPath: path.path)
            let keys = try KeyRing(file: keyFile, isNewDatabase: isNew)
            let engine = try SQLiteEngine(path: path.path, synchronous: weakness.synchronous)
            let memberKeys = try engine.withWriter { connection in
                try Schema.migrate(connection)
                try checkKey(keys, keyFile, connection)
                return try openMemberKeys(beside: path, connection)
            }
            return Database(
                engine: engine,
                keys: keys,
                ids: ids,
                path: path,
                lock: lock,
                isUniqueEnforced: weakness.isUnique,
                lease: lease,
                memberKeys: memberKeys,
                logger: logger
            )
        } catch {
            lock.release()
            throw error
        }
    }

    /// Whether the last commit went through: webhooks are accepted durably.
    package var isWritable: Bool { writer.isWritable }

    /// Waits for shutdown, then finishes what waits to be written.
    package func run() async throws {
        let version = try await engine.read { try $0.first("SELECT sqlite_version()")?.text(0) ?? "?" }
        logger.info("The data are open", metadata: ["sqlite": "\(version)"])
        try? await gracefulShutdown()
        try await close()
    }

    package func close() async throws {
        writer.close()
        try engine.checkpoint()
        try engine.close()
        lock.release()
    }

    /// A database remembers which key it was made with.
    private static func checkKey(_ keys: KeyRing, _ file: URL, _ connection: any SQLConnection) throws {
        if let known = try connection.first("SELECT \"value\" FROM \"setting\" WHERE \"name\" = 'key'")?.blob(0) {
            guard known == keys.fingerprint else { throw DatabaseRefusal.keyWrong(file.path) }
        } else {
            try connection.execute(
                "INSERT INTO \"setting\" (\"name\", \"value\") VALUES ('key', ?)",
                .blob(keys.fingerprint)
            )
        }
    }
}

extension Database.Weakness {
    fileprivate var synchronous: String {
        #if FAULTS
        self == .notSynced ? "OFF" : "FULL"
        #else
        "FULL"
        #endif
    }

    fileprivate var isUnique: Bool {
        #if FAULTS
        self != .notUnique
        #else
        true
        #endif
    }
}
