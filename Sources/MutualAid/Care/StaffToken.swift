package import struct Foundation.Date

/// A token of a staff member, without its secret: what it may be used for, and until when.
package struct StaffToken: Sendable, Equatable, Codable {
    package let login: String
    /// Tells a person's tokens apart; a new one of the same name takes the old one's place.
    package let name: String
    /// What it may do; empty: everything its person may.
    package let scopes: Set<TokenScope>
    /// It reaches only these of its person's groups; empty: all of them.
    package let groups: [String]
    /// It reaches only these of its person's desks; empty: all of them.
    package let desks: [Desk]
    package let issuedAt: Date
    /// `nil`: until it is revoked.
    package let expiresAt: Date?

    package init(
        login: String,
        name: String,
        scopes: Set<TokenScope> = [],
        groups: [String] = [],
        desks: [Desk] = [],
        issuedAt: Date,
        expiresAt: Date? = nil
    ) {
        self.login = login
        self.name = name
        self.scopes = scopes
        self.groups = groups
        self.desks = desks
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    /// The name of a token that was given none.
    package static let ordinaryName = "default"

    /// Whether it may be used for something.
    package func allows(_ scope: TokenScope) -> Bool { scopes.isEmpty || scopes.contains(scope) }

    /// The person as this token lets them reach; `nil` where nothing is left.
    package func narrow(_ staff: StaffMember) -> StaffMember? {
        let known = Set(staff.groups)
        let groups = self.groups.isEmpty ? staff.groups : self.groups.filter { known.isEmpty || known.contains($0) }
        let desks = self.desks.isEmpty ? staff.desks : self.desks.filter(staff.seats.contains)
        if !self.groups.isEmpty, groups.isEmpty { return nil }
        if !self.desks.isEmpty, desks.isEmpty { return nil }
        return StaffMember(
            login: staff.login,
            name: staff.name,
            roles: staff.roles,
            groups: groups,
            desks: desks,
            languages: staff.languages,
            timeZone: staff.timeZone,
            isEnabled: staff.isEnabled,
            isOnDuty: staff.isOnDuty
        )
    }
}

/// What a token may be used for.
package enum TokenScope: String, Sendable, Codable, CaseIterable {
    /// Reading cases, messages and counts.
    case read
    /// Working on cases, and one's own duty.
    case queue
    /// Entries and their publishing.
    case faq
    /// The audit trail.
    case audit
}

/// Tokens on disk, as SHA-256 only.
package protocol TokenStore: Sendable {
    /// Keeps a token under its hash; one of the same person and name stops working.
    /// - Throws: `StaffConflict.notFound`.
    func issue(_ token: StaffToken, hash: [UInt8], now: Date) async throws
    /// A person's tokens, or everybody's.
    func tokens(of login: String?) async throws -> [StaffToken]
    /// - Throws: `StaffConflict.notFound` where there is no such token.
    func revoke(_ name: String, of login: String, now: Date) async throws
    /// The token with this hash and its enabled person; `nil` where it is unknown, has expired or was revoked.
    func bearer(tokenHash: [UInt8], now: Date) async throws -> (token: StaffToken, staff: StaffMember)?
}
