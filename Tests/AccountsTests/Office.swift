import Accounts
import Foundation
import Logging
import MutualAid
import Storage

/// A real database with people who can sign in, gone with the test.
final class Office: Sendable {
    static let start = Date(timeIntervalSince1970: 1_586_500_000)
    static let password = "four plain words here"

    let folder: URL
    let database: Database
    let signIn: SignIn
    let enrolment: Enrolment

    init(cost: PasswordHasher.Cost = .least) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        database = try Database.open(
            path: folder.appendingPathComponent("huzhu.sqlite"),
            keyFile: folder.appendingPathComponent("master.key"),
            ids: IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) },
            logger: Logger(label: "test")
        )
        let hasher = try PasswordHasher(cost: cost)
        signIn = SignIn(credentials: database, sessions: database, hasher: hasher)
        enrolment = Enrolment(store: database, hasher: hasher)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Adds somebody without a way to sign in.
    func add(_ login: String, roles: [StaffMember.Role] = [.counselor], isOnDuty: Bool = true) async throws {
        try await database.add(
            StaffMember(
                login: login,
                name: "陈医生",
                roles: roles,
                groups: [],
                desks: [],
                languages: ["zh"],
                timeZone: "Europe/Rome",
                isEnabled: true,
                isOnDuty: isOnDuty
            ),
            by: "operator",
            now: Self.start
        )
    }

    /// Adds and enrols somebody; gives the secret of their code generator and their recovery codes.
    @discardableResult
    func enrol(_ login: String, isOnDuty: Bool = true, at now: Date = start) async throws -> Enrolled {
        try await add(login, isOnDuty: isOnDuty)
        let key = try await enrolment.invite(login, by: "admin", now: now)
        return try await accept(key, at: now)
    }

    func accept(_ key: SecretKey, at now: Date = start) async throws -> Enrolled {
        guard let invitation = try await enrolment.invitation(key, now: now) else { throw NotEnrolled() }
        let generator = TimeCode(secret: invitation.secondFactor)
        let form = Enrolment.Form(
            login: "first",
            name: "管理员",
            password: Self.password,
            code: generator.code(step: TimeCode.step(at: now))
        )
        guard case .enrolled(_, let codes) = try await enrolment.accept(form, of: key, now: now) else {
            throw NotEnrolled()
        }
        return Enrolled(generator: generator, codes: codes)
    }

    /// Tries to sign in as a browser would.
    func attempt(
        _ login: String,
        _ code: String,
        password: String = password,
        device: SecretKey? = nil,
        address: String = "192.0.2.1",
        isRemembered: Bool = false,
        at now: Date
    ) async throws -> SignIn.Outcome {
        try await signIn.signIn(
            SignIn.Attempt(
                login: login,
                password: password,
                code: code,
                device: device,
                address: address,
                isRemembered: isRemembered
            ),
            staff: database,
            now: now
        )
    }

    struct Enrolled {
        let generator: TimeCode
        let codes: [RecoveryCode]

        func code(at now: Date) -> String { generator.code(step: TimeCode.step(at: now)) }
    }

    struct NotEnrolled: Error {}
}

extension SignIn.Outcome {
    /// The session's and the device's key of somebody who came in.
    var keys: (session: SecretKey, device: SecretKey)? {
        if case .signedIn(let session, let device) = self { (session, device) } else { nil }
    }

    var isRefused: Bool { if case .refused = self { true } else { false } }
    var wait: Int? { if case .tooMany(let seconds) = self { seconds } else { nil } }
}
