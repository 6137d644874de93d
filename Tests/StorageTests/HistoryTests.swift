import Foundation
import MutualAid
import Testing

@testable import Storage

struct HistoryTests {
    @Test func `the state rebuilt from events is the state in the tables (E19)`() async throws {
        let fixture = try Fixture()
        let owner = try await fixture.addStaff()
        var random = SystemRandomNumberGenerator()
        for step in 0..<150 {
            let now = Fixture.start.addingTimeInterval(Double(step))
            try await act(Int.random(in: 0..<8, using: &random), step, owner, now, fixture)
        }

        let rebuilt = StateFromEvents(try await fixture.database.events(after: 0, limit: 100_000))

        try await expectTables(of: fixture, toBe: rebuilt)
    }

    @Test func `events can be neither changed nor deleted`() async throws {
        let fixture = try Fixture()
        try await fixture.receive()

        for sql in ["UPDATE \"event\" SET \"actor\" = 'x'", "DELETE FROM \"event\""] {
            await #expect(throws: (any Error).self) {
                _ = try await fixture.database.writer.write { try $0.execute(sql) }
            }
        }
    }

    @Test func `a backup is opened and counted, and restored with its outbox held`() async throws {
        let fixture = try Fixture()
        try await fixture.receive("要备份的话")
        try await fixture.settle(try await fixture.claim(), escalation: .test(.s2))
        let file = fixture.folder.appendingPathComponent("copy.sqlite")
        let report = try await fixture.database.backUp(to: file, now: Fixture.start)
        #expect((report.messages, report.escalations) == (1, 1))
        try await fixture.close()

        _ = try await Database.restore(
            file,
            to: fixture.folder.appendingPathComponent("huzhu.sqlite"),
            keyFile: fixture.folder.appendingPathComponent("master.key"),
            now: Fixture.start
        )

        let restored = try Fixture.open(fixture.folder)
        #expect(try await restored.deliveryCounts() == [.held: 1])
        #expect(try await restored.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start).isEmpty)
        #expect(try await restored.releaseHeld(now: Fixture.start) == 1)
        let due = try await restored.claimDeliveries(.ordinary, limit: 9, excluding: [], now: Fixture.start)
        #expect(due.map(\.text.exposed) == ["答复"])
        try await restored.close()
    }

    @Test func `a restore is refused while the data are in use`() async throws {
        let fixture = try Fixture()
        let file = fixture.folder.appendingPathComponent("copy.sqlite")
        _ = try await fixture.database.backUp(to: file, now: Fixture.start)

        await #expect(throws: DatabaseRefusal.locked) {
            _ = try await Database.restore(
                file,
                to: fixture.folder.appendingPathComponent("huzhu.sqlite"),
                keyFile: fixture.folder.appendingPathComponent("master.key"),
                now: Fixture.start
            )
        }
    }

    @Test func `a torn or foreign backup is refused`() async throws {
        let fixture = try Fixture()
        for number in 0..<50 { try await fixture.receive(by: "u-\(number)") }
        let file = fixture.folder.appendingPathComponent("copy.sqlite")
        _ = try await fixture.database.backUp(to: file, now: Fixture.start)
        try await fixture.close()
        let sound = try Data(contentsOf: file)

        for damage in [
            Data("no database".utf8), sound.prefix(sound.count / 2),
            Data(sound.prefix(4096) + Data(count: sound.count - 4096)),
        ] {
            let torn = fixture.folder.appendingPathComponent("torn.sqlite")
            try Data(damage).write(to: torn)
            await #expect(throws: DatabaseRefusal.self) {
                _ = try await Database.restore(
                    torn,
                    to: fixture.folder.appendingPathComponent("huzhu.sqlite"),
                    keyFile: fixture.folder.appendingPathComponent("master.key"),
                    now: Fixture.start
                )
            }
        }
    }

    @Test func `the chat shows a room's lines, and private ones to their member only`() async throws {
        let fixture = try Fixture()
        for sender in ["u-1", "u-2"] {
            try await fixture.receive("群里说", by: sender)
            try await fixture.settle(
                try await fixture.claim(),
                replies: [Reply(kind: .answer, visibility: .private, text: PrivateText("给\(sender)"))]
            )
            for delivery in try await fixture.database.claimDeliveries(
                .ordinary,
                limit: 9,
                excluding: [],
                now: Fixture.start
            ) {
                try await fixture.database.record(.delivered(platformMessageID: nil), of: delivery, now: Fixture.start)
            }
        }
        let first = try await fixture.database.member(connection: "gateway", platformID: "u-1")

        let seen = try await fixture.database.history(
            of: Room(connection: "gateway", name: "europe"),
            for: first?.id,
            limit: 50
        )

        #expect(seen.filter { $0.visibility == .private }.map(\.text.exposed) == ["给u-1"])
        #expect(seen.filter { $0.visibility == .group }.count == 2)
    }

    private func act(
        _ choice: Int,
        _ step: Int,
        _ owner: Escalation.Owner,
        _ now: Date,
        _ fixture: Fixture
    ) async throws {
        let database = fixture.database
        let lease = Lease(ordinary: 20, s0: 10)
        switch choice {
        case 0, 1, 2:
            try await fixture.receive(by: "u-\(step % 5)", at: now)
            guard let burst = try await database.claimBursts(.ordinary, limit: 1, now: now).first else { return }
            try await fixture.settle(burst, escalation: step % 2 == 0 ? .test(step % 3 == 0 ? .s0 : .s2) : nil, at: now)
        case 3, 4:
            for delivery in try await database.claimDeliveries(.ordinary, limit: 3, excluding: [], now: now) {
                let result: RecordedResult =
                    step % 3 == 0
                    ? .abandoned(.expired)
                    : step % 3 == 1 ? .waiting(until: now, cause: .timedOut) : .delivered(platformMessageID: nil)
                try await database.record(result, of: delivery, now: now)
            }
        case 5: _ = try await database.claimNext(by: owner, scope: .all, lease: lease, now: now)
        case 6: _ = try await database.returnExpiredClaims(now: now)
        default:
            for escalation in try await database.escalations(in: .claimed, scope: .all, after: nil, limit: 2).items {
                let move: EscalationChange =
                    step % 2 == 0 ? .answer(texts: ["": "好"], .private) : .resolve(followUp: .checkIn, reason: nil)
                _ = try await database.change(
                    escalation.id,
                    move,
                    by: owner,
                    scope: .all,
                    version: escalation.version,
                    now: now
                )
            }
        }
    }

    private func expectTables(of fixture: Fixture, toBe rebuilt: StateFromEvents) async throws {
        let rows = try await fixture.database.engine.read { database in
            (
                try database.query("SELECT \"id\", \"state\" FROM \"message\""),
                try database.query("SELECT \"id\", \"state\" FROM \"delivery\""),
                try database.query(
                    "SELECT \"id\", \"state\", \"severity\", \"desk\", \"owner\", \"line\", \"mergedInto\" FROM \"escalation\""
                )
            )
        }
        #expect(rows.0.count > 10 && rows.1.count > 10 && rows.2.count > 3)
        #expect(
            rebuilt.messages
                == Dictionary(uniqueKeysWithValues: rows.0.map { (ID(rawValue: $0.integer(0)), $0.text(1)) })
        )
        #expect(
            rebuilt.deliveries
                == Dictionary(uniqueKeysWithValues: rows.1.map { (ID(rawValue: $0.integer(0)), $0.text(1)) })
        )
        #expect(
            rebuilt.escalations
                == Dictionary(
                    uniqueKeysWithValues: rows.2.map { row in
                        var known = StateFromEvents.Case(
                            state: row.text(1),
                            severity: row.text(2),
                            desk: row.text(3),
                            owner: row.optionalText(4)
                        )
                        known.line = row.int(5)
                        known.mergedInto = row.optionalInteger(6).map { "\(ID<Escalation>(rawValue: $0))" }
                        return (ID(rawValue: row.integer(0)), known)
                    }
                )
        )
    }
}
