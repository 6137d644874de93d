package import Comprehension

/// One of the continental mutual-aid groups, as `Config/groups.yaml` describes it.
package struct Group: Sendable, Equatable {
    /// The short name used in configuration, routes and the API: `europe`.
    package let id: String
    package let names: [ReplyLanguage: String]
    /// The IANA time zone that the group's times are told in.
    package let timeZone: String
    package let languages: [ReplyLanguage]
    /// How many unasked bot texts the group gets an hour (criterion F8).
    package let quietBudget: Int
    /// The platform rooms that are this group, by connection.
    package let rooms: [String: [String]]

    package init(
        id: String,
        names: [ReplyLanguage: String],
        timeZone: String,
        languages: [ReplyLanguage],
        quietBudget: Int,
        rooms: [String: [String]]
    ) {
        self.id = id
        self.names = names
        self.timeZone = timeZone
        self.languages = languages
        self.quietBudget = quietBudget
        self.rooms = rooms
    }
}

/// The groups of this installation and which platform room belongs to which.
package struct Groups: Sendable {
    package let all: [Group]
    private let byRoom: [Room: Group]

    package init(_ all: [Group]) {
        self.all = all
        byRoom = Dictionary(
            all.flatMap { group in
                group.rooms.flatMap { connection, rooms in
                    rooms.map { (Room(connection: connection, name: $0), group) }
                }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The group that a platform room belongs to; `nil` for a room nobody configured.
    package func group(of room: Room) -> Group? { byRoom[room] }

    package func group(id: String) -> Group? { all.first { $0.id == id } }
}

/// A room of a chat platform: the platform's own id, within one connection.
package struct Room: Sendable, Hashable, Codable {
    package let connection: String
    package let name: String

    package init(connection: String, name: String) {
        self.connection = connection
        self.name = name
    }
}
