import Foundation
import MutualAid

/// What an administrator types of a person: one form for adding and changing.
struct PersonForm {
    let login: String
    let name: String
    let roles: [StaffMember.Role]
    let groups: [String]
    let desks: [Desk]
    let languages: [String]
    let zone: String

    /// The languages that members are answered in.
    static let known = ["zh", "en"]
    /// What a new person's form begins with.
    static let empty = PersonForm(FormBody("zone=Asia%2FShanghai&language=zh&language=en"), Groups([]))

    init(_ form: FormBody, _ known: Groups) {
        login = form["login"].trimmingCharacters(in: .whitespaces)
        name = String(form["name"].trimmingCharacters(in: .whitespacesAndNewlines).prefix(80))
        roles = form.all("role").compactMap { StaffMember.Role(rawValue: $0) }
        groups = form.all("group").filter { known.group(id: $0) != nil }
        desks = form.all("desk").compactMap { Desk(rawValue: $0) }
        languages = form.all("language").filter(Self.known.contains)
        zone = form["zone"].trimmingCharacters(in: .whitespaces)
    }

    init(_ person: StaffMember) {
        login = person.login
        name = person.name
        roles = person.roles
        groups = person.groups
        desks = person.desks
        languages = person.languages
        zone = person.timeZone
    }

    /// What is wrong, by field.
    func problems(isNew: Bool, isSelf: Bool = false, _ words: Words) -> [[String: String]] {
        var problems: [(field: String, word: String)] = []
        let isLogin = login.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        if isNew, login.isEmpty || login.count > 64 || !isLogin { problems.append(("login", "problem_loginMissing")) }
        if name.isEmpty { problems.append(("name", "problem_nameMissing")) }
        if roles.isEmpty { problems.append(("roles", "problem_roleMissing")) }
        // Nobody locks the last administrator out by a slip of the finger: another one has to do it.
        if isSelf, !roles.contains(.administrator) { problems.append(("roles", "problem_ownRole")) }
        if languages.isEmpty { problems.append(("languages", "problem_languageMissing")) }
        if TimeZone(identifier: zone) == nil { problems.append(("zone", "problem_zoneUnknown")) }
        return problems.map { ["field": $0.field, "text": words[$0.word]] }
    }

    /// The person that the form makes: a new one, or a known one with what was changed.
    func person(as known: StaffMember?) -> StaffMember {
        StaffMember(
            login: known?.login ?? login,
            name: name,
            roles: roles,
            groups: groups,
            desks: desks,
            languages: languages,
            timeZone: zone,
            isEnabled: known?.isEnabled ?? true,
            isOnDuty: known?.isOnDuty ?? false
        )
    }

    /// What the form's template shows.
    func values(_ all: Groups, _ words: Words) -> [String: Any] {
        [
            "typed_login": login, "typed_name": name, "typed_zone": zone,
            "roles": choices(StaffMember.Role.allCases.map(\.rawValue), roles.map(\.rawValue)) { words["role_\($0)"] },
            "groups": choices(all.all.map(\.id), groups) {
                all.group(id: $0)?.names[words.language.reply] ?? $0
            },
            "desks": choices(Desk.allCases.map(\.rawValue), desks.map(\.rawValue)) { words["desk_\($0)"] },
            "languages_spoken": choices(Self.known, languages) { words["language_\($0)"] },
        ]
    }

    private func choices(_ all: [String], _ chosen: [String], _ name: (String) -> String) -> [[String: Any]] {
        all.map { ["value": $0, "name": name($0), "is_chosen": chosen.contains($0)] }
    }
}
