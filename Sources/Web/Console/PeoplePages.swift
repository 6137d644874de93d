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
        get(group, "people/:login") { visit in
            let visit = try administrator(visit)
            return try await personPage(visit, try await person(visit))
        }
        post(group, "people/:login") { visit in try await changePerson(administrator(visit)) }
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
        ]
        let typed = errors.isEmpty ? PersonForm.empty : PersonForm(visit.form, groups)
        values.merge(typed.values(groups, words)) { _, new in new }
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
        let desks = person.desks.map { words["desk_\($0.rawValue)"] }
        var values: [String: Any] = [
            "login": person.login, "name": person.name, "roles": roles.joined(separator: words["comma"]),
            "groups": named.isEmpty ? words["all_groups"] : named.joined(separator: words["comma"]),
            "state": words[state], "is_on_duty": duty.isOnDuty(person, at: visit.now),
            "can_invite": person.isEnabled, "zone": person.timeZone,
            "is_enrolled": enrolled.contains(person.login),
            "can_disable": person.isEnabled && person.login != visit.reader.login, "token": visit.key.formToken,
        ]
        if !desks.isEmpty { values["named_desks"] = desks.joined(separator: words["comma"]) }
        return values
    }

    private func addPerson(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let typed = PersonForm(visit.form, groups)
        let errors = typed.problems(isNew: true, words)
        guard errors.isEmpty else { return try await peoplePage(visit, errors: errors) }
        let person = typed.person(as: nil)
        do {
            try await stores.staff.add(person, by: visit.reader.login, now: visit.now)
        } catch StaffConflict.loginTaken {
            return try await peoplePage(visit, errors: [["field": "login", "text": words["problem_loginTaken"]]])
        }
        register.refresh()
        return try await showLink(visit, to: person)
    }

    /// One person's roles, places and clock, to be changed.
    private func personPage(
        _ visit: Visit,
        _ person: StaffMember,
        errors: [[String: String]] = []
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        let title = words.say("person_title", ["name": person.name])
        var frame = Frame(title, visit.request, visit: visit, section: "people")
        frame.isError = !errors.isEmpty
        let shown = errors.isEmpty ? PersonForm(person) : PersonForm(visit.form, groups)
        var values = shown.values(groups, words)
        values["errors"] = errors
        values["has_errors"] = !errors.isEmpty
        values["person_login"] = person.login
        values["is_enrolled"] = try await enrolment.enrolled().contains(person.login)
        values["can_disable"] = person.login != visit.reader.login
        return pages.page("people-person", frame, values, status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func changePerson(_ visit: Visit) async throws -> Response {
        let person = try await person(visit)
        let typed = PersonForm(visit.form, groups)
        let isSelf = person.login == visit.reader.login
        let errors = typed.problems(isNew: false, isSelf: isSelf, pages.words(in: visit.language))
        guard errors.isEmpty else { return try await personPage(visit, person, errors: errors) }
        try await stores.staff.change(typed.person(as: person), by: visit.reader.login, now: visit.now)
        register.refresh()
        return redirect("/people#person-\(person.login)")
    }

    private func invite(_ visit: Visit) async throws -> Response {
        try await showLink(visit, to: try await person(visit))
    }

    private func disable(_ visit: Visit) async throws -> Response {
        let person = try await person(visit)
        guard person.login != visit.reader.login else { throw Problem(.notFound, "There is no such page") }
        try await stores.staff.disable(person.login, by: visit.reader.login, now: visit.now)
        hub.tell([.sessionEnded])
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
