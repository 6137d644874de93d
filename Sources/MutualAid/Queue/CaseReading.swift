/// How far each person has read the cases in their hand: their own, the same in every tab and on every device.
package protocol CaseReadingStore: Sendable {
    /// The last of a case's messages that a person has seen; `nil` before they first opened it.
    func lastRead(of id: ID<Escalation>, by login: String) async throws -> ID<Message>?
    /// Notes that they have seen everything up to a message; never less than before.
    func read(_ id: ID<Escalation>, upTo message: ID<Message>, by login: String) async throws
    /// How many messages of the open cases in a person's hand they have not seen yet.
    func unreadMessages(of login: String) async throws -> Int
}
