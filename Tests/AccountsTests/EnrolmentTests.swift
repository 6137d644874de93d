import Accounts
import Foundation
import MutualAid
import Storage
import Testing

struct EnrolmentTests {
    private let office: Office
    private let now = Office.start

    init() throws {
        office = try Office()
    }

    private func problems(_ key: SecretKey, password: String, code: String? = nil) async throws -> [Enrolment.Problem] {
        let invitation = try #require(try await office.enrolment.invitation(key, now: now))
        let right = TimeCode(secret: invitation.secondFactor).code(step: TimeCode.step(at: now))
        let form = Enrolment.Form(login: "", name: "", password: password, code: code ?? right)
        guard case .problems(let problems) = try await office.enrolment.accept(form, of: key, now: now) else {
            return []
        }
        return problems
    }

    @Test func `an invitation is good once and for three days`() async throws {
        try await office.add("chen")
        let key = try await office.enrolment.invite("chen", by: "admin", now: now)
        #expect(try await office.enrolment.invitation(key, now: now.addingTimeInterval(72 * 3600 + 1)) == nil)

        _ = try await office.accept(key)

        #expect(try await office.enrolment.invitation(key, now: now) == nil)
    }

    @Test func `a newer invitation makes the older one void`() async throws {
        try await office.add("chen")
        let older = try await office.enrolment.invite("chen", by: "admin", now: now)

        let newer = try await office.enrolment.invite("chen", by: "admin", now: now)

        #expect(try await office.enrolment.invitation(older, now: now) == nil)
        #expect(try await office.enrolment.invitation(newer, now: now) != nil)
    }

    @Test func `a second invitation replaces everything a person had`() async throws {
        let before = try await office.enrol("chen")
        let session = try #require(try await office.attempt("chen", before.code(at: now), at: now).keys?.session)

        let after = try await office.accept(try await office.enrolment.invite("chen", by: "admin", now: now))

        #expect(try await office.signIn.session(session, isActivity: true, now: now) == nil)
        #expect(try await office.attempt("chen", before.codes[0].text, at: now).isRefused)
        #expect(try await office.attempt("chen", after.code(at: now), at: now).keys != nil)
    }

    @Test func `the first administrator comes in by a link of a quarter of an hour, and there is no second one`()
        async throws
    {
        let key = try #require(try await office.enrolment.inviteFirst(now: now))
        #expect(try await office.enrolment.invitation(key, now: now.addingTimeInterval(901)) == nil)

        _ = try await office.accept(key)

        #expect(try await office.enrolment.inviteFirst(now: now) == nil)
        #expect(try await office.database.staff().map(\.roles) == [[.administrator]])
    }

    @Test(arguments: [
        ("short", Enrolment.Problem.passwordShort), ("password12345", .passwordGuessable),
        ("aaaaaaaaaaaaaa", .passwordGuessable), ("long live chenyi", .passwordGuessable),
        (String(repeating: "abc123", count: 50), .passwordLong),
    ])
    func `a password that is easy to guess is refused`(password: String, problem: Enrolment.Problem) async throws {
        try await office.add("chenyi")
        let key = try await office.enrolment.invite("chenyi", by: "admin", now: now)

        #expect(try await problems(key, password: password) == [problem])
    }

    @Test func `doctors need a longer password`() async throws {
        try await office.add("wang", roles: [.generalPractitioner])
        let key = try await office.enrolment.invite("wang", by: "admin", now: now)

        #expect(try await problems(key, password: "four words 12") == [.passwordShort])
    }

    @Test func `without a code from the generator nobody is enrolled`() async throws {
        try await office.add("chen")
        let key = try await office.enrolment.invite("chen", by: "admin", now: now)

        #expect(try await problems(key, password: Office.password, code: "12") == [.codeWrong])
        #expect(try await office.database.enrolled().isEmpty)
    }

    @Test func `nobody is invited who does not exist`() async throws {
        await #expect(throws: StaffConflict.notFound) {
            _ = try await office.enrolment.invite("nobody", by: "admin", now: now)
        }
    }
}
