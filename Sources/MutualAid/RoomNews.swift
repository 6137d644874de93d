package import struct Foundation.Date

/// When something last came from a room.
package protocol RoomNewsStore: Sendable {
    /// The time of the newest message of each room, as far as it is among the last 20,000 messages of all rooms.
    func lastMessages() async throws -> [Room: Date]
}
