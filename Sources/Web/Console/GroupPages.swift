import Accounts
import Comprehension
import Foundation
import Hummingbird
import MutualAid

/// The groups and what connects them, for administrators and coordinators; to everybody else the page does not exist.
extension Console {
    func addGroups(to group: Group) {
        get(group, "groups") { visit in
            guard visit.reader.seesTheWhole else { throw Problem(.notFound, "There is no such page") }
            return try await groupsPage(visit)
        }
    }

    private func groupsPage(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let newest = try await stores.rooms.lastMessages()
        let report = await readiness()
        let own = groups.all.filter { visit.reader.groups.isEmpty || visit.reader.groups.contains($0.id) }
        let values: [String: Any] = [
            "mode": words[isAnswering() ? "mode_answering" : "mode_paused"], "has_no_groups": own.isEmpty,
            "groups": own.map { row($0, newest, visit, words) }, "has_no_connections": connections.isEmpty,
            "connections": connections.map { connection -> [String: Any] in
                let last = newest.filter { $0.key.connection == connection.id }.values.max()
                return [
                    "id": connection.id, "kind": words["connection_\(connection.kind)"],
                    "state": words["ready_\((report.connections[connection.id] ?? .absent).rawValue)"],
                    "is_failing": report.connections[connection.id] == .failing,
                    "carries": words[connection.carriesPrivate ? "carries_private" : "carries_group_only"],
                    "dated": words[connection.allowsDatedAnswers ? "dated_allowed" : "dated_held"],
                    "last": last.map { [visit.stamp($0, words)] } ?? [], "is_silent": last == nil,
                ]
            },
        ]
        let frame = Frame(words["groups_title"], visit.request, visit: visit, section: "groups")
        return pages.page("groups-page", frame, values)
    }

    private func row(_ group: MutualAid.Group, _ newest: [Room: Date], _ visit: Visit, _ words: Words) -> [String: Any]
    {
        let zone = TimeZone(identifier: group.timeZone) ?? .gmt
        let rooms = group.rooms.flatMap { connection, names in names.map { Room(connection: connection, name: $0) } }
        let last = rooms.compactMap { newest[$0] }.max()
        return [
            "name": group.names[visit.language.reply] ?? group.id, "zone": group.timeZone,
            "now": ["machine": machineTime(visit.now), "text": words.time(visit.now, in: zone, now: visit.now)],
            "rooms": "\(rooms.count)",
            "languages": group.languages.map { words["language_\($0.rawValue)"] }
                .joined(separator: words["comma"]),
            "connections": group.rooms.keys.sorted().joined(separator: words["comma"]),
            "budget": words.say("quiet_budget", ["n": "\(group.quietBudget)"]),
            "last": last.map { [visit.stamp($0, words)] } ?? [], "is_silent": last == nil,
        ]
    }
}

extension StaffMember {
    /// Whether they see how the whole works: groups, coverage, the audit trail.
    var seesTheWhole: Bool { roles.contains { $0 == .administrator || $0 == .coordinator } }
}
