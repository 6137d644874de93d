package import Foundation
package import MutualAid

extension Database: RoomNewsStore {
    package func lastMessages() async throws -> [Room: Date] {
        let rows = try await engine.read { database in
            try database.query(
                """
                SELECT "connection", "room", MAX("receivedAt") FROM
                  (SELECT "connection", "room", "receivedAt" FROM "message" ORDER BY "id" DESC LIMIT 20000)
                GROUP BY 1, 2
                """
            )
        }
        return Dictionary(
            rows.map { (Room(connection: $0.text(0), name: $0.text(1)), $0.date(2)) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
