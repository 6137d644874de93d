import Crypto
import Foundation
import MutualAid

/// Finds and makes members, and keeps the keys used lately in memory.
///
/// It guards a bounded table; whatever a transaction undoes is forgotten whole.
final class MemberDirectory: Sendable {
    struct Known: Sendable {
        let id: ID<Member>
        let key: SymmetricKey
        var name: String?
        var country: String?
        var role: String?
    }

    /// A member who would be new, made ready for the writer.
    struct NewMember: Sendable {
        let known: Known
        fileprivate let lookup: KeyedHash
        fileprivate let connection: String
        fileprivate let platformID: Data
        fileprivate let name: Data?
        fileprivate let wrappedKey: Data
    }

    /// Who a sender was taken for before the writer was asked.
    enum Prepared: Sendable {
        case known(Known)
        case perhapsNew(NewMember)

        var known: Known {
            switch self {
            case .known(let known): known
            case .perhapsNew(let new): new.known
            }
        }
    }

    private struct Tables {
        var byLookup: [KeyedHash: Known] = [:]
        var keys: [Int64: SymmetricKey] = [:]
    }

    private let keys: KeyRing
    private let tables = Guarded(Tables())
    private static let mostKept = 50_000
    /// Where the keys lie once they have left the database.
    let file: MemberKeyFile
    private let moved = Guarded<Int64>(0)

    init(keys: KeyRing, file: MemberKeyFile) {
        self.keys = keys
        self.file = file
    }

    /// The newest member whose key is known to have left the database.
    var movedUpTo: Int64 { moved.withLock { $0 } }

    func noteMoved(upTo member: Int64) {
        moved.withLock { $0 = max($0, member) }
    }

    func forgetAll() {
        tables.withLock { $0 = Tables() }
    }

    /// Who a sender is as far as can be told without the database: somebody remembered of whom nothing new is said, or
    /// somebody who would be new; `nil` where something about them has to be written.
    func prepare(_ sender: Sender, on connection: String, ids: IDSource) throws -> Prepared? {
        let lookup = keys.hash("member", connection, sender.platformID.exposed)
        guard let known = cached(lookup) else { return .perhapsNew(try newMember(sender, on: connection, lookup, ids)) }
        return Self.news(of: sender, to: known) == nil ? .known(known) : nil
    }

    /// What became of a member between preparing and writing: `nil` where they are not who they were taken for.
    func settle(_ prepared: Prepared, at now: Date, _ database: any SQLConnection) throws -> Known? {
        switch prepared {
        case .known(let known): return tables.withLock { $0.keys[known.id.rawValue] } == nil ? nil : known
        case .perhapsNew(let new):
            guard cached(new.lookup) == nil, try load(new.lookup, database) == nil else { return nil }
            try insert(new, at: now, database)
            return new.known
        }
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
        let new = try newMember(sender, on: connection, lookup, ids)
        try insert(new, at: now, database)
        return new.known
    }

    private func newMember(
        _ sender: Sender,
        on connection: String,
        _ lookup: KeyedHash,
        _ ids: IDSource
    ) throws -> NewMember {
        let id = ids.next(Member.self)
        let key = SymmetricKey(size: .bits256)
        return NewMember(
            known: Known(id: id, key: key, name: sender.name?.exposed, country: sender.country, role: sender.role),
            lookup: lookup,
            connection: connection,
            platformID: try seal(sender.platformID.exposed, key, id, "platformID"),
            name: try sender.name.map { try seal($0.exposed, key, id, "name") },
            wrappedKey: try keys.wrap(key, member: id.rawValue)
        )
    }

    private func insert(_ new: NewMember, at now: Date, _ database: any SQLConnection) throws {
        try database.execute(
            """
            INSERT INTO "member" ("id", "lookup", "connection", "platformID", "name", "country", "role", "wrappedKey",
              "createdAt") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(new.known.id.rawValue),
            .blob(new.lookup.data),
            .text(new.connection),
            .blob(new.platformID),
            SQLValue(new.name),
            SQLValue(new.known.country),
            SQLValue(new.known.role),
            .blob(new.wrappedKey),
            SQLValue(now)
        )
        keep(new.known, new.lookup)
    }

    /// The key a member's texts are under; `nil` once it was destroyed.
    func key(of member: Int64, _ database: any SQLConnection) throws -> SymmetricKey? {
        if let key = tables.withLock({ $0.keys[member] }) { return key }
        let row = try database.first("SELECT \"wrappedKey\" FROM \"member\" WHERE \"id\" = ?", .integer(member))
        guard let row, let wrapped = try row.blob(0) ?? file.key(of: member) else { return nil }
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
            "SELECT \"connection\", \"platformID\", \"name\", \"country\", \"role\" FROM \"member\" WHERE \"id\" = ?",
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
            country: row?.optionalText(3),
            role: row?.optionalText(4)
        )
    }

    func find(connection: String, platformID: PrivateText, _ database: any SQLConnection) throws -> Member? {
        let lookup = keys.hash("member", connection, platformID.exposed)
        let row = try database.first("SELECT \"id\" FROM \"member\" WHERE \"lookup\" = ?", .blob(lookup.data))
        return try row.map { try read($0.integer(0), database) }
    }

    private func cached(_ lookup: KeyedHash) -> Known? {
        tables.withLock { $0.byLookup[lookup] }
    }

    private func load(_ lookup: KeyedHash, _ database: any SQLConnection) throws -> Known? {
        guard
            let row = try database.first("SELECT \"id\" FROM \"member\" WHERE \"lookup\" = ?", .blob(lookup.data)),
            let key = try key(of: row.integer(0), database)
        else { return nil }
        let member = try read(row.integer(0), database)
        let known = Known(
            id: member.id,
            key: key,
            name: member.name?.exposed,
            country: member.country,
            role: member.role
        )
        keep(known, lookup)
        return known
    }

    private func update(
        _ known: inout Known,
        with sender: Sender,
        lookup: KeyedHash,
        _ database: any SQLConnection
    ) throws {
        guard let news = Self.news(of: sender, to: known) else { return }
        known.name = news.name
        known.country = news.country
        known.role = news.role
        let sealed = try known.name.map { try seal($0, known.key, known.id, "name") }
        try database.execute(
            // What a member said stays until the platform says something else.
            """
            UPDATE "member" SET "name" = ?, "countrySource" = CASE WHEN ? IS NULL THEN "countrySource" ELSE 'platform' END,
              "country" = COALESCE(?, "country"), "role" = ? WHERE "id" = ?
            """,
            SQLValue(sealed),
            SQLValue(sender.country),
            SQLValue(sender.country),
            SQLValue(known.role),
            .integer(known.id.rawValue)
        )
        keep(known, lookup)
    }

    /// The name, country and role to remember; `nil` where nothing is new.
    private static func news(of sender: Sender, to known: Known) -> (name: String?, country: String?, role: String?)? {
        let name = sender.name?.exposed ?? known.name
        let country = sender.country ?? known.country
        let role = sender.role ?? known.role
        return name != known.name || country != known.country || role != known.role ? (name, country, role) : nil
    }

    private func keep(_ known: Known, _ lookup: KeyedHash) {
        tables.withLock { tables in
            if tables.byLookup.count >= Self.mostKept { tables = Tables() }
            tables.byLookup[lookup] = known
            tables.keys[known.id.rawValue] = known.key
        }
    }

    private func seal(_ text: String, _ key: SymmetricKey, _ id: ID<Member>, _ column: String) throws -> Data {
        try Sealing.seal(text.utf8, under: key, table: "member", row: id.rawValue, column: column)
    }
}
