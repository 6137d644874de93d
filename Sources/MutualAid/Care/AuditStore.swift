package import struct Foundation.Data
package import struct Foundation.Date

/// One row of the audit trail: who saw or did what that touches a person's privacy, when, and why.
///
/// Each row carries a keyed hash over itself and the row before, so that an edited, removed or reordered row is noticed.
package struct AuditRecord: Sendable, Equatable {
    package let sequence: Int64
    package let at: Date
    package let act: AuditedAct
    /// The keyed hash over this row and the one before, 32 bytes.
    package let hash: Data

    package init(sequence: Int64, at: Date, act: AuditedAct, hash: Data) {
        self.sequence = sequence
        self.at = at
        self.act = act
        self.hash = hash
    }
}

/// What a row of the audit trail tells; never the words that were seen.
package struct AuditedAct: Sendable, Equatable {
    /// A staff login, or `operator` for the command line.
    package let actor: String
    package let action: Action
    /// What it was done to: an id of a case, a message or a member, a login, or nothing.
    package let subject: String
    /// The group whose administrators see the row; `nil`: those of all groups alone.
    package let group: String?
    /// The member the subject belongs to; the reason is encrypted under their key and is erased with them.
    package let member: ID<Member>?
    package let reason: PrivateText?

    /// The acts that are written down.
    package enum Action: String, Sendable, Codable, CaseIterable {
        /// Words of a member were shown.
        case textViewed
        /// A closed case was opened for half an hour, with a reason.
        case glassBroken
        /// A message's labels were set right; the reason says which they were and are.
        case labelsCorrected
        case auditRead
        case memberErased, memberExported
        case tokenIssued, tokenRevoked
        case backupMade
        /// A backup was put in place; the subject is the head of the trail that was there.
        case restored
    }

    package init(
        actor: String,
        action: Action,
        subject: String,
        group: String? = nil,
        member: ID<Member>? = nil,
        reason: PrivateText? = nil
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.group = group
        self.member = member
        self.reason = reason
    }
}

/// The audit trail on disk: append-only.
package protocol AuditStore: Sendable {
    /// Writes acts down; what they are about is shown or done only after this returned.
    func record(_ acts: [AuditedAct], now: Date) async throws
    /// Opens a case to one person for `BrokenGlass.lifetime`, writes it down with the reason, and tells until when.
    func breakGlass(
        _ escalation: Escalation,
        by login: String,
        reason: PrivateText,
        now: Date
    ) async throws -> Date
    /// The cases that are open to a person by a reason they gave.
    func openedCases(of login: String, now: Date) async throws -> Set<ID<Escalation>>
    /// Rows newest first, before `cursor`; of the scope's groups where it names any.
    func auditRecords(_ filter: AuditFilter, before cursor: Int64?, limit: Int) async throws -> [AuditRecord]
}

/// What is asked of the audit trail; `nil` means any.
package struct AuditFilter: Sendable {
    package var groups: Set<String> = []
    package var actor: String?
    package var action: AuditedAct.Action?
    package var subject: String?

    package init() {}
}

/// How long a reason opens a case.
package enum BrokenGlass {
    /// Seconds.
    package static let lifetime: Double = 30 * 60
}

/// The last row of the audit trail: its number and hash stand for everything before it.
package struct AuditHead: Sendable, Equatable, CustomStringConvertible {
    package let sequence: Int64
    package let hash: Data

    package init(sequence: Int64, hash: Data) {
        self.sequence = sequence
        self.hash = hash
    }

    package var description: String { "\(sequence) \(hash.map { byte in Self.hex(byte) }.joined())" }

    /// Reads what `description` writes; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let sequence = Int64(words[0]), words[1].utf8.count == 64 else { return nil }
        let digits = words[1].compactMap(\.hexDigitValue)
        guard digits.count == 64 else { return nil }
        self.sequence = sequence
        hash = Data(stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

/// What a walk through the whole audit trail found.
package enum AuditVerdict: Sendable, Equatable, CustomStringConvertible {
    /// Every row fits the one before; `nil`: there is none yet.
    case sound(AuditHead?)
    /// The row of this number was changed, moved or stands where another was taken out.
    case broken(at: Int64)
    /// Rows up to this one existed and are gone from the end.
    case truncated(before: Int64)

    package var description: String {
        switch self {
        case .sound(nil): "The audit trail is empty."
        case .sound(let head?): "The audit trail is sound; its head is \(head)."
        case .broken(let sequence): "The audit trail is broken at row \(sequence)."
        case .truncated(let sequence): "The audit trail has lost its end: row \(sequence) existed."
        }
    }
}
