import Foundation
import MutualAid
import Testing

@testable import Storage

struct NoteTests {
    /// Notes, answers, questions back and transfers in any order: what stands in notes is in none of what is sent (C10).
    @Test func `over a thousand notes and answers in any order no note is ever sent`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        var random = SystemRandomNumberGenerator()
        var sent: [String] = []
        var kept = 0
        for _ in 0..<Queue.rounds(20, daily: 3) {
            let id = try await queue.open(at: Fixture.start)
            try await queue.make(.claim(queue.lease), id, by: owner)
            for number in 0..<50 {
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1:
                    try await queue.make(.note(PrivateText("备注 only-for-us \(number)")), id, by: owner)
                    kept += 1
                case 2: try await queue.make(.answer(texts: ["": "答复"], .private), id, by: owner)
                default: try await queue.make(.askMember(texts: ["": "请问?"], .private), id, by: owner)
                }
                sent += try await deliver(queue)
            }
        }

        #expect(!sent.isEmpty && kept > 0)
        #expect(!sent.contains { $0.contains("only-for-us") })
    }

    /// The texts of what is due, delivered.
    private func deliver(_ queue: Queue) async throws -> [String] {
        let (database, now) = (queue.database, Fixture.start)
        let due = try await database.claimDeliveries(.ordinary, limit: 99, excluding: [], now: now)
        for delivery in due { try await database.record(.delivered(platformMessageID: nil), of: delivery, now: now) }
        return due.map(\.text.exposed)
    }
}
