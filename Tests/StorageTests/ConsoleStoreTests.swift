import Foundation
import MutualAid
import Testing

@testable import Storage

/// What pages keep beside the cases: reading, canned replies, what people are trusted with.
struct ConsoleStoreTests {
    @Test func `unread lines are counted per person, in the cases of their own alone (C12)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let known = try await queue.fixture.openCase()
        #expect(try await queue.database.unreadMessages(of: owner.login) == 0)

        try await queue.make(.claim(queue.lease), known.id, by: owner)
        let last = try #require(known.messages.last?.id)
        #expect(try await queue.database.unreadMessages(of: owner.login) == 1)
        try await queue.database.read(known.id, upTo: last, by: owner.login)
        try await queue.database.read(known.id, upTo: ID(rawValue: 1), by: owner.login)

        #expect(try await queue.database.unreadMessages(of: owner.login) == 0)
        #expect(try await queue.database.lastRead(of: known.id, by: owner.login) == last)
        #expect(try await queue.database.lastRead(of: known.id, by: "lin") == nil)
    }

    @Test func `an edited canned reply goes before the shipped one, and a second editor is told`() async throws {
        let fixture = try Fixture()
        let shipped = [
            CannedReply(name: "收到", keywords: "", chinese: "收到", english: "Got it"),
            CannedReply(name: "再见", keywords: "", chinese: "再见", english: "Bye"),
        ]
        let better = CannedReply(name: "收到", keywords: "ok", chinese: "收到您的问题了", english: "I have it")
        let own = CannedReply(name: "开窗", keywords: "", chinese: "请开窗", english: "Open a window")

        try await fixture.database.keep(better, isRemoved: false, version: 0, by: "chen", now: Fixture.start)
        try await fixture.database.keep(shipped[1], isRemoved: true, version: 0, by: "chen", now: Fixture.start)
        try await fixture.database.keep(own, isRemoved: false, version: 0, by: "chen", now: Fixture.start)

        #expect(shipped.with(try await fixture.database.editedReplies()) == [better, own])
        await #expect(throws: CannedReplyConflict.self) {
            try await fixture.database.keep(own, isRemoved: false, version: 0, by: "lin", now: Fixture.start)
        }
    }

    @Test func `what somebody is trusted with changes at once, their login and duty stay`() async throws {
        let fixture = try Fixture()
        _ = try await fixture.addStaff("chen")
        let before = try #require(try await fixture.database.staff().first { $0.login == "chen" })
        let wanted = StaffMember(
            login: "chen",
            name: "陈怡",
            roles: [.psychologist],
            groups: ["europe"],
            desks: [.psychologists],
            languages: ["en"],
            timeZone: "Asia/Kathmandu",
            isEnabled: !before.isEnabled,
            isOnDuty: !before.isOnDuty
        )

        try await fixture.database.change(wanted, by: "admin", now: Fixture.start)

        let after = try #require(try await fixture.database.staff().first { $0.login == "chen" })
        #expect(after.roles == [.psychologist] && after.groups == ["europe"] && after.timeZone == "Asia/Kathmandu")
        #expect(after.name == "陈怡" && after.desks == [.psychologists] && after.languages == ["en"])
        #expect(after.isEnabled == before.isEnabled && after.isOnDuty == before.isOnDuty)
        let nobody = StaffMember(
            login: "nobody",
            name: "无",
            roles: [.counselor],
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: false
        )
        await #expect(throws: StaffConflict.notFound) {
            try await fixture.database.change(nobody, by: "admin", now: Fixture.start)
        }
    }
}
