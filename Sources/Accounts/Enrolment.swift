package import Foundation
package import MutualAid

/// Brings new people in: an administrator's link, a password of their own, a second factor, ten codes on paper.
package struct Enrolment: Sendable {
    /// What somebody who opened an invitation typed.
    package struct Form: Sendable {
        package let login: String
        package let name: String
        package let password: String
        package let code: String

        package init(login: String, name: String, password: String, code: String) {
            self.login = login
            self.name = name
            self.password = password
            self.code = code
        }
    }

    /// What is wrong with a form, by field.
    package enum Problem: String, Sendable, CaseIterable {
        case loginMissing, loginTaken, nameMissing, passwordShort, passwordLong, passwordGuessable, codeWrong
    }

    /// What came of a form.
    package enum Outcome: Sendable {
        /// In: with the codes that are shown this once.
        case enrolled(StaffMember, [RecoveryCode])
        case problems([Problem])
        /// The link is used up, too old, or never was one.
        case void
    }

    private let store: any InvitationStore
    private let hasher: PasswordHasher
    private let limits: SignIn.Limits

    package init(store: any InvitationStore, hasher: PasswordHasher, limits: SignIn.Limits = SignIn.Limits()) {
        self.store = store
        self.hasher = hasher
        self.limits = limits
    }

    /// A link's key for somebody who exists, good once and for three days; it also replaces what they lost.
    package func invite(_ login: String, by actor: String, now: Date) async throws -> SecretKey {
        let key = SecretKey()
        try await store.invite(
            login,
            hash: key.hash,
            secondFactor: TimeCode.makeSecret(),
            until: now.addingTimeInterval(limits.invitation),
            by: actor,
            now: now
        )
        return key
    }

    /// A link's key for the first administrator; `nil` once anybody can sign in.
    package func inviteFirst(now: Date) async throws -> SecretKey? {
        guard try await store.enrolled().isEmpty else { return nil }
        let key = SecretKey()
        try await store.invite(
            nil,
            hash: key.hash,
            secondFactor: TimeCode.makeSecret(),
            until: now.addingTimeInterval(limits.firstInvitation),
            by: "operator",
            now: now
        )
        return key
    }

    /// The invitation somebody opened.
    package func invitation(_ key: SecretKey, now: Date) async throws -> Invitation? {
        try await store.invitation(hash: key.hash, now: now)
    }

    /// The logins of those who can sign in.
    package func enrolled() async throws -> Set<String> { try await store.enrolled() }

    /// Takes the form of an opened invitation.
    package func accept(_ form: Form, of key: SecretKey, now: Date) async throws -> Outcome {
        guard let invitation = try await invitation(key, now: now) else { return .void }
        let person = invitation.staff ?? Self.firstAdministrator(form)
        let problems = Self.problems(of: form, person, secondFactor: invitation.secondFactor, now: now)
        guard problems.isEmpty else { return .problems(problems) }
        let codes = RecoveryCode.makeTen()
        do {
            try await store.accept(
                invitation: key.hash,
                as: person,
                passwordHash: try await hasher.hash(form.password),
                recoveryCodes: codes.map { $0.hash(for: person.login) },
                now: now
            )
            return .enrolled(person, codes)
        } catch StaffConflict.loginTaken {
            return .problems([.loginTaken])
        } catch StaffConflict.notFound {
            return .void
        }
    }

    /// The least characters of a password: more where it opens medical and psychological texts.
    package static func leastCharacters(for roles: [StaffMember.Role]) -> Int {
        roles.contains { $0 == .psychologist || $0 == .generalPractitioner } ? 15 : 12
    }

    private static func problems(
        of form: Form,
        _ person: StaffMember,
        secondFactor: [UInt8],
        now: Date
    ) -> [Problem] {
        var problems: [Problem] = []
        let isLogin = person.login.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        if person.login.isEmpty || !isLogin { problems.append(.loginMissing) }
        if person.name.allSatisfy(\.isWhitespace) { problems.append(.nameMissing) }
        problems += self.problems(ofPassword: form.password, person)
        if TimeCode(secret: secondFactor).step(of: form.code, at: now) == nil { problems.append(.codeWrong) }
        return problems
    }

    /// What is wrong with a password that somebody chose; no rules of composition, since they make passwords worse.
    package static func problems(ofPassword password: String, _ person: StaffMember) -> [Problem] {
        if password.count > 256 { return [.passwordLong] }
        if password.count < leastCharacters(for: person.roles) { return [.passwordShort] }
        let lower = password.lowercased()
        let isRepeated = Set(lower).count < 5
        let isLogin = person.login.count >= 4 && lower.contains(person.login.lowercased())
        let isKnown = guessable.contains { lower.hasPrefix($0) || lower == $0 + $0 }
        return isRepeated || isLogin || isKnown ? [.passwordGuessable] : []
    }

    /// Beginnings that long passwords are guessed with first.
    private static let guessable = ["password", "123456", "qwerty", "11111", "abcdefg", "huzhu", "woaini", "iloveyou"]

    private static func firstAdministrator(_ form: Form) -> StaffMember {
        StaffMember(
            login: SignIn.login(form.login),
            name: String(form.name.trimmingCharacters(in: .whitespacesAndNewlines).prefix(80)),
            roles: [.administrator],
            groups: [],
            desks: [],
            languages: ["zh", "en"],
            timeZone: "Asia/Shanghai",
            isEnabled: true,
            isOnDuty: false
        )
    }
}
