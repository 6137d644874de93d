import Foundation
import MutualAid
import Testing

@testable import Storage

struct AnsweredInGroupTests {
    @Test func `a listed person's quote stops the clocks and the bot's pending words, and waits for the owner (E11)`()
        async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await ask(queue, .s2)
        try await queue.make(.claim(queue.lease), opened.id, by: owner)

        try await quote(queue)

        let left = try await queue.read(opened.id)
        #expect((left.state, left.owner) == (.answeredInGroup, owner))
        #expect(try await queue.database.deliveryCounts() == [.superseded: 1])
        #expect(try await queue.database.unreadNotices(of: owner.login).map(\.kind) == [.answeredInGroup])
        #expect(try await queue.pass(3600) == [])
        #expect(try await queue.make(.resolve(followUp: nil, reason: nil), opened.id, by: owner).state == .resolved)
    }

    @Test func `what may be a crisis stays with its people whatever is said in the group (E11)`() async throws {
        let queue = try Queue()
        let opened = try await ask(queue, .s1)

        try await quote(queue)

        #expect(try await queue.read(opened.id).state == .waiting)
    }

    @Test func `an asker who deletes the question is noted, the case goes on, untried answers stay unsent (E22)`()
        async throws
    {
        let queue = try Queue()
        let opened = try await ask(queue, .s2)

        try await queue.fixture.receive(
            .messageDeleted(
                IncomingReference(
                    room: Room(connection: "gateway", name: "europe"),
                    group: "europe",
                    platformID: "question",
                    sender: Sender(platformID: "u-1")
                )
            )
        )

        let known = try await queue.read(opened.id)
        #expect(known.state == .waiting)
        #expect(known.events.last?.kind == .escalationRetracted)
        #expect(try await queue.database.deliveryCounts() == [.superseded: 1])
    }

    private func ask(_ queue: Queue, _ severity: Severity) async throws -> Escalation {
        try await queue.fixture.receive(by: "u-1", id: "question")
        let burst = try await queue.fixture.claim()
        try await queue.fixture.settle(
            burst,
            replies: [Reply(kind: .holding, visibility: .group, text: "请稍等")],
            escalation: .test(severity)
        )
        let all = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items
        return try #require(all.first)
    }

    private func quote(_ queue: Queue) async throws {
        var message = IncomingMessage(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: "quote",
            sender: Sender(platformID: "u-listed", role: "counselor"),
            text: "十四天。",
            sentAt: Fixture.start
        )
        message.replyTo = "question"
        try await queue.fixture.receive(.messageCreated(message))
        let burst = try await queue.fixture.claim()
        #expect(burst.member.isByRoleListed)
        try await queue.fixture.settle(burst, replies: [], reasons: [.byListedRole])
    }
}
