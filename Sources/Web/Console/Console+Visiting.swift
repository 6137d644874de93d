import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// Who gets in, and whose forms are taken.
extension Console {
    typealias Group = RouterGroup<WebContext>

    /// A page for those who are signed in; others are sent to sign in and come back.
    ///
    /// With `needsCode`, somebody who was away for long must show a code first.
    func get(
        _ group: Group,
        _ path: RouterPath,
        needsCode: Bool = true,
        _ show: @escaping @Sendable (Visit) async throws -> Response
    ) {
        group.get(path) { request, context in
            let isBackground = request.headers[.huzhuPart] != nil
            guard let (key, session) = try await session(of: request, isActivity: !isBackground) else {
                if isBackground { throw Problem(.unauthorized, "Sign in again") }
                return redirect("/sign-in?next=\(Landing.query(request.uri.string))")
            }
            if needsCode, !session.isProven {
                if isBackground { throw Problem(.unauthorized, "Show a code again") }
                return redirect("/prove?next=\(Landing.query(request.uri.string))")
            }
            return try await show(try await visit(request, context.parameters, session, key, FormBody()))
        }
    }

    /// A form of those who are signed in: from our own page, with this session's token.
    func post(
        _ group: Group,
        _ path: RouterPath,
        needsCode: Bool = true,
        upTo limit: Int = FormBody.mostBytes,
        _ take: @escaping @Sendable (Visit) async throws -> Response
    ) {
        group.post(path) { request, context in
            try requireOwnPage(request)
            let isBackground = request.headers[.huzhuPart] != nil
            guard let (key, session) = try await session(of: request, isActivity: !isBackground) else {
                return redirect("/sign-in?next=\(Landing.query(request.uri.path))")
            }
            let form = try await FormBody(of: request, upTo: limit)
            guard key.accepts(formToken: form["token"]) else {
                throw Problem(.forbidden, "The form is not from this session")
            }
            if needsCode, !session.isProven { return redirect("/prove?next=\(Landing.query(request.uri.path))") }
            return try await take(try await visit(request, context.parameters, session, key, form))
        }
    }

    /// Refuses what another site had a browser post.
    func requireOwnPage(_ request: Request) throws {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        let origin = request.headers[.origin]
        let isOwnSite = site.map { $0 == "same-origin" } ?? true
        let isOwnOrigin = origin.map { isOurs($0, request) } ?? true
        guard isOwnSite, isOwnOrigin, site != nil || origin != nil else {
            throw Problem(.forbidden, "Forms come from our own pages only")
        }
    }

    /// Who is signed in with this browser.
    func session(of request: Request, isActivity: Bool) async throws -> (SecretKey, Session)? {
        guard let key = request.cookie(sessionCookie).flatMap({ SecretKey($0) }),
            let session = try await signIn.session(key, isActivity: isActivity, now: now())
        else { return nil }
        return (key, session)
    }

    private func isOurs(_ origin: String, _ request: Request) -> Bool {
        if origin == publicURL.trimmingSuffix("/") { return true }
        guard let host = request.head.authority else { return false }
        return origin == "\(isSecure ? "https" : "http")://\(host)"
    }

    private func visit(
        _ request: Request,
        _ parameters: Parameters,
        _ session: Session,
        _ key: SecretKey,
        _ form: FormBody
    ) async throws -> Visit {
        let now = now()
        let duty = try await register.duty(at: now)
        return Visit(
            request: request,
            parameters: parameters,
            session: session,
            key: key,
            form: form,
            isOnDuty: duty.isOnDuty(session.staff, at: now),
            now: now,
            unread: try await unread(by: session.staff.login)
        )
    }

    func unread(by login: String) async throws -> Int {
        let notices = try await stores.notices.unreadNotices(of: login)
        return try await stores.reading.unreadMessages(of: login) + notices.count
    }
}

/// Cookies: bound to this host and to https where the public address is https.
extension Console {
    var isSecure: Bool { publicURL.hasPrefix("https://") }
    var sessionCookie: String { isSecure ? "__Host-huzhu" : "huzhu" }
    var deviceCookie: String { isSecure ? "__Host-huzhu-device" : "huzhu-device" }

    func cookie(_ name: String, _ value: String, seconds: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}

extension HTTPField.Name {
    /// Sent by our script with what a page fetches by itself: no sign of life of the person.
    static let huzhuPart = HTTPField.Name("X-Huzhu-Part") ?? .accept
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
