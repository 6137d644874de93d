package import struct Foundation.Date

/// What somebody signs in with, as it is kept.
package struct Credentials: Sendable, Equatable {
    /// An argon2id hash in libsodium's own notation, which names its parameters.
    package let passwordHash: String
    /// The secret they share with their code generator (RFC 6238).
    package let secondFactor: [UInt8]

    package init(passwordHash: String, secondFactor: [UInt8]) {
        self.passwordHash = passwordHash
        self.secondFactor = secondFactor
    }
}

/// What people sign in with.
package protocol CredentialStore: Sendable {
    /// What an enabled person signs in with; `nil` for everybody else.
    func credentials(of login: String) async throws -> Credentials?
    /// Takes the time step of a code, once; false where it or a later one was taken before.
    func take(step: Int64, of login: String) async throws -> Bool
    /// Takes a recovery code by its SHA-256, once.
    func take(recoveryCode hash: [UInt8], of login: String, now: Date) async throws -> Bool
    /// How many recovery codes are left.
    func recoveryCodesLeft(of login: String) async throws -> Int
    /// Replaces the hash of a password, and ends every session but the one with the given hash.
    func setPasswordHash(_ passwordHash: String, of login: String, keeping session: [UInt8]?, now: Date) async throws
}

/// A browser that somebody signed in with.
package struct Session: Sendable {
    package let staff: StaffMember
    package let startedAt: Date
    /// When it ends whatever happens.
    package let endsAt: Date
    /// When the person last did something with it.
    package let seenAt: Date
    /// Whether a code was shown since the person last was away for long.
    package let isProven: Bool
    /// Whether the browser stays signed in through a shift.
    package let isRemembered: Bool

    package init(
        staff: StaffMember,
        startedAt: Date,
        endsAt: Date,
        seenAt: Date,
        isProven: Bool,
        isRemembered: Bool
    ) {
        self.staff = staff
        self.startedAt = startedAt
        self.endsAt = endsAt
        self.seenAt = seenAt
        self.isProven = isProven
        self.isRemembered = isRemembered
    }
}

/// Who is signed in, and on which devices they were before.
///
/// Keys are known by their SHA-256 only.
package protocol SessionStore: Sendable {
    func start(_ session: Session, hash: [UInt8]) async throws
    /// The session with this hash, while it lasts and its person is enabled.
    func session(hash: [UInt8], now: Date) async throws -> Session?
    /// Notes that the person did something, and whether a code is still asked of them.
    func touch(session hash: [UInt8], isProven: Bool, now: Date) async throws
    func end(session hash: [UInt8], now: Date) async throws
    /// Remembers a device of somebody who signed in on it.
    func remember(device hash: [UInt8], of login: String, now: Date) async throws
    func isKnown(device hash: [UInt8], of login: String) async throws -> Bool
}

/// A link by which somebody chooses a password and a second factor, once.
package struct Invitation: Sendable {
    /// Whom it is for; `nil`: the first administrator, who chooses a login too.
    package let staff: StaffMember?
    /// The secret offered to their code generator.
    package let secondFactor: [UInt8]
    package let expiresAt: Date

    package init(staff: StaffMember?, secondFactor: [UInt8], expiresAt: Date) {
        self.staff = staff
        self.secondFactor = secondFactor
        self.expiresAt = expiresAt
    }
}

/// The links by which people come in.
package protocol InvitationStore: Sendable {
    /// Keeps an invitation by the SHA-256 of its key; earlier ones for the same person are void.
    /// - Throws: `StaffConflict.notFound` where the person does not exist or is disabled.
    func invite(
        _ login: String?,
        hash: [UInt8],
        secondFactor: [UInt8],
        until: Date,
        by actor: String,
        now: Date
    )
        async throws
    /// The invitation with this hash, while it is valid.
    func invitation(hash: [UInt8], now: Date) async throws -> Invitation?
    /// Uses the invitation up: the person can sign in from now on, and everything they had before is void.
    ///
    /// The first administrator's invitation adds them too.
    /// - Throws: `StaffConflict.notFound` for an invitation that is used up or too old, `.loginTaken`.
    func accept(
        invitation hash: [UInt8],
        as staff: StaffMember,
        passwordHash: String,
        recoveryCodes: [[UInt8]],
        now: Date
    ) async throws
    /// The logins of those who can sign in.
    func enrolled() async throws -> Set<String>
}
