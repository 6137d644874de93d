package import Foundation
package import MutualAid
import Comprehension

/// `Config/groups.yaml`: the groups, and which platform rooms are which group.
package enum GroupsFile {
    package static func read(_ url: URL, ledger: ProblemLedger) -> [Group] {
        guard let file = TextFiles.read(url, ledger: ledger),
            let top = YAMLMapping.parse(file.text, file: file.path, ledger: ledger)
        else { return [] }
        let groups = top.mappings("groups").map(group)
        if groups.isEmpty { top.note("groups", "there is no group") }
        if Set(groups.map(\.id)).count != groups.count { top.note("groups", "two groups have the same id") }
        refuseSharedRooms(groups, top)
        top.refuseUnknownKeys()
        return groups
    }

    private static func group(_ mapping: YAMLMapping) -> Group {
        let names = mapping.mapping("name")
        let zone = mapping.text("time_zone")
        if TimeZone(identifier: zone) == nil {
            mapping.note("time_zone", "`time_zone` is a name such as Europe/Berlin")
        }
        var rooms: [String: [String]] = [:]
        if let list = mapping.mapping("rooms") {
            for connection in list.keys { rooms[connection] = list.texts(connection) }
        }
        let group = Group(
            id: mapping.text("id"),
            names: [.chinese: names?.text("zh") ?? "", .english: names?.text("en") ?? ""],
            timeZone: zone,
            languages: mapping.texts("languages").compactMap(ReplyLanguage.init),
            quietBudget: mapping.number("quiet_budget", default: 12, in: 0...1000),
            rooms: rooms
        )
        mapping.refuseUnknownKeys()
        return group
    }

    private static func refuseSharedRooms(_ groups: [Group], _ top: YAMLMapping) {
        var seen: Set<Room> = []
        for group in groups {
            for (connection, rooms) in group.rooms {
                for room in rooms where !seen.insert(Room(connection: connection, name: room)).inserted {
                    top.note("groups", "the room `\(room)` of \(connection) belongs to two groups")
                }
            }
        }
    }
}
