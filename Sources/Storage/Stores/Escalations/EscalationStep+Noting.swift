import Foundation
import MutualAid

extension EscalationStep {
    /// A note never leaves the desk; it also renews the owner's lease (criterion E6).
    func addNote(_ text: PrivateText) throws {
        guard !text.isBlank else { throw EscalationConflict.textMissing }
        try writeNote(text)
        try renewLease()
        try EventLog.append(
            .escalationNoted,
            .escalation(known.id),
            actor: actor.login,
            state: known.state.rawValue,
            at: now,
            database
        )
    }

    /// Keeps what the owner has written so far, under the member's key; the lease is renewed.
    func keepDraft(_ text: PrivateText) throws {
        try requireOwner()
        if text.isBlank { return try dropDraft() }
        let sealed = try seal(text, table: "draft", row: known.id.rawValue)
        try database.execute(
            """
            INSERT INTO "draft" ("escalation", "author", "text", "at") VALUES (?, ?, ?, ?) ON CONFLICT ("escalation")
            DO UPDATE SET "author" = excluded."author", "text" = excluded."text", "at" = excluded."at"
            """,
            .integer(known.id.rawValue),
            .text(actor.login),
            .blob(sealed),
            SQLValue(now)
        )
        try renewLease()
    }

    func dropDraft() throws {
        try database.execute("DELETE FROM \"draft\" WHERE \"escalation\" = ?", .integer(known.id.rawValue))
    }

    func writeNote(_ text: PrivateText) throws {
        let id = store.ids.next(EscalationChange.self).rawValue
        try database.execute(
            "INSERT INTO \"note\" (\"id\", \"escalation\", \"author\", \"text\", \"at\") VALUES (?, ?, ?, ?, ?)",
            .integer(id),
            .integer(known.id.rawValue),
            .text(actor.login),
            .blob(try seal(text, table: "note", row: id)),
            SQLValue(now)
        )
    }

    /// A sign of life of the owner; a lease never gets shorter by it.
    private func renewLease() throws {
        guard known.state == .claimed, known.owner?.login == actor.login else { return }
        try database.execute(
            "UPDATE \"escalation\" SET \"leaseUntil\" = MAX(\"leaseUntil\", ?) WHERE \"id\" = ?",
            leaseEnd(store.lease),
            .integer(known.id.rawValue)
        )
        try EscalationTimers.renew(known.id, database)
    }

    private func seal(_ text: PrivateText, table: String, row: Int64) throws -> Data {
        guard let key = try store.members.key(of: known.member.id.rawValue, database) else {
            throw EscalationConflict.memberErased
        }
        return try Sealing.seal(Data(text.exposed.utf8), under: key, table: table, row: row, column: "text")
    }
}

extension PrivateText {
    /// Whether there is nothing to read in it.
    var isBlank: Bool { exposed.allSatisfy(\.isWhitespace) }
}
