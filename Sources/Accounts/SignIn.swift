package import Foundation
package import MutualAid

/// Lets people in with a password and a code, and says nothing that helps those who have neither.
package struct SignIn: Sendable {
    /// How long a session lasts.
    package struct Limits: Sendable {
        /// Seconds from signing in until a session ends whatever happens.
        package var absolute: TimeInterval = 12 * 3600
        /// Seconds without a sign of life, after which a code is asked for or the session ends.
        package var idle: TimeInterval = 30 * 60
        /// Seconds for which an invitation is good.
        package var invitation: TimeInterval = 72 * 3600
        /// Seconds for which the first administrator's link is good.
        package var firstInvitation: TimeInterval = 15 * 60

        package init() {}
    }

    /// What somebody shows to come in.
    package struct Attempt: Sendable {
        package let login: String
        package let password: String
        package let code: String
        /// The key of a device that was signed in before.
        package let device: SecretKey?
        package let address: String
        package let isRemembered: Bool

        package init(
            login: String,
            password: String,
            code: String,
            device: SecretKey?,
            address: String,
            isRemembered: Bool
        ) {
            self.login = login
            self.password = password
            self.code = code
            self.device = device
            self.address = address
            self.isRemembered = isRemembered
        }
    }

    /// What came of an attempt.
    package enum Outcome: Sendable {
        case signedIn(session: SecretKey, device: SecretKey)
        /// Something was wrong; which thing is not said.
        case refused
        /// Too many attempts; seconds until the next is heard.
        case tooMany(Int)
    }

    let credentials: any CredentialStore
    let sessions: any SessionStore
    let hasher: PasswordHasher
    let throttle: SignInThrottle
    package let limits: Limits
    let isOnDuty: @Sendable (StaffMember, Date) async throws -> Bool

    /// A remembered browser of somebody who `isOnDuty` outlasts a pause.
    package init(
        credentials: any CredentialStore,
        sessions: any SessionStore,
        hasher: PasswordHasher,
        limits: Limits = Limits(),
        isOnDuty: @escaping @Sendable (StaffMember, Date) async throws -> Bool = { person, _ in person.isOnDuty }
    ) {
        self.credentials = credentials
        self.sessions = sessions
        self.hasher = hasher
        throttle = SignInThrottle()
        self.limits = limits
        self.isOnDuty = isOnDuty
    }

    /// Tries to sign somebody in; an unknown login takes the same time as a wrong password.
    package func signIn(_ attempt: Attempt, staff: any StaffStore, now: Date) async throws -> Outcome {
        let login = Self.login(attempt.login)
        let device = try await knownDevice(of: attempt, login: login)
        let keys = device.map { [.device($0.hash)] } ?? [SignInThrottle.Key.login(login), .address(attempt.address)]
        if let wait = await throttle.wait(keys, now: now) { return .tooMany(wait) }
        await throttle.count(keys, now: now)
        let known = try await credentials.credentials(of: login)
        let isRight = try await hasher.verify(String(attempt.password.prefix(256)), against: known?.passwordHash)
        guard isRight, let known, try await accepts(attempt.code, of: login, known, now: now),
            let person = try await staff.staff().first(where: { $0.login == login && $0.isEnabled })
        else { return .refused }
        await throttle.forgive(keys)
        if hasher.isOutdated(known.passwordHash) { try await rehash(attempt.password, of: login, now: now) }
        return try await start(person, device: device, isRemembered: attempt.isRemembered, now: now)
    }

    /// Starts a session under a new key, so that a key somebody planted before is worth nothing.
    package func start(_ person: StaffMember, device: SecretKey?, isRemembered: Bool, now: Date) async throws -> Outcome
    {
        let session = SecretKey()
        let device = device ?? SecretKey()
        try await sessions.start(
            Session(
                staff: person,
                startedAt: now,
                endsAt: now.addingTimeInterval(limits.absolute),
                seenAt: now,
                isProven: true,
                isRemembered: isRemembered
            ),
            hash: session.hash
        )
        try await sessions.remember(device: device.hash, of: person.login, now: now)
        return .signedIn(session: session, device: device)
    }

    /// Whether a code is good now; a good one is used up.
    func accepts(_ code: String, of login: String, _ known: Credentials, now: Date) async throws -> Bool {
        if let step = TimeCode(secret: known.secondFactor).step(of: code, at: now) {
            return try await credentials.take(step: step, of: login)
        }
        guard let hash = RecoveryCode.hash(code, for: login) else { return false }
        return try await credentials.take(recoveryCode: hash, of: login, now: now)
    }

    /// A login as it is looked up: what a keyboard adds at its ends is not part of it.
    static func login(_ typed: String) -> String {
        String(
            typed.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCompatibilityMapping.prefix(64)
        )
    }

    /// The device's key where this person has used it before.
    ///
    /// Any other key may have been planted by somebody who knows it: it counts for nothing, and whoever comes in gets a
    /// new one in its place.
    private func knownDevice(of attempt: Attempt, login: String) async throws -> SecretKey? {
        guard let device = attempt.device else { return nil }
        return try await sessions.isKnown(device: device.hash, of: login) ? device : nil
    }

    private func rehash(_ password: String, of login: String, now: Date) async throws {
        let hash = try await hasher.hash(password)
        try await credentials.setPasswordHash(hash, of: login, keeping: nil, now: now)
    }
}
