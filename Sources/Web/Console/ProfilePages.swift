import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// What is one's own: duty, theme, password; and the state of the whole, and the keys.
extension Console {
    func addProfile(to group: Group) {
        get(group, "profile", needsCode: false) { visit in try await profilePage(visit, errors: [], isDone: false) }
        post(group, "profile/password") { visit in try await changePassword(visit) }
        post(group, "profile/duty", needsCode: false) { visit in
            let isOnDuty = visit.form["duty"] == "on"
            try await register.setDuty(isOnDuty, for: visit.reader.login, at: visit.now)
            return redirect(Landing.path(visit.form["next"].isEmpty ? "/profile" : visit.form["next"]))
        }
        post(group, "profile/theme", needsCode: false) { visit in
            let theme = ["light", "dark"].contains(visit.form["theme"]) ? visit.form["theme"] : "system"
            return redirect("/profile", cookies: ["huzhu_theme=\(theme); Path=/; Max-Age=31536000; SameSite=Lax"])
        }
        get(group, "system", needsCode: false) { visit in await systemPage(visit) }
        get(group, "keys", needsCode: false) { visit in
            let title = pages.words(in: visit.language)["keys_title"]
            return pages.page("keys-page", Frame(title, visit.request, visit: visit, section: "keys"), [:])
        }
    }

    private func profilePage(
        _ visit: Visit,
        errors: [[String: String]],
        isDone: Bool,
        status: HTTPResponse.Status = .unprocessableContent
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        var frame = Frame(words["profile_title"], visit.request, visit: visit, section: "profile")
        frame.isError = !errors.isEmpty
        let left = try await stores.credentials.recoveryCodesLeft(of: visit.reader.login)
        let least = Enrolment.leastCharacters(for: visit.reader.roles)
        let values: [String: Any] = [
            "login": visit.reader.login, "zone": visit.reader.timeZone, "errors": errors, "has_errors": !errors.isEmpty,
            "codes_left": words.say("codes_left", ["n": "\(left)"]), "is_done": isDone,
            "password_rule": words.say("password_rule", ["n": "\(least)"]),
            "roles": visit.reader.roles.map { words["role_\($0.rawValue)"] }.joined(separator: words["comma"]),
            "themes": ["system", "light", "dark"].map {
                ["value": $0, "name": words["theme_\($0)"], "is_current": $0 == frame.theme] as [String: Any]
            },
            "signed_in_until": visit.stamp(visit.session.endsAt, words),
        ]
        return pages.page("profile-page", frame, values, status: errors.isEmpty ? .ok : status)
    }

    private func changePassword(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let login = visit.reader.login
        let current = visit.form["current"]
        switch try await signIn.confirm(current, session: visit.session, key: visit.key, now: visit.now) {
        case .signedIn: break
        case .refused:
            let errors = [["field": "current", "text": words["problem_currentWrong"]]]
            return try await profilePage(visit, errors: errors, isDone: false)
        case .tooMany(let seconds):
            let text = words.say("sign_in_too_many", ["span": words.span(TimeInterval(seconds))])
            let errors = [["field": "current", "text": text]]
            return try await profilePage(visit, errors: errors, isDone: false, status: .tooManyRequests)
                .retrying(after: seconds)
        }
        let least = Enrolment.leastCharacters(for: visit.reader.roles)
        let problems = Enrolment.problems(ofPassword: visit.form["password"], visit.reader)
        guard problems.isEmpty else {
            let errors = problems.map {
                ["field": "password", "text": words.say("problem_\($0.rawValue)", ["n": "\(least)"])]
            }
            return try await profilePage(visit, errors: errors, isDone: false)
        }
        try await stores.credentials.setPasswordHash(
            try await hasher.hash(visit.form["password"]),
            of: login,
            keeping: visit.key.hash,
            now: visit.now
        )
        hub.tell([.sessionEnded])
        return try await profilePage(visit, errors: [], isDone: true)
    }

    private func systemPage(_ visit: Visit) async -> Response {
        let words = pages.words(in: visit.language)
        let report = await readiness()
        let parts = [
            ("storage", report.storage), ("knowledge", report.knowledge), ("vectors", report.vectors),
            ("audit", report.audit),
        ]
        let rows =
            parts.map { ["name": words["part_\($0.0)"], "state": words["ready_\($0.1.rawValue)"]] }
            + report.connections.sorted { $0.key < $1.key }.map {
                ["name": words.say("part_connection", ["name": $0.key]), "state": words["ready_\($0.value.rawValue)"]]
            }
        let frame = Frame(words["system_title"], visit.request, visit: visit, section: "system")
        return pages.page("system-page", frame, ["rows": rows, "listeners": "\(hub.listeners)"])
    }
}
