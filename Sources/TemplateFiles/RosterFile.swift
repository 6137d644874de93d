package import Foundation
package import MutualAid

/// `Config/roster.yaml`: who is on shift when, and how they are reached.
package struct RosterFile {
    private let known: Known
    private let top: YAMLMapping

    /// What the roster may name.
    package struct Known: Sendable {
        let groups: Set<String>
        let connections: Set<String>
        /// `nil` where the staff are not at hand: then any login will do.
        let logins: Set<String>?

        package init(groups: Set<String>, connections: Set<String>, logins: Set<String>?) {
            self.groups = groups
            self.connections = connections
            self.logins = logins
        }
    }

    /// Reads the roster; a file that is not there is an empty one, so that duty is what people say it is.
    package static func read(_ url: URL, known: Known, ledger: ProblemLedger) -> Roster {
        guard FileManager.default.fileExists(atPath: url.path) else { return .empty }
        guard let file = TextFiles.read(url, ledger: ledger) else { return .empty }
        return parse(file.text, file: file.path, known: known, ledger: ledger)
    }

    package static func parse(_ text: String, file: String, known: Known, ledger: ProblemLedger) -> Roster {
        guard let top = YAMLMapping.parse(text, file: file, ledger: ledger) else { return .empty }
        return RosterFile(known: known, top: top).roster()
    }

    private func roster() -> Roster {
        let covered = desks(top, "cover")
        var people: [RosterPerson] = []
        for mapping in top.mappings("people") {
            guard let person = person(mapping) else { continue }
            if people.contains(where: { $0.login == person.login }) {
                mapping.note("login", "`\(person.login)` stands in the roster twice")
            }
            people.append(person)
        }
        top.refuseUnknownKeys()
        return Roster(people: people, covered: covered)
    }

    private func person(_ mapping: YAMLMapping) -> RosterPerson? {
        let login = mapping.text("login")
        if let logins = known.logins, !login.isEmpty, !logins.contains(login) {
            mapping.note("login", "nobody has the login `\(login)`; `huzhu staff list` shows who there is")
        }
        let zone = TimeZone(identifier: mapping.text("time_zone"))
        if zone == nil { mapping.note("time_zone", "`time_zone` is a name such as Europe/Berlin") }
        let desks = desks(mapping, "desks")
        if desks.isEmpty { mapping.note("desks", "`desks` names at least one desk") }
        let groups = mapping.texts("groups")
        for group in groups where !known.groups.contains(group) {
            mapping.note(
                "groups",
                "there is no group `\(group)`; known: \(known.groups.sorted().joined(separator: ", "))"
            )
        }
        let person = RosterPerson(
            login: login,
            timeZone: zone ?? .gmt,
            languages: mapping.texts("languages"),
            desks: Set(desks),
            groups: Set(groups),
            line: mapping.number("line", default: 1, in: 1...2),
            shifts: shifts(mapping, in: zone ?? .gmt),
            absences: mapping.mappings("absences").compactMap(absence),
            chat: chat(mapping),
            email: email(mapping)
        )
        mapping.refuseUnknownKeys()
        return zone == nil ? nil : person
    }

    private func desks(_ mapping: YAMLMapping, _ key: String) -> [Desk] {
        mapping.texts(key).compactMap { name in
            let desk = Desk(rawValue: name)
            if desk == nil {
                let all = Desk.allCases.map(\.rawValue).joined(separator: ", ")
                mapping.note(key, "there is no desk `\(name)`; known: \(all)")
            }
            return desk
        }
    }

    private func shifts(_ person: YAMLMapping, in zone: TimeZone) -> [Shift] {
        var shifts: [Shift] = []
        for mapping in person.mappings("shifts") {
            guard let shift = ShiftLine(mapping).shift(in: zone) else { continue }
            if shifts.contains(where: { $0.overlaps(shift) }) {
                mapping.note("from", "this shift overlaps an earlier one of the same person")
            }
            shifts.append(shift)
        }
        return shifts
    }

    private func absence(_ mapping: YAMLMapping) -> ClosedRange<CalendarDay>? {
        let first = mapping.day("from").flatMap { CalendarDay($0) }
        let last = mapping.day("to").flatMap { CalendarDay($0) }
        mapping.refuseUnknownKeys()
        guard let first, let last else {
            mapping.note("from", "an absence has a first day `from` and a last day `to`")
            return nil
        }
        guard first <= last else {
            mapping.note("to", "the absence ends before it begins")
            return nil
        }
        return first...last
    }

    private func chat(_ person: YAMLMapping) -> [String: [String]] {
        guard let list = person.mapping("chat") else { return [:] }
        var chat: [String: [String]] = [:]
        for connection in list.keys {
            if !known.connections.contains(connection) {
                list.note(connection, "`\(connection)` is no connection of huzhu.yaml")
            }
            chat[connection] = list.texts(connection)
        }
        return chat
    }

    private func email(_ person: YAMLMapping) -> String? {
        guard let address = person.optionalText("email") else { return nil }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = address.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
        }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), isPlain else {
            person.note("email", "`email` is an address such as chen@example.org")
            return nil
        }
        return address
    }
}
