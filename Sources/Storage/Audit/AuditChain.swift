import Crypto
import Foundation
import MutualAid

/// The rows of the audit trail and the keyed hashes that chain them.
///
/// The hash of a row is HMAC-SHA256 over the hash before it and the row's columns, each with its length before it, so
/// that no two rows read alike. Who edits the file lacks the key; who has the key file can forge everything.
enum AuditChain {
    /// What stands before the first row.
    static let beginning = Data(repeating: 0, count: 32)

    static func append(
        _ act: AuditedAct,
        _ members: MemberDirectory,
        _ keys: KeyRing,
        at now: Date,
        _ database: any SQLConnection
    ) throws {
        let last = try database.first(
            "SELECT \"sequence\", \"hash\" FROM \"audit\" ORDER BY \"sequence\" DESC LIMIT 1"
        )
        let sequence = (last?.integer(0) ?? 0) + 1
        var columns: [SQLValue] = [
            .integer(sequence), SQLValue(now), .text(act.actor), .text(act.action.rawValue), .text(act.subject),
            SQLValue(act.group), SQLValue(act.member?.rawValue),
            SQLValue(try seal(act, sequence, members, keys, database)),
        ]
        columns.append(.blob(hash(columns, after: last?.blob(1) ?? beginning, key: keys.audit)))
        try database.execute(
            """
            INSERT INTO "audit" ("sequence", "at", "actor", "action", "subject", "groupID", "member", "reason", "hash")
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            columns
        )
    }

    static let columns =
        "\"sequence\", \"at\", \"actor\", \"action\", \"subject\", \"groupID\", \"member\", \"reason\", \"hash\""

    /// The number of the first row that does not fit, or the head after these rows.
    static func walk(_ rows: [SQLRow], after head: AuditHead?, key: SymmetricKey) -> AuditVerdict {
        var sequence = head?.sequence ?? 0
        var previous = head?.hash ?? beginning
        for row in rows {
            sequence += 1
            let expected = hash(Array(row.values.dropLast()), after: previous, key: key)
            guard row.integer(0) == sequence, row.blob(8) == expected else { return .broken(at: sequence) }
            previous = expected
        }
        return .sound(sequence == 0 ? nil : AuditHead(sequence: sequence, hash: previous))
    }

    static func record(
        _ row: SQLRow,
        _ members: MemberDirectory,
        _ keys: KeyRing,
        _ database: any SQLConnection
    ) throws -> AuditRecord? {
        guard let action = AuditedAct.Action(rawValue: row.text(3)) else { return nil }
        let member = row.optionalInteger(6).map { ID<Member>(rawValue: $0) }
        return AuditRecord(
            sequence: row.integer(0),
            at: row.date(1),
            act: AuditedAct(
                actor: row.text(2),
                action: action,
                subject: row.text(4),
                group: row.optionalText(5),
                member: member,
                reason: try open(row.blob(7), row.integer(0), member, members, keys, database)
            ),
            hash: row.blob(8) ?? Data()
        )
    }

    private static func seal(
        _ act: AuditedAct,
        _ sequence: Int64,
        _ members: MemberDirectory,
        _ keys: KeyRing,
        _ database: any SQLConnection
    ) throws -> Data? {
        guard let reason = act.reason, let key = try key(act.member, members, keys, database) else { return nil }
        return try Sealing.seal(reason.exposed.utf8, under: key, table: "audit", row: sequence, column: "reason")
    }

    /// `nil` where the member it speaks of was erased.
    private static func open(
        _ sealed: Data?,
        _ sequence: Int64,
        _ member: ID<Member>?,
        _ members: MemberDirectory,
        _ keys: KeyRing,
        _ database: any SQLConnection
    ) throws -> PrivateText? {
        guard let sealed, let key = try key(member, members, keys, database) else { return nil }
        let plain = try Sealing.open(sealed, under: key, table: "audit", row: sequence, column: "reason")
        return PrivateText(String(decoding: plain, as: UTF8.self))
    }

    private static func key(
        _ member: ID<Member>?,
        _ members: MemberDirectory,
        _ keys: KeyRing,
        _ database: any SQLConnection
    ) throws -> SymmetricKey? {
        guard let member else { return keys.house }
        return try members.key(of: member.rawValue, database)
    }

    private static func hash(_ columns: [SQLValue], after previous: Data, key: SymmetricKey) -> Data {
        var code = HMAC<SHA256>(key: key)
        code.update(data: previous)
        for column in columns {
            let (kind, bytes): (UInt8, Data) =
                switch column {
                case .null: (0, Data())
                case .integer(let number): (1, Data("\(number)".utf8))
                case .real(let number): (2, Data("\(number)".utf8))
                case .text(let text): (3, Data(text.utf8))
                case .blob(let data): (4, data)
                }
            code.update(data: [kind] + Array("\(bytes.count):".utf8))
            code.update(data: bytes)
        }
        return Data(code.finalize())
    }
}
