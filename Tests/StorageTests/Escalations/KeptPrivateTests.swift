import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

struct KeptPrivateTests {
    /// How a question came and what was done about it, and where its answer goes by itself.
    @Test(arguments: [
        (isPrivate: false, reason: Reason.nothingClearedTheBar, expected: Visibility.group),
        (isPrivate: false, reason: .keptPrivate, expected: .private),
        (isPrivate: false, reason: .mayBeSensitive, expected: .private),
        (isPrivate: true, reason: .nothingClearedTheBar, expected: .private),
    ])
    func `an answer goes where the question came from, and stays private where the bot kept it so`(
        isPrivate: Bool,
        reason: Reason,
        expected: Visibility
    ) async throws {
        let queue = try Queue()

        let id = try await ask(queue, "u-1", isPrivate: isPrivate, reason)

        #expect(try await queue.read(id).usualVisibility == expected)
    }

    @Test func `a later line that is kept private makes the whole case private`() async throws {
        let queue = try Queue()
        let id = try await ask(queue, "u-1")

        try await write(queue, "u-1", .keptPrivate, after: 60)

        let known = try await queue.read(id)
        #expect(known.messages.count == 2)
        #expect(known.usualVisibility == .private)
    }

    @Test func `beside others who asked openly, whose question was kept private is answered alone`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let open = try await ask(queue, "u-1")
        let quiet = try await ask(queue, "u-2", .keptPrivate)
        let also = try await ask(queue, "u-3")
        for id in [quiet, also] { try await queue.make(.merge(into: open), id, by: owner) }
        try await queue.make(.claim(queue.lease), open, by: owner)

        try await queue.make(.answer(texts: ["": "十四天。"], .group), open, by: owner)

        let posts = try await queue.database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        let member = try await queue.read(quiet).member.id
        let alone = posts.filter { $0.visibility == .private }
        let shared = posts.filter { $0.visibility == .group }
        #expect(alone.count == 1 && shared.count == 1)
        #expect(shared[0].mentions.count == 2 && !shared[0].mentions.contains { $0.member == member })
    }

    @Test func `a case may go with the open ones of its group and country that are neither urgent nor sensitive`()
        async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let own = try await ask(queue, "u-1")
        let waiting = try await ask(queue, "u-2")
        let claimed = try await ask(queue, "u-3")
        try await queue.make(.claim(queue.lease), claimed, by: owner)
        let done = try await ask(queue, "u-4")
        try await queue.lead(done, to: .resolved, by: owner)
        _ = try await queue.open(.s1, at: Fixture.start)

        let known = try await queue.read(own)
        let targets = try await queue.database.mergeTargets(of: known, scope: .all, limit: 40)
        let one = try await queue.database.mergeTargets(of: known, scope: .all, limit: 1)
        let elsewhere = Scope(groups: ["oceania"], desks: [])

        #expect(Set(targets.map(\.id)) == [waiting, claimed])
        #expect(one.count == 1)
        #expect(try await queue.database.mergeTargets(of: known, scope: elsewhere, limit: 40).isEmpty)
    }

    private func ask(
        _ queue: Queue,
        _ sender: String,
        isPrivate: Bool = false,
        _ reason: Reason = .nothingClearedTheBar
    ) async throws -> ID<Escalation> {
        func all() async throws -> [ID<Escalation>] {
            try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 99).items.map(\.id)
        }
        let known = try await all()
        try await queue.fixture.receive(by: sender, isPrivate: isPrivate)
        try await settle(queue, reason, at: Fixture.start)
        guard let id = try await all().first(where: { !known.contains($0) }) else { throw Fixture.NothingDue() }
        return id
    }

    private func write(_ queue: Queue, _ sender: String, _ reason: Reason, after seconds: TimeInterval) async throws {
        let at = Fixture.start.addingTimeInterval(seconds)
        try await queue.fixture.receive(by: sender, at: at)
        try await settle(queue, reason, at: at)
    }

    private func settle(_ queue: Queue, _ reason: Reason, at: Date) async throws {
        let burst = try await queue.fixture.claim(at: at)
        try await queue.fixture.settle(burst, replies: [], escalation: .test(.s2), reasons: [reason], at: at)
    }
}
