import Foundation
import MutualAid
import Testing

@testable import Storage

struct DeliveryTests {
    /// Queues one private delivery a kind, in order, for one member.
    private func queue(_ kinds: [Delivery.Kind], in fixture: Fixture, by sender: String = "u-1") async throws {
        try await fixture.receive(by: sender)
        let replies = kinds.map { Reply(kind: $0, visibility: .private, text: PrivateText($0.rawValue)) }
        try await fixture.settle(try await fixture.claim(), replies: replies)
    }

    private func claim(
        _ fixture: Fixture,
        _ lane: Lane = .ordinary,
        after seconds: Double = 0
    ) async throws
        -> [Delivery]
    {
        try await fixture.database.claimDeliveries(
            lane,
            limit: 10,
            excluding: [],
            now: Fixture.start.addingTimeInterval(seconds)
        )
    }

    @Test func `a conversation sends one text at a time, in order`() async throws {
        let fixture = try Fixture()
        try await queue([.answer, .holding, .acknowledgement], in: fixture)
        var sent: [Delivery.Kind] = []

        while case let due = try await claim(fixture), !due.isEmpty {
            #expect(due.count == 1)
            sent.append(due[0].kind)
            try await fixture.database.record(.delivered(platformMessageID: nil), of: due[0], now: Fixture.start)
        }

        #expect(sent == [.answer, .holding, .acknowledgement])
    }

    @Test func `an emergency text overtakes what waits before it`() async throws {
        let fixture = try Fixture()
        try await queue([.answer, .emergency], in: fixture)

        #expect(try await claim(fixture, .emergency).map(\.kind) == [.emergency])
    }

    @Test func `a retry keeps its id and its place`() async throws {
        let fixture = try Fixture()
        try await queue([.answer, .holding], in: fixture)
        let first = try await claim(fixture)[0]
        try await fixture.database.record(
            .waiting(until: Fixture.start.addingTimeInterval(5), cause: .timedOut),
            of: first,
            now: Fixture.start
        )

        #expect(try await claim(fixture).isEmpty)
        let again = try await claim(fixture, after: 5)
        #expect(again.map(\.id) == [first.id])
        #expect(again[0].attempt == 2)
    }

    @Test func `a stale token's word changes nothing`() async throws {
        let fixture = try Fixture()
        try await queue([.answer], in: fixture)
        let lost = try await claim(fixture)[0]
        let again = try await claim(fixture, after: 61)[0]

        try await fixture.database.record(.abandoned(.timedOut), of: lost, now: Fixture.start)

        #expect(try await fixture.database.deliveryCounts() == [.attempting: 1])
        try await fixture.database.record(.delivered(platformMessageID: "p-1"), of: again, now: Fixture.start)
        #expect(try await fixture.database.deliveryCounts() == [.delivered: 1])
    }

    @Test func `what was tried and not recorded when the daemon died goes out once more, under its id and marked (E2)`()
        async throws
    {
        let fixture = try Fixture()
        try await queue([.answer], in: fixture)
        let lost = try await claim(fixture)[0]
        try await fixture.close()
        let database = try Fixture.open(fixture.folder)

        let counts = [
            try await database.recoverAttempts(now: Fixture.start),
            try await database.recoverAttempts(now: Fixture.start),
        ]

        let again = try await database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        #expect(counts == [1, 0])
        #expect(again.map(\.id) == [lost.id] && again.map(\.attempt) == [2])
        try await database.record(.delivered(platformMessageID: nil), of: again[0], now: Fixture.start)
        #expect(try await database.recoverAttempts(now: Fixture.start) == 0)
        #expect(try await database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: .distantFuture).isEmpty)
        try await database.close()
    }

    @Test func `a text that is given up opens a case, and the next of its line goes on`() async throws {
        let fixture = try Fixture()
        try await queue([.answer, .holding], in: fixture)
        let first = try await claim(fixture)[0]

        try await fixture.database.record(.abandoned(.expired), of: first, now: Fixture.start)

        let cases = try await fixture.database.escalations(in: .waiting, scope: .all, after: nil, limit: 9).items
        #expect(cases.map(\.reason) == [.deliveryAbandoned])
        #expect(cases.map { $0.messages.count } == [1])
        #expect(try await claim(fixture).map(\.kind) == [.holding])
    }

    @Test func `connections that are closed are left alone`() async throws {
        let fixture = try Fixture()
        try await queue([.answer], in: fixture)

        let due = try await fixture.database.claimDeliveries(
            .ordinary,
            limit: 9,
            excluding: ["gateway"],
            now: Fixture.start
        )

        #expect(due.isEmpty)
    }

    @Test func `a private text names its recipient, a group text nobody`() async throws {
        let fixture = try Fixture()
        try await fixture.receive(by: "u-77")
        try await fixture.settle(
            try await fixture.claim(),
            replies: [
                Reply(kind: .answer, visibility: .group, text: "群里"),
                Reply(kind: .answer, visibility: .private, text: "私下"),
            ]
        )

        let due = try await claim(fixture)

        #expect(Set(due.map { $0.recipient?.platformID.exposed }) == [nil, "u-77"])
        #expect(Set(due.map(\.text.exposed)) == ["群里", "私下"])
    }
}
