import Foundation
import MutualAid
import Testing

@testable import Storage

struct ErasureTests {
    private static let word = "unmistakable-words-of-mine"

    /// A member with a closed case, an answer and a note, and one who stays.
    private func scene(_ fixture: Fixture) async throws -> (gone: ID<Member>, stays: ID<Member>) {
        var ids: [ID<Member>] = []
        for sender in ["u-gone", "u-stays"] {
            try await fixture.receive(Self.word, by: sender, id: "platform-\(sender)")
            let burst = try await fixture.claim()
            try await fixture.settle(burst)
            ids.append(burst.member.id)
        }
        return (ids[0], ids[1])
    }

    private func erase(_ member: ID<Member>, _ fixture: Fixture, evenOpen: Bool = false) async throws -> ErasureReport {
        try await fixture.database.erase(
            member,
            by: "operator",
            sparing: nil,
            evenWithOpenCases: evenOpen,
            now: Fixture.start
        )
    }

    private func texts(_ database: Database, of member: ID<Member>) async throws -> [String?]? {
        try await database.export(member, by: "operator", now: Fixture.start)?.messages.map(\.text)
    }

    @Test func `keys leave the database and texts stay readable`() async throws {
        let fixture = try Fixture()
        let (gone, _) = try await scene(fixture)
        let wrapped = try await fixture.database.engine.read { database in
            try database.first("SELECT \"wrappedKey\" FROM \"member\" LIMIT 1")?.blob(0)
        }

        let moved = try await fixture.database.moveMemberKeys()
        try fixture.database.engine.scrubLog()

        #expect(moved == 2)
        let needle = try #require(wrapped)
        #expect(fixture.bytes.range(of: needle) == nil)
        fixture.database.members.forgetAll()
        #expect(try await texts(fixture.database, of: gone) == [Self.word])
        try await fixture.close()
        let again = try Fixture.open(fixture.folder)
        #expect(try await texts(again, of: gone) == [Self.word])
        try await again.close()
    }

    @Test func `an erased member's words, name and chat id are gone and others' stay`() async throws {
        let fixture = try Fixture()
        let (gone, stays) = try await scene(fixture)

        let report = try await erase(gone, fixture)

        #expect(report.messages == 1 && report.deliveries == 1)
        let export = try await fixture.database.export(gone, by: "operator", now: Fixture.start)
        #expect(export?.platformID == "" && export?.name == nil && export?.messages.map(\.text) == [nil])
        #expect(try await texts(fixture.database, of: stays) == [Self.word])
        #expect(fixture.bytes.range(of: Data("platform-u-gone".utf8)) == nil)
        #expect(try await fixture.database.member(connection: "gateway", platformID: "u-gone") == nil)
        await #expect(throws: ErasureRefusal.notFound) { _ = try await erase(gone, fixture) }
    }

    @Test func `who writes again after their erasure is somebody new, and an old message is still known`() async throws
    {
        let fixture = try Fixture()
        let (gone, _) = try await scene(fixture)
        _ = try await erase(gone, fixture)

        let repeated = try await fixture.receive(Self.word, by: "u-gone", id: "platform-u-gone")
        try await fixture.receive("我回来了", by: "u-gone")

        #expect(repeated.isDuplicate)
        let burst = try await fixture.claim()
        #expect(burst.member.id != gone && burst.messages[0].text.exposed == "我回来了")
    }

    @Test func `yesterday's backup brings nobody back`() async throws {
        let fixture = try Fixture()
        let (gone, stays) = try await scene(fixture)
        let file = fixture.folder.appendingPathComponent("yesterday.sqlite")
        _ = try await fixture.database.backUp(to: file, now: Fixture.start)
        _ = try await erase(gone, fixture)
        try await fixture.close()

        let path = fixture.folder.appendingPathComponent("huzhu.sqlite")
        _ = try await Database.restore(
            file,
            to: path,
            keyFile: fixture.folder.appendingPathComponent("master.key"),
            now: Fixture.start
        )

        let database = try Fixture.open(fixture.folder)
        let export = try await database.export(gone, by: "operator", now: Fixture.start)
        #expect(export?.name == nil && export?.platformID == "" && export?.messages.map(\.text) == [nil])
        #expect(try await texts(database, of: stays) == [Self.word])
        let head = try await database.auditHead()
        #expect(try await database.verifyAudit() == .sound(head))
        try await database.close()
    }

    @Test func `a copy without its members' keys is refused instead of erasing everybody`() async throws {
        let fixture = try Fixture()
        _ = try await scene(fixture)
        let file = fixture.folder.appendingPathComponent("copy.sqlite")
        _ = try await fixture.database.backUp(to: file, now: Fixture.start)
        try await fixture.close()
        let elsewhere = fixture.folder.appendingPathComponent("elsewhere/huzhu.sqlite")

        await #expect(throws: DatabaseRefusal.keyMissing(elsewhere.path + ".keys")) {
            _ = try await Database.restore(
                file,
                to: elsewhere,
                keyFile: fixture.folder.appendingPathComponent("master.key"),
                now: Fixture.start
            )
        }
    }

    @Test func `an open case keeps a member until it is resolved or the operator insists`() async throws {
        let fixture = try Fixture()
        let escalation = try await fixture.openCase(.s1)

        await #expect(throws: ErasureRefusal.casesAreOpen(1)) { _ = try await erase(escalation.member.id, fixture) }
        _ = try await erase(escalation.member.id, fixture, evenOpen: true)

        let page = try await fixture.database.escalations(in: nil, scope: .all, after: nil, limit: 9)
        #expect(page.items.map(\.severity) == [.s1] && page.items[0].messages.map(\.text) == [""])
    }

    @Test func `a draft, a role and a place among askers are exported and go with the erasure`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let guest = try await queue.fixture.openCase(by: "u-guest")
        let host = try await queue.fixture.openCase(by: "u-host")
        _ = try await queue.database.writer.write { database in
            try database.execute("UPDATE \"member\" SET \"role\" = 'volunteer'")
        }
        try await queue.make(.merge(into: host.id), guest.id, by: owner)
        await #expect(throws: ErasureRefusal.casesAreOpen(1)) { _ = try await erase(guest.member.id, queue.fixture) }
        try await queue.make(.claim(queue.lease), host.id, by: owner)
        try await queue.make(.answer(texts: ["": "答复"], .group), host.id, by: owner)
        try await queue.make(.draft("还有一句"), host.id, by: owner)
        let before = try #require(try await export(host.member.id, queue))
        let asker = try #require(try await export(guest.member.id, queue))

        _ = try await erase(host.member.id, queue.fixture, evenOpen: true)
        _ = try await erase(guest.member.id, queue.fixture, evenOpen: true)

        #expect(before.role == "volunteer" && before.cases.first?.drafts.map(\.text) == ["还有一句"])
        #expect(asker.deliveries.compactMap(\.text) == ["答复"])
        let after = try #require(try await export(host.member.id, queue))
        #expect(after.role == nil && after.cases.first?.drafts.isEmpty == true)
        let left = try await queue.database.engine.read { database in
            try ["draft", "deliveryMention"].map { try database.first("SELECT COUNT(*) FROM \"\($0)\"")?.int(0) }
        }
        #expect(left == [0, 0])
    }

    @Test func `an answer to several people reaches the others when the first of them is erased`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let guest = try await queue.fixture.openCase(by: "u-guest")
        let host = try await queue.fixture.openCase(by: "u-host")
        try await queue.make(.merge(into: host.id), guest.id, by: owner)
        try await queue.make(.claim(queue.lease), host.id, by: owner)
        _ = try await erase(host.member.id, queue.fixture, evenOpen: true)

        try await queue.make(.answer(texts: ["": "答复"], .group), host.id, by: owner)

        let posts = try await queue.database.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        #expect(posts.map { $0.text.exposed.hasSuffix("答复") } == [true])
    }

    @Test func `nothing is written to or about somebody erased; their case can be resolved`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let gone = try await queue.fixture.openCase()
        try await queue.make(.claim(queue.lease), gone.id, by: owner)
        _ = try await erase(gone.member.id, queue.fixture, evenOpen: true)
        let moves: [EscalationChange] = [
            .answer(texts: ["": "答复"], .private), .askMember(texts: ["": "您在哪里?"], .private), .note("记一笔"),
            .draft("写了一半"),
        ]

        for move in moves {
            await #expect { try await queue.make(move, gone.id, by: owner) } throws: { error in
                if case EscalationConflict.memberErased = error { true } else { false }
            }
        }
        try await queue.make(.resolve(followUp: nil, reason: nil), gone.id, by: owner)
    }

    @Test func `the draft of a case that is over goes with its term`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let opened = try await queue.fixture.openCase()
        try await queue.lead(opened.id, to: .closed, by: owner)
        _ = try await queue.database.writer.write { database in
            try database.execute(
                "INSERT INTO \"draft\" VALUES (?, 'chen', x'00', 0)",
                .integer(opened.id.rawValue)
            )
        }

        _ = try await queue.database.forget(Retention(), now: Fixture.start.addingTimeInterval(200 * 86400))

        let left = try await queue.database.engine.read { try $0.first("SELECT COUNT(*) FROM \"draft\"")?.int(0) }
        #expect(left == 0)
    }

    private func export(_ member: ID<Member>, _ queue: Queue) async throws -> MemberExport? {
        try await queue.database.export(member, by: "operator", now: Fixture.start)
    }

    @Test func `an erasure cut short by a crash is finished at the next start`() async throws {
        let fixture = try Fixture()
        let (gone, _) = try await scene(fixture)
        _ = try await fixture.database.moveMemberKeys()
        try await fixture.database.writer.write { try Database.anonymise(gone.rawValue, $0) }
        #expect(try fixture.database.members.file.key(of: gone.rawValue) != nil)

        try await fixture.database.finishErasures()

        #expect(try fixture.database.members.file.key(of: gone.rawValue) == nil)
    }

    @Test func `a record that a power cut left half-written is mended and no destroyed key`() async throws {
        let fixture = try Fixture()
        let member: Int64 = 77
        let url = fixture.folder.appendingPathComponent("half.keys")
        let key = Data(repeating: 5, count: 60)
        let name = withUnsafeBytes(of: UInt64(bitPattern: member).littleEndian) { Data($0) }
        for kept in [0, 20] {
            try (name + key.prefix(kept) + Data(repeating: 0, count: 60 - kept)).write(to: url)

            try MemberKeyFile(url).add([(member: member, wrapped: key)])

            #expect(try MemberKeyFile(url).key(of: member) == key)
            #expect(try Data(contentsOf: url).count == 68)
        }
        try MemberKeyFile(url).erase(member)
        try MemberKeyFile(url).add([(member: member, wrapped: key)])
        #expect(try MemberKeyFile(url).key(of: member) == nil)
        #expect(try Data(contentsOf: url).count == 68)
    }

    @Test func `a torn end of the key file is cut off and its keys are moved again`() async throws {
        let fixture = try Fixture()
        let (gone, _) = try await scene(fixture)
        let url = fixture.folder.appendingPathComponent("torn.keys")
        try Data(repeating: 7, count: 68 + 31).write(to: url)

        let file = try MemberKeyFile(url)
        try file.add([(member: gone.rawValue, wrapped: Data(repeating: 1, count: 60))])

        #expect(try file.key(of: gone.rawValue) == Data(repeating: 1, count: 60))
        #expect(try Data(contentsOf: url).count == 136)
    }

    @Test func `sensitive texts go after thirty days, ordinary ones after ninety, and none of an open case`()
        async throws
    {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        var cases: [Severity: Escalation] = [:]
        for severity in [Severity.s1, .s2] {
            let open = try await fixture.openCase(severity)
            cases[severity] = try await fixture.database.change(
                open.id,
                .resolve(followUp: .checkIn, reason: nil),
                by: owner,
                scope: .all,
                version: open.version,
                now: Fixture.start
            )
        }
        let open = try await fixture.openCase(.s1)
        func readable(after days: Double) async throws -> [Bool] {
            let now = Fixture.start.addingTimeInterval(days * 86400)
            while try await fixture.database.forget(Retention(), now: now) > 0 {}
            var found: [Bool] = []
            for escalation in [cases[.s1], cases[.s2], open].compactMap({ $0 }) {
                let known = try await fixture.database.escalation(escalation.id, scope: .all)
                found.append(known?.messages.contains { !$0.text.isEmpty } ?? false)
            }
            return found
        }

        #expect(try await readable(after: 29) == [true, true, true])
        #expect(try await readable(after: 31) == [false, true, true])
        #expect(try await readable(after: 91) == [false, false, true])
    }
}
