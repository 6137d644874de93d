import Foundation
import MutualAid

/// Whom a post in a group answers, where that is more than one.
///
/// Only their ids are kept with it: each name stays under its own member's key and is put in when the post leaves.
enum DeliveryMentions {
    static func add(_ people: [ID<Member>], to delivery: ID<Delivery>, _ database: any SQLConnection) throws {
        for person in people {
            try database.execute(
                "INSERT INTO \"deliveryMention\" (\"delivery\", \"member\") VALUES (?, ?) ON CONFLICT DO NOTHING",
                .integer(delivery.rawValue),
                .integer(person.rawValue)
            )
        }
    }

    static func all(
        of delivery: Int64,
        _ members: MemberDirectory,
        _ database: any SQLConnection
    ) throws -> [Member] {
        try database.query(
            "SELECT \"member\" FROM \"deliveryMention\" WHERE \"delivery\" = ? ORDER BY \"member\"",
            .integer(delivery)
        ).map { try members.read($0.integer(0), database) }
    }

    /// The text with a first line that names them, as far as names are known.
    static func text(_ text: PrivateText, addressing people: [Member]) -> PrivateText {
        let names = people.compactMap(\.name).map { "@\($0.exposed)" }
        return names.isEmpty ? text : PrivateText(names.joined(separator: " ") + "\n" + text.exposed)
    }
}
