import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

/// Signing in and out, the code after a pause, and the invitation's form.
extension Console {
    func addSignIn(to group: Group) {
        group.get("sign-in") { request, _ in
            if try await session(of: request, isActivity: true) != nil {
                return redirect(Landing.path(request.next))
            }
            return signInPage(request, next: request.next)
        }
        group.post("sign-in") { request, context in try await takeSignIn(request, context) }
        get(group, "prove", needsCode: false) { visit in provePage(visit, problem: nil) }
        post(group, "prove", needsCode: false) { visit in try await takeProof(visit) }
        post(group, "sign-out", needsCode: false) { visit in
            try await signIn.signOut(visit.key, now: visit.now)
            hub.tell([.sessionEnded])
            return redirect("/sign-in", cookies: [cookie(sessionCookie, "", seconds: 0)])
        }
        group.get("invitation/:key") { request, context in
            try await invitationPage(request, context.parameters, form: nil, problems: [])
        }
        group.post("invitation/:key") { request, context in try await takeInvitation(request, context.parameters) }
    }

    private func signInPage(
        _ request: Request,
        next: String?,
        login: String = "",
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = pages.words(in: .of(request))
        var frame = Frame(words["sign_in_title"], request)
        frame.isError = problem != nil
        let errors = problem.map { [["field": "login", "text": $0]] } ?? []
        return pages.page(
            "signin-page",
            frame,
            ["next": Landing.path(next), "login": login, "errors": errors, "has_errors": problem != nil],
            status: status
        )
    }

    private func takeSignIn(_ request: Request, _ context: WebContext) async throws -> Response {
        try requireOwnPage(request)
        let form = try await FormBody(of: request)
        let attempt = SignIn.Attempt(
            login: form["login"],
            password: form["password"],
            code: form["code"],
            device: request.cookie(deviceCookie).flatMap { SecretKey($0) },
            address: context.remoteAddress?.ipAddress ?? "unknown",
            isRemembered: !form["remember"].isEmpty
        )
        let words = pages.words(in: .of(request))
        switch try await signIn.signIn(attempt, staff: stores.staff, now: now()) {
        case .signedIn(let session, let device):
            return redirect(Landing.path(form["next"]), cookies: cookies(session: session, device: device))
        case .refused:
            return signInPage(
                request,
                next: form["next"],
                login: form["login"],
                problem: words["sign_in_refused"],
                status: .unauthorized
            )
        case .tooMany(let seconds):
            let text = words.say("sign_in_too_many", ["span": words.span(TimeInterval(seconds))])
            return signInPage(
                request,
                next: form["next"],
                login: form["login"],
                problem: text,
                status: .tooManyRequests
            ).retrying(after: seconds)
        }
    }

    private func cookies(session: SecretKey, device: SecretKey) -> [String] {
        [
            cookie(sessionCookie, session.text, seconds: Int(signIn.limits.absolute)),
            cookie(deviceCookie, device.text, seconds: 90 * 86400),
        ]
    }

    private func provePage(
        _ visit: Visit,
        problem: String?,
        status: HTTPResponse.Status = .unauthorized
    ) -> Response {
        var frame = Frame(pages.words(in: visit.language)["prove_title"], visit.request, visit: visit)
        frame.isError = problem != nil
        let next = problem == nil ? visit.request.next : visit.form["next"]
        let errors = problem.map { [["field": "code", "text": $0]] } ?? []
        return pages.page(
            "signin-prove",
            frame,
            ["next": Landing.path(next), "errors": errors, "has_errors": problem != nil],
            status: problem == nil ? .ok : status
        )
    }

    private func takeProof(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        switch try await signIn.prove(visit.form["code"], session: visit.session, key: visit.key, now: visit.now) {
        case .signedIn: return redirect(Landing.path(visit.form["next"]))
        case .refused: return provePage(visit, problem: words["prove_refused"])
        case .tooMany(let seconds):
            let text = words.say("sign_in_too_many", ["span": words.span(TimeInterval(seconds))])
            return provePage(visit, problem: text, status: .tooManyRequests).retrying(after: seconds)
        }
    }

    private func invitationPage(
        _ request: Request,
        _ parameters: Parameters,
        form: FormBody?,
        problems: [Enrolment.Problem]
    ) async throws -> Response {
        guard let key = SecretKey(try parameters.require("key")),
            let invitation = try await enrolment.invitation(key, now: now())
        else { throw Problem(.notFound, "The invitation is used up or too old") }
        let words = pages.words(in: .of(request))
        var frame = Frame(words["invitation_title"], request)
        frame.isError = !problems.isEmpty
        let generator = TimeCode(secret: invitation.secondFactor)
        let login = invitation.staff?.login ?? form?["login"] ?? ""
        let least = Enrolment.leastCharacters(for: invitation.staff?.roles ?? [.administrator])
        var values: [String: Any] = [
            "is_first": invitation.staff == nil, "login": login,
            "name": invitation.staff?.name ?? form?["name"] ?? "", "secret": generator.base32,
            "errors": problems.map {
                ["field": $0.field, "text": words.say("problem_\($0.rawValue)", ["n": "\(least)"])]
            },
            "has_errors": !problems.isEmpty, "password_rule": words.say("password_rule", ["n": "\(least)"]),
        ]
        for problem in problems { values["bad_\(problem.field)"] = true }
        if let code = QRCode(generator.address(login: login.isEmpty ? "admin" : login, issuer: "Huzhu")) {
            values["qr"] = ["path": code.path, "edge": "\(code.edge)"]
        }
        return pages.page(
            "signin-invitation",
            frame,
            values,
            status: problems.isEmpty ? .ok : .unprocessableContent
        )
    }

    private func takeInvitation(_ request: Request, _ parameters: Parameters) async throws -> Response {
        try requireOwnPage(request)
        let form = try await FormBody(of: request)
        guard let key = SecretKey(try parameters.require("key")) else {
            throw Problem(.notFound, "The invitation is used up or too old")
        }
        let typed = Enrolment.Form(
            login: form["login"],
            name: form["name"],
            password: form["password"],
            code: form["code"]
        )
        switch try await enrolment.accept(typed, of: key, now: now()) {
        case .problems(let problems):
            return try await invitationPage(request, parameters, form: form, problems: problems)
        case .void: throw Problem(.notFound, "The invitation is used up or too old")
        case .enrolled(let staff, let codes):
            hub.tell([.sessionEnded])
            let outcome = try await signIn.start(staff, device: nil, isRemembered: false, now: now())
            let frame = Frame(pages.words(in: .of(request))["recovery_title"], request)
            var response = pages.page("signin-recovery", frame, ["codes": codes.map(\.text)])
            if case .signedIn(let session, let device) = outcome {
                for cookie in cookies(session: session, device: device) {
                    response.headers.append(HTTPField(name: .setCookie, value: cookie))
                }
            }
            return response
        }
    }
}

extension Response {
    /// The same answer, saying in how many seconds it is worth coming again.
    func retrying(after seconds: Int) -> Response {
        var response = self
        response.headers[.retryAfter] = "\(seconds)"
        return response
    }
}

extension Request {
    /// Where somebody wanted to go before they were asked who they are.
    var next: String? { uri.queryParameters["next"].map { String($0) } }
}

extension Enrolment.Problem {
    /// The field of the form that it is at.
    fileprivate var field: String {
        switch self {
        case .loginMissing, .loginTaken: "login"
        case .nameMissing: "name"
        case .passwordShort, .passwordLong, .passwordGuessable: "password"
        case .codeWrong: "code"
        }
    }
}
