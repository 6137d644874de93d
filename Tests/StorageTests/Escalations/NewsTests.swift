import Foundation
import Logging
import MutualAid
import Testing

@testable import Storage

/// What staff hear of the queue: notices in their own chats, and events with ids only.
struct NewsTests {
    @Test func `a notice leaves once for each chat of its person, and says nothing of the member (E6)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)
        try await queue.pass(901)
        let owed = try await queue.database.unsentNotices(limit: 9)
        #expect(owed.map(\.notice.kind) == [.leaseExpired] && owed.map(\.severity) == [.s2])
        var call = AlarmCall(text: "S2, counselors")
        call.chats = [.init(room: Room(connection: "gateway", name: "europe"), platformID: "u-12")]

        for _ in 0..<2 { try await queue.database.send(owed[0], call, now: Fixture.start) }

        let sent = try await queue.database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        #expect(sent.map(\.kind) == [.notice] && sent.map(\.text) == ["S2, counselors"])
        #expect(sent.compactMap { $0.recipient?.platformID.exposed } == ["u-12"])
        #expect(try await queue.database.unsentNotices(limit: 9) == [])
        #expect(try await queue.database.unreadNotices(of: owner.login).count == 1)
        try await queue.database.record(.abandoned(.badStatus), of: sent[0], now: Fixture.start)
        #expect(try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 9).items.count == 1)
    }

    @Test func `a case that nobody touches is told to the second line, then to the coordinators`() async throws {
        let queue = try Queue()
        for login in ["first", "second"] { _ = try await queue.fixture.addStaff(login, roles: [.counselor]) }
        _ = try await queue.fixture.addStaff("boss")
        queue.database.roster.replace(
            with: Roster(people: [
                RosterPerson.test("first", from: 0, to: 1440), RosterPerson.test("second", from: 0, to: 1, line: 2),
            ])
        )
        _ = try await queue.fixture.openCase()

        try await queue.pass(4 * 3600)
        let second = try await queue.database.unsentNotices(limit: 9).map(\.notice.login)
        try await queue.pass(8 * 3600)
        let third = try await queue.database.unsentNotices(limit: 9).map(\.notice.login)

        #expect(second == ["second"])
        #expect(third == ["second", "boss"])
    }

    @Test func `a follower sees every event of the cases it may know of once, and no other's, in pages`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let mine = try await queue.fixture.openCase(.s2, desk: .counselors)
        let other = try await queue.fixture.openCase(.s1, desk: .psychologists)
        for id in [mine.id, other.id] { try await queue.make(.claim(queue.lease), id, by: owner) }
        let scope = Scope(groups: ["europe"], desks: [.counselors])

        var (seen, cursor): ([QueueNews], Int64) = ([], 0)
        while true {
            let found = try await queue.database.news(after: cursor, scope: scope, limit: 2)
            if found.upTo == cursor { break }
            seen += found.items
            cursor = found.upTo
        }

        #expect(seen.map(\.kind) == [.escalationOpened, .escalationClaimed])
        #expect(Set(seen.map(\.escalation)) == [mine.id])
        #expect(try await queue.database.latestNews() == cursor)
        let elsewhere = Scope(groups: ["asia"], desks: [])
        #expect(try await queue.database.news(after: 0, scope: elsewhere, limit: 99).items == [])
    }

    @Test func `while somebody writes everybody sees who and until when, and may still add notes (E7)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let other = try await queue.fixture.addStaff("other")
        let opened = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), opened.id, by: owner)

        try await queue.make(.draft("草稿"), opened.id, by: owner, after: 60)

        let draft = try #require(try await queue.read(opened.id).course.draft)
        #expect(draft.author == owner.login)
        #expect(draft.at.addingTimeInterval(Escalation.Draft.lock) == Fixture.start.addingTimeInterval(360))
        try await queue.make(.note("记一笔"), opened.id, by: other, after: 61)
        await #expect { try await queue.make(.draft("另一稿"), opened.id, by: other, after: 62) } throws: {
            if case EscalationConflict.stale = $0 { true } else { false }
        }
        #expect(try await queue.read(opened.id).course.draft?.text == "草稿")
    }
}
