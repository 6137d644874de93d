import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// People and roles, for administrators; to everybody else the page does not exist.
extension Console {
    func addPeople(to group: Group) {
        get(group, "people") { visit in try await peoplePage(administrator(visit)) }
        post(group, "people") { visit in try await addPerson(administrator(visit)) }
        post(group, "people/:login/invite") { visit in try await invite(administrator(visit)) }
        post(group, "people/:login/disable") { visit in try await disable(administrator(visit)) }
    }

    private func administrator(_ visit: Visit) throws -> Visit {
        guard visit.reader.roles.contains(.administrator) else { throw Problem(.notFound, "There is no such page") }
        return visit
    }

    /// The list; `link` is a new invitation's address, shown this once.
    private func peoplePage(
        _ visit: Visit,
        link: (name: String, address: String)? = nil,
        errors: [[String: String]] = []
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        let enrolled = try await enrolment.enrolled()
        let people = try await stores.staff.staff()
        let duty = try await register.duty(at: visit.now)
        var frame = Frame(words["people_title"], visit.request, visit: visit, section: "people")
        frame.isError = !errors.isEmpty
        var values: [String: Any] = [
            "people": people.map { row($0, duty, enrolled, visit, words) }, "errors": errors,
            "has_errors": !errors.isEmpty,
            "roles": StaffMember.Role.allCases.map {
                ["value": $0.rawValue, "name": words["role_\($0.rawValue)"]] as [String: Any]
            },
            "groups": groups.all.map { ["value": $0.id, "name": $0.names[visit.language.reply] ?? $0.id] },
            "typed_login": errors.isEmpty ? "" : visit.form["login"],
            "typed_name": errors.isEmpty ? "" : visit.form["name"],
            "typed_zone": errors.isEmpty ? "Asia/Shanghai" : visit.form["zone"],
        ]
        if let link {
            values["link"] = ["address": link.address, "text": words.say("invitation_for", ["name": link.name])]
        }
        return pages.page("people-page", frame, values, status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func row(
        _ person: StaffMember,
        _ duty: Duty,
        _ enrolled: Set<String>,
        _ visit: Visit,
        _ words: Words
    ) -> [String: Any] {
        let state =
            !person.isEnabled
            ? "person_disabled" : !enrolled.contains(person.login) ? "person_invited" : "person_active"
        let roles = person.roles.map { words["role_\($0.rawValue)"] }
        let named = person.groups.map { groups.group(id: $0)?.names[visit.language.reply] ?? $0 }
        return [
            "login": person.login, "name": person.name, "roles": roles.joined(separator: words["comma"]),
            "groups": named.isEmpty ? words["all_groups"] : named.joined(separator: words["comma"]),
            "state": words[state], "is_on_duty": duty.isOnDuty(person, at: visit.now),
            "can_invite": person.isEnabled, "is_enrolled": enrolled.contains(person.login),
            "can_disable": person.isEnabled && person.login != visit.reader.login, "token": visit.key.formToken,
        ]
    }

    private func addPerson(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let form = visit.form
        let roles = form.all("role").compactMap { StaffMember.Role(rawValue: $0) }
        let login = form["login"].trimmingCharacters(in: .whitespaces)
        let name = String(form["name"].trimmingCharacters(in: .whitespacesAndNewlines).prefix(80))
        var errors: [[String: String]] = []
        let isLogin = login.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        if login.isEmpty || login.count > 64 || !isLogin {
            errors.append(["field": "login", "text": words["problem_loginMissing"]])
        }
        if name.isEmpty { errors.append(["field": "name", "text": words["problem_nameMissing"]]) }
        if roles.isEmpty { errors.append(["field": "roles", "text": words["problem_roleMissing"]]) }
        if TimeZone(identifier: form["zone"]) == nil {
            errors.append(["field": "zone", "text": words["problem_zoneUnknown"]])
        }
        guard errors.isEmpty else { return try await peoplePage(visit, errors: errors) }
        let person = StaffMember(
            login: login,
            name: name,
            roles: roles,
            groups: form.all("group").filter { groups.group(id: $0) != nil },
            desks: [],
            languages: ["zh", "en"],
            timeZone: form["zone"],
            isEnabled: true,
            isOnDuty: false
        )
        do {
            try await stores.staff.add(person, by: visit.reader.login, now: visit.now)
        } catch StaffConflict.loginTaken {
            return try await peoplePage(visit, errors: [["field": "login", "text": words["problem_loginTaken"]]])
        }
        return try await showLink(visit, to: person)
    }

    private func invite(_ visit: Visit) async throws -> Response {
        try await showLink(visit, to: try await person(visit))
    }

    private func disable(_ visit: Visit) async throws -> Response {
        let person = try await person(visit)
        guard person.login != visit.reader.login else { throw Problem(.notFound, "There is no such page") }
        try await stores.staff.disable(person.login, by: visit.reader.login, now: visit.now)
        return redirect("/people")
    }

    private func person(_ visit: Visit) async throws -> StaffMember {
        let login = try visit.parameters.require("login")
        guard let person = try await stores.staff.staff().first(where: { $0.login == login && $0.isEnabled }) else {
            throw Problem(.notFound, "There is no such person")
        }
        return person
    }

    private func showLink(_ visit: Visit, to person: StaffMember) async throws -> Response {
        let key = try await enrolment.invite(person.login, by: visit.reader.login, now: visit.now)
        let host = visit.request.head.authority.map { "http://\($0)" } ?? publicURL
        let address = "\(isSecure ? publicURL : host)/invitation/\(key.text)"
        return try await peoplePage(visit, link: (person.name, address))
    }
}
