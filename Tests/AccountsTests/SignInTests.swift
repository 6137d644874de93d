import Accounts
import Foundation
import MutualAid
import Storage
import Testing

struct SignInTests {
    private let office: Office
    private let now = Office.start.addingTimeInterval(3600)

    init() throws {
        office = try Office()
    }

    @Test func `the right password and code open a session`() async throws {
        let chen = try await office.enrol("chen")

        let keys = try #require(try await office.attempt(" chen ", chen.code(at: now), at: now).keys)

        let session = try await office.signIn.session(keys.session, isActivity: true, now: now)
        #expect(session?.staff.login == "chen")
        #expect(session?.isProven == true)
    }

    @Test(arguments: ["nobody", "chen"])
    func `whatever is wrong, the answer is the same`(login: String) async throws {
        let chen = try await office.enrol("chen")

        #expect(try await office.attempt(login, chen.code(at: now), password: "wrong words go here", at: now).isRefused)
        #expect(try await office.attempt(login, "000000", at: now).isRefused)
        #expect(try await office.attempt(login, "", password: "", at: now).isRefused)
    }

    @Test func `a code is good once`() async throws {
        let chen = try await office.enrol("chen")
        let code = chen.code(at: now)
        #expect(try await office.attempt("chen", code, at: now).keys != nil)

        #expect(try await office.attempt("chen", code, at: now).isRefused)
        #expect(try await office.attempt("chen", chen.code(at: now.addingTimeInterval(-30)), at: now).isRefused)
    }

    @Test func `a recovery code stands in for the generator, once`() async throws {
        let chen = try await office.enrol("chen")
        let code = chen.codes[3].text.lowercased()
        #expect(try await office.attempt("chen", code, at: now).keys != nil)

        #expect(try await office.attempt("chen", code, at: now).isRefused)
        #expect(try await office.database.recoveryCodesLeft(of: "chen") == 9)
    }

    @Test func `ten wrong guesses are heard, the eleventh waits, and a quarter of an hour later it goes on`()
        async throws
    {
        let chen = try await office.enrol("chen")
        for guess in 0..<10 {
            #expect(try await office.attempt("chen", "000000", address: "192.0.2.\(guess)", at: now).isRefused)
        }

        let wait = try #require(try await office.attempt("chen", chen.code(at: now), at: now).wait)

        #expect(wait <= 900)
        let later = now.addingTimeInterval(901)
        #expect(try await office.attempt("chen", chen.code(at: later), at: later).keys != nil)
    }

    @Test func `an unknown login is throttled like a known one`() async throws {
        for _ in 0..<10 { _ = try await office.attempt("nobody", "000000", at: now) }

        #expect(try await office.attempt("nobody", "000000", at: now).wait != nil)
    }

    @Test func `strangers cannot lock somebody out of a device they used before`() async throws {
        let chen = try await office.enrol("chen")
        let device = try #require(try await office.attempt("chen", chen.code(at: now), at: now).keys?.device)
        for _ in 0..<40 { _ = try await office.attempt("chen", "000000", at: now) }

        let later = now.addingTimeInterval(60)
        #expect(try await office.attempt("chen", chen.code(at: later), at: later).wait != nil)
        #expect(try await office.attempt("chen", chen.code(at: later), device: device, at: later).keys != nil)
    }

    @Test func `a device's key that somebody planted becomes nobody's device`() async throws {
        let chen = try await office.enrol("chen")
        let planted = SecretKey()
        let first = try await office.attempt("chen", chen.code(at: now), device: planted, at: now)
        let device = try #require(first.keys?.device)
        #expect(device != planted)

        for _ in 0..<10 { _ = try await office.attempt("chen", "000000", device: planted, at: now) }
        let later = now.addingTimeInterval(60)
        #expect(try await office.attempt("chen", chen.code(at: later), device: planted, at: later).wait != nil)
        let again = try await office.attempt("chen", chen.code(at: later), device: device, at: later)
        #expect(again.keys?.device == device)
    }

    @Test func `guesses at the password of who is signed in wait after ten, whatever comes then`() async throws {
        let chen = try await office.enrol("chen")
        let key = try #require(try await office.attempt("chen", chen.code(at: now), at: now).keys?.session)
        let session = try #require(try await office.signIn.session(key, isActivity: true, now: now))
        func confirm(_ password: String) async throws -> SignIn.Outcome {
            try await office.signIn.confirm(password, session: session, key: key, now: now)
        }

        #expect(try await confirm(Office.password).keys != nil)
        for _ in 0..<10 { #expect(try await confirm("guess").isRefused) }
        #expect(try await confirm(Office.password).wait != nil)
    }

    @Test func `one address cannot try every login`() async throws {
        for number in 0..<60 { _ = try await office.attempt("login\(number)", "000000", at: now) }

        #expect(try await office.attempt("another", "000000", at: now).wait != nil)
        #expect(try await office.attempt("another", "000000", address: "192.0.2.9", at: now).isRefused)
    }

    @Test func `a new password ends the other sessions`() async throws {
        let chen = try await office.enrol("chen")
        let first = try #require(try await office.attempt("chen", chen.code(at: now), at: now).keys?.session)
        let later = now.addingTimeInterval(60)
        let second = try #require(try await office.attempt("chen", chen.code(at: later), at: later).keys?.session)

        try await office.database.setPasswordHash("x", of: "chen", keeping: second.hash, now: later)

        #expect(try await office.signIn.session(first, isActivity: true, now: later) == nil)
        #expect(try await office.signIn.session(second, isActivity: true, now: later) != nil)
    }
}
