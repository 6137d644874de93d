import Accounts
import Foundation
import MutualAid
import Storage
import Testing

struct SessionTests {
    private let office: Office
    private let now = Office.start.addingTimeInterval(3600)

    init() throws {
        office = try Office()
    }

    private func signedIn(isOnDuty: Bool = true, isRemembered: Bool) async throws -> (SecretKey, Office.Enrolled) {
        let chen = try await office.enrol("chen", isOnDuty: isOnDuty)
        let outcome = try await office.attempt("chen", chen.code(at: now), isRemembered: isRemembered, at: now)
        return (try #require(outcome.keys?.session), chen)
    }

    private func session(_ key: SecretKey, after seconds: Double, isActivity: Bool = true) async throws -> Session? {
        try await office.signIn.session(key, isActivity: isActivity, now: now.addingTimeInterval(seconds))
    }

    @Test func `a session ends after twelve hours whatever happens`() async throws {
        let (key, _) = try await signedIn(isRemembered: true)
        for minutes in stride(from: 20.0, to: 720, by: 20) {
            #expect(try await session(key, after: minutes * 60) != nil)
        }

        #expect(try await session(key, after: 12 * 3600 + 1) == nil)
    }

    @Test func `thirty idle minutes end a session of a browser that is not remembered`() async throws {
        let (key, _) = try await signedIn(isRemembered: false)
        #expect(try await session(key, after: 29 * 60) != nil)

        #expect(try await session(key, after: 60 * 60) == nil)
        #expect(try await session(key, after: 60 * 60 + 1) == nil)
    }

    @Test func `what a page does by itself keeps no session alive`() async throws {
        let (key, _) = try await signedIn(isRemembered: false)
        for minute in 1..<30 { _ = try await session(key, after: Double(minute) * 60, isActivity: false) }

        #expect(try await session(key, after: 31 * 60) == nil)
    }

    @Test func `on a shift a remembered browser stays signed in and owes the code alone`() async throws {
        let (key, chen) = try await signedIn(isRemembered: true)
        let later = now.addingTimeInterval(40 * 60)

        let away = try #require(try await session(key, after: 40 * 60))
        #expect(!away.isProven)
        guard case .refused = try await office.signIn.prove("000000", session: away, key: key, now: later) else {
            Issue.record("a wrong code was taken")
            return
        }
        _ = try await office.signIn.prove(chen.code(at: later), session: away, key: key, now: later)

        #expect(try await session(key, after: 41 * 60)?.isProven == true)
    }

    @Test func `off duty a remembered browser is signed out like any other`() async throws {
        let (key, _) = try await signedIn(isOnDuty: false, isRemembered: true)

        #expect(try await session(key, after: 40 * 60) == nil)
    }

    @Test func `disabling somebody ends their sessions at once`() async throws {
        let (key, _) = try await signedIn(isRemembered: true)

        try await office.database.disable("chen", by: "wang", now: now)

        #expect(try await session(key, after: 1) == nil)
    }

    @Test func `signing out ends the session, not only the cookie`() async throws {
        let (key, _) = try await signedIn(isRemembered: true)

        try await office.signIn.signOut(key, now: now)

        #expect(try await session(key, after: 1) == nil)
    }

    @Test func `a form is taken from its own session only`() {
        let (mine, other) = (SecretKey(), SecretKey())

        #expect(mine.accepts(formToken: mine.formToken))
        #expect(!mine.accepts(formToken: other.formToken))
        #expect(!mine.accepts(formToken: ""))
    }
}
