import Logging
import Foundation
import MutualAid
import Testing

@testable import Storage

struct ReceivingTests {
    @Test(arguments: [2, 10, 50])
    func `the same message delivered many times at once is one message (E1)`(times: Int) async throws {
        let fixture = try Fixture()

        let arrivals = try await withThrowingTaskGroup(of: Arrival.self) { group in
            for _ in 0..<times { group.addTask { try await fixture.receive(id: "m-1") } }
            return try await group.reduce(into: [Arrival]()) { $0.append($1) }
        }

        #expect(arrivals.filter { !$0.isDuplicate }.count == 1)
        #expect(Set(arrivals.map(\.id)).count == 1)
        #expect(try await fixture.database.claimBursts(.ordinary, limit: 10, now: Fixture.start).count == 1)
    }

    @Test func `a repeated webhook id has no second effect, whatever it carries`() async throws {
        let fixture = try Fixture()
        let first = try await fixture.receive("一", event: "evt-1")

        let second = try await fixture.receive("二", event: "evt-1")

        #expect(second == Arrival(id: first.id, isDuplicate: true))
    }

    @Test func `without its key against repeats the same check finds doubles`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try Database.open(
            path: folder.appendingPathComponent("huzhu.sqlite"),
            keyFile: folder.appendingPathComponent("master.key"),
            ids: IDSource { 1_600_000_000_000 },
            logger: .init(label: "test"),
            weakness: .notUnique
        )
        let message = IncomingMessage(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: "m-1",
            sender: Sender(platformID: "u"),
            text: "一",
            sentAt: Fixture.start
        )
        let webhook = ReceivedWebhook(
            connection: "gateway",
            eventID: "evt-1",
            events: [.messageCreated(message)],
            receivedAt: Fixture.start
        )

        let arrivals = [try await database.receive(webhook), try await database.receive(webhook)]

        #expect(arrivals.filter { !$0.isDuplicate }.count == 2)
        try await database.close()
    }

    @Test func `SQLite keeps synchronous at FULL on the writer`() throws {
        let fixture = try Fixture()

        let level = try fixture.database.engine.withWriter { try $0.first("PRAGMA synchronous")?.integer(0) }

        #expect(level == 2)
    }

    @Test func `a second process is kept off the data`() throws {
        let fixture = try Fixture()

        #expect(throws: DatabaseRefusal.locked) { try Fixture.open(fixture.folder) }
    }

    @Test func `texts and names lie in no file in clear`() async throws {
        let fixture = try Fixture()
        try await fixture.receive("金丝雀在唱歌canary-7731", by: "canary-user-4412")
        let burst = try await fixture.claim()
        try await fixture.settle(burst, replies: [Reply(kind: .answer, visibility: .private, text: "canary-answer-9")])
        _ = try await fixture.addStaff()

        for canary in ["canary-7731", "金丝雀", "canary-user-4412", "小陈", "canary-answer-9", "Chen Yi"] {
            #expect(fixture.bytes.range(of: Data(canary.utf8)) == nil, "\(canary) is in the file")
        }
    }

    @Test func `a ciphertext moved to another row is refused`() async throws {
        let fixture = try Fixture()
        let first = try await fixture.receive("一", by: "u-1", id: "m-1")
        let second = try await fixture.receive("二", by: "u-1", id: "m-2")
        let ids = [try #require(first.id), try #require(second.id)]
        _ = try await fixture.database.writer.write { database in
            try database.execute(
                "UPDATE \"message\" SET \"text\" = (SELECT \"text\" FROM \"message\" WHERE \"id\" = ?) WHERE \"id\" = ?",
                .integer(ids[0].rawValue),
                .integer(ids[1].rawValue)
            )
        }

        await #expect(throws: (any Error).self) { _ = try await fixture.database.message(ids[1]) }
    }

    @Test func `a key file that others may read is refused`() async throws {
        let fixture = try Fixture()
        try await fixture.close()
        let key = fixture.folder.appendingPathComponent("master.key").path
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)

        #expect(throws: DatabaseRefusal.keyReadable(key)) { try Fixture.open(fixture.folder) }
    }

    @Test func `another installation's key is refused`() async throws {
        let fixture = try Fixture()
        try await fixture.close()
        let key = fixture.folder.appendingPathComponent("master.key").path
        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: key))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)

        #expect(throws: DatabaseRefusal.keyWrong(key)) { try Fixture.open(fixture.folder) }
    }

    @Test func `a bot's message is kept and set aside`() async throws {
        let fixture = try Fixture()
        var message = IncomingMessage(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: "m-1",
            sender: Sender(platformID: "bot", isBot: true),
            text: "我是机器人",
            sentAt: Fixture.start
        )
        message.mentionsBot = true

        let arrival = try await fixture.receive(.messageCreated(message))

        let stored = try await fixture.database.message(try #require(arrival.id))
        #expect(stored?.message.state == .setAside)
        #expect(try await fixture.database.claimBursts(.ordinary, limit: 1, now: Fixture.start).isEmpty)
    }

    @Test func `a deleted message loses its text, unless a person works on it (E22)`() async throws {
        let fixture = try Fixture()
        let kept = try await fixture.receive("求助", by: "u-1", id: "m-1")
        try await fixture.settle(try await fixture.claim(), escalation: .test(.s2))
        let lost = try await fixture.receive("随便说说", by: "u-2", id: "m-2")
        try await fixture.settle(try await fixture.claim())

        for id in ["m-1", "m-2"] {
            try await fixture.receive(
                .messageDeleted(
                    IncomingReference(
                        room: Room(connection: "gateway", name: "europe"),
                        group: "europe",
                        platformID: id,
                        sender: Sender(platformID: "u-1")
                    )
                )
            )
        }

        #expect(try await fixture.database.message(try #require(kept.id))?.message.text.exposed == "求助")
        #expect(try await fixture.database.message(try #require(lost.id))?.message.text.isEmpty == true)
    }

    @Test func `one failing write of a batch harms no other`() async throws {
        struct Mine: Error {}
        let fixture = try Fixture()

        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    if number % 4 == 0 {
                        await #expect(throws: Mine.self) {
                            try await fixture.database.writer.write { database in
                                try database.execute(
                                    "INSERT INTO \"setting\" (\"name\", \"value\") VALUES ('x', x'00')"
                                )
                                throw Mine()
                            }
                        }
                    } else {
                        _ = try? await fixture.receive(by: "u-\(number)", id: "m-\(number)")
                    }
                }
            }
        }

        let rows = try await fixture.database.engine.read { database in
            (
                try database.first("SELECT COUNT(*) FROM \"message\"")?.int(0),
                try database.first("SELECT 1 FROM \"setting\" WHERE \"name\" = 'x'")
            )
        }
        #expect(rows.0 == 30)
        #expect(rows.1 == nil)
    }

    @Test func `texts are forgotten after their term, those of open cases are not`() async throws {
        let fixture = try Fixture()
        let old = try await fixture.receive("旧消息", by: "u-1", id: "m-1")
        try await fixture.settle(try await fixture.claim())
        let open = try await fixture.receive("还没解决", by: "u-2", id: "m-2")
        try await fixture.settle(try await fixture.claim(), escalation: .test(.s2))

        let count = try await fixture.database.forget(Retention(), now: Fixture.start.addingTimeInterval(91 * 86400))

        #expect(count == 1)
        #expect(try await fixture.database.message(try #require(old.id))?.message.text.isEmpty == true)
        #expect(try await fixture.database.message(try #require(open.id))?.message.text.exposed == "还没解决")
    }
}
