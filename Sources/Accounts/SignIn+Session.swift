package import Foundation
package import MutualAid

extension SignIn {
    /// Who is signed in with this key, and notes that they did something.
    ///
    /// After a long pause a remembered browser of somebody on duty stays signed in but owes a code; any other is out.
    /// What a page does by itself (`isActivity` is false) must not keep a session alive.
    package func session(_ key: SecretKey, isActivity: Bool, now: Date) async throws -> Session? {
        guard let known = try await sessions.session(hash: key.hash, now: now) else { return nil }
        let pause = now.timeIntervalSince(known.seenAt)
        if pause > limits.idle {
            guard known.isRemembered, try await isOnDuty(known.staff, now) else {
                try await sessions.end(session: key.hash, now: now)
                return nil
            }
            guard isActivity else { return known.unproven }
            try await sessions.touch(session: key.hash, isProven: false, now: now)
            return known.unproven
        }
        // Once a minute is exact enough for a pause of thirty.
        if isActivity, pause > 60 { try await sessions.touch(session: key.hash, isProven: known.isProven, now: now) }
        return known
    }

    /// Takes the code alone from somebody who is signed in and was away.
    package func prove(_ code: String, session: Session, key: SecretKey, now: Date) async throws -> Outcome {
        let login = session.staff.login
        let keys = [SignInThrottle.Key.device(key.hash)]
        if let wait = await throttle.wait(keys, now: now) { return .tooMany(wait) }
        await throttle.count(keys, now: now)
        guard let known = try await credentials.credentials(of: login),
            try await accepts(code, of: login, known, now: now)
        else { return .refused }
        await throttle.forgive(keys)
        try await sessions.touch(session: key.hash, isProven: true, now: now)
        return .signedIn(session: key, device: key)
    }

    /// Hears the password of somebody who is signed in, before they choose a new one; guesses are counted with their codes.
    package func confirm(_ password: String, session: Session, key: SecretKey, now: Date) async throws -> Outcome {
        let keys = [SignInThrottle.Key.device(key.hash)]
        if let wait = await throttle.wait(keys, now: now) { return .tooMany(wait) }
        await throttle.count(keys, now: now)
        let known = try await credentials.credentials(of: session.staff.login)
        let isRight = try await hasher.verify(String(password.prefix(256)), against: known?.passwordHash)
        guard isRight else { return .refused }
        await throttle.forgive(keys)
        return .signedIn(session: key, device: key)
    }

    package func signOut(_ key: SecretKey, now: Date) async throws {
        try await sessions.end(session: key.hash, now: now)
    }
}

extension Session {
    /// The same session, owing a code.
    fileprivate var unproven: Session {
        Session(
            staff: staff,
            startedAt: startedAt,
            endsAt: endsAt,
            seenAt: seenAt,
            isProven: false,
            isRemembered: isRemembered
        )
    }
}
