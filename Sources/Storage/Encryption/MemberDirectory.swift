import Crypto
import Foundation
import MutualAid
import Synchronization

/// Finds and makes members, and keeps the keys used lately in memory.
///
/// It guards a bounded table; whatever a transaction undoes is forgotten whole.
final class MemberDirectory: Sendable {
    struct Known: Sendable {
        let id: ID<Member>
        let key: SymmetricKey
        var name: String?
        var country: String?
    }

    private struct Tables {
        var byLookup: [Data: Known] = [:]
        var keys: [Int64: SymmetricKey] = [:]
    }

    private let keys: KeyRing
    private let tables = Mutex(Tables())
    private static let mostKept = 50_000

    init(keys: KeyRing) {
        self.keys = keys
    }

    func forgetAll() {
        tables.withLock { $0 = Tables() }
    }

    /// The member a platform knows by this id, made where they are new; a changed name or country is written.
    func member(
        _ sender: Sender,
        on connection: String,
        ids: IDSource,
        at now: Date,
        _ database: any SQLConnection
    ) throws
        -> Known
    {
        let lookup = keys.hash("member", connection, sender.platformID.exposed)
        if var known = try cached(lookup) ?? load(lookup, database) {
            try update(&known, with: sender, lookup: lookup, database)
            return known
        }
        let id = ids.next(Member.self)
        let key = SymmetricKey(size: .bits256)
        let platformID = try seal(sender.platformID.exposed, key, id, "platformID")
        let name = try sender.name.map { try seal($0.exposed, key, id, "name") }
        try database.execute(
            """
            INSERT INTO "member" ("id", "lookup", "connection", "platformID", "name", "country", "wrappedKey", "createdAt")
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(id.rawValue),
            .blob(lookup),
            .text(connection),
            .blob(platformID),
            SQLValue(name),
            SQLValue(sender.country),
            .blob(try keys.wrap(key, member: id.rawValue)),
            SQLValue(now)
        )
        let known = Known(id: id, key: key, name: sender.name?.exposed, country: sender.country)
        keep(known, lookup)
        return known
    }

    /// The key a member's texts are under; `nil` once it was destroyed.
    func key(of member: Int64, _ database: any SQLConnection) throws -> SymmetricKey? {
        if let key = tables.withLock({ $0.keys[member] }) { return key }
        let row = try database.first("SELECT \"wrappedKey\" FROM \"member\" WHERE \"id\" = ?", .integer(member))
        guard let wrapped = row?.blob(0) else { return nil }
        let key = try keys.unwrap(wrapped, member: member)
        tables.withLock { tables in
            if tables.keys.count >= Self.mostKept { tables.keys = [:] }
            tables.keys[member] = key
        }
        return key
    }

    /// One member with their names readable.
    func read(_ member: Int64, _ database: any SQLConnection) throws -> Member {
        let row = try database.first(
            "SELECT \"connection\", \"platformID\", \"name\", \"country\" FROM \"member\" WHERE \"id\" = ?",
            .integer(member)
        )
        let key = try key(of: member, database)
        func open(_ data: Data?, _ column: String) throws -> PrivateText? {
            guard let data, let key else { return nil }
            let plain = try Sealing.open(data, under: key, table: "member", row: member, column: column)
            return PrivateText(String(decoding: plain, as: UTF8.self))
        }
        return Member(
            id: ID(rawValue: member),
            connection: row?.text(0) ?? "",
            platformID: try open(row?.blob(1), "platformID") ?? "",
            name: try open(row?.blob(2), "name"),
            country: row?.optionalText(3)
        )
    }

    func find(connection: String, platformID: PrivateText, _ database: any SQLConnection) throws -> Member? {
        let lookup = keys.hash("member", connection, platformID.exposed)
        let row = try database.first("SELECT \"id\" FROM \"member\" WHERE \"lookup\" = ?", .blob(lookup))
        return try row.map { try read($0.integer(0), database) }
    }

    private func cached(_ lookup: Data) -> Known? {
        tables.withLock { $0.byLookup[lookup] }
    }

    private func load(_ lookup: Data, _ database: any SQLConnection) throws -> Known? {
        guard
            let row = try database.first("SELECT \"id\" FROM \"member\" WHERE \"lookup\" = ?", .blob(lookup)),
            let key = try key(of: row.integer(0), database)
        else { return nil }
        let member = try read(row.integer(0), database)
        let known = Known(id: member.id, key: key, name: member.name?.exposed, country: member.country)
        keep(known, lookup)
        return known
    }

    private func update(_ known: inout Known, with sender: Sender, lookup: Data, _ database: any SQLConnection) throws {
        let name = sender.name?.exposed ?? known.name
        let country = sender.country ?? known.country
        guard name != known.name || country != known.country else { return }
        known.name = name
        known.country = country
        let sealed = try name.map { try seal($0, known.key, known.id, "name") }
        try database.execute(
            "UPDATE \"member\" SET \"name\" = ?, \"country\" = ? WHERE \"id\" = ?",
            SQLValue(sealed),
            SQLValue(country),
            .integer(known.id.rawValue)
        )
        keep(known, lookup)
    }

    private func keep(_ known: Known, _ lookup: Data) {
        tables.withLock { tables in
            if tables.byLookup.count >= Self.mostKept { tables = Tables() }
            tables.byLookup[lookup] = known
            tables.keys[known.id.rawValue] = known.key
        }
    }

    private func seal(_ text: String, _ key: SymmetricKey, _ id: ID<Member>, _ column: String) throws -> Data {
        try Sealing.seal(Data(text.utf8), under: key, table: "member", row: id.rawValue, column: column)
    }
}
