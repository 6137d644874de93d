import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// Who was told what, and putting it right: once a room, once a person, by two people (F12).
struct CorrectionStoreTests {
    @Test func `who was told is known with place, time and version (F12)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")
        try await fixture.answer("u-2", posted: "bot-2", visibility: .private)

        let told = try await fixture.database.told("quarantine", before: nil, limit: 9)

        #expect(told.map(\.version) == ["v1", "v1"] && told.map(\.visibility) == [.private, .group])
        #expect(told.allSatisfy { $0.at == Fixture.start && !$0.isCorrected })
        #expect(try await fixture.database.told("quarantine", before: told[0].delivery, limit: 9).count == 1)
    }

    @Test func `a correction goes once to each room as a reply, and to each person told in private (F12)`() async throws
    {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")
        try await fixture.answer("u-2", posted: "bot-2", language: .english)
        try await fixture.answer("u-3", posted: "bot-3", visibility: .private)
        try await fixture.answer("u-4", posted: "bot-4", room: "asia")
        let correction = try await fixture.draft()

        try await fixture.send(correction, by: "chen")

        let sent = try await fixture.corrections()
        #expect(sent.map(\.room.name).sorted() == ["asia", "europe", "europe"])
        let europe = try #require(sent.first { $0.room.name == "europe" && $0.visibility == .group })
        #expect(europe.inReplyTo == "bot-2" && europe.text.exposed == "七天\n\nSeven days")
        let alone = try #require(sent.first { $0.visibility == .private })
        #expect(alone.recipient?.platformID.exposed == "u-3" && alone.inReplyTo == "bot-3")
        #expect(try await fixture.database.corrections(of: "quarantine").map(\.sentTo) == [3])
        #expect(try await fixture.database.told("quarantine", before: nil, limit: 9).allSatisfy(\.isCorrected))
    }

    @Test func `what was put right is not put right again, by another correction or the same (F12)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")
        let (first, second) = (try await fixture.draft(), try await fixture.draft())
        try await fixture.send(first, by: "chen")

        await #expect(throws: CorrectionRefusal.illegal(from: .sent)) { try await fixture.send(first, by: "chen") }
        try await fixture.send(second, by: "chen")

        #expect(try await fixture.corrections().count == 1)
    }

    @Test func `of many who send at once one does (F12)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")
        let correction = try await fixture.draft()

        await withDiscardingTaskGroup { tasks in
            for number in 0..<32 { tasks.addTask { try? await fixture.send(correction, by: "chen-\(number)") } }
        }

        #expect(try await fixture.corrections().count == 1)
    }

    @Test func `nobody sends their own, or what the entry still says (F12, F13)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1")
        let correction = try await fixture.draft()
        await #expect(throws: CorrectionRefusal.secondPersonNeeded) { try await fixture.send(correction, by: "lin") }

        try await fixture.putInForce("v1")
        await #expect(throws: CorrectionRefusal.stillInForce) { try await fixture.send(correction, by: "chen") }

        try await fixture.database.withdraw(correction, of: "quarantine", by: "lin", now: Fixture.start)
        await #expect(throws: CorrectionRefusal.illegal(from: .withdrawn)) {
            try await fixture.send(correction, by: "chen")
        }
        #expect(try await fixture.corrections().isEmpty)
    }

    @Test func `whoever was erased is not written to any more (F12)`() async throws {
        let fixture = try Fixture()
        try await fixture.answer("u-1", posted: "bot-1", visibility: .private)
        let told = try #require(try await fixture.database.told("quarantine", before: nil, limit: 9).first?.member)
        let correction = try await fixture.draft()
        _ = try await fixture.database.erase(
            told.id,
            by: "chen",
            sparing: nil,
            evenWithOpenCases: true,
            now: Fixture.start
        )

        try await fixture.send(correction, by: "chen")

        #expect(try await fixture.corrections().isEmpty)
    }
}

extension Fixture {
    fileprivate func draft() async throws -> ID<Correction> {
        let correction = Correction(
            id: database.ids.next(),
            entry: "quarantine",
            versions: ["v1"],
            texts: [.chinese: "七天", .english: "Seven days"],
            author: "lin",
            at: Self.start
        )
        try await database.keep(correction)
        return correction.id
    }

    fileprivate func send(_ id: ID<Correction>, by login: String) async throws {
        try await database.send(
            id,
            of: "quarantine",
            texts: [.chinese: "七天", .english: "Seven days"],
            by: login,
            now: Self.start
        )
    }

    /// What is due of corrections.
    fileprivate func corrections() async throws -> [Delivery] {
        try await database.claimDeliveries(.ordinary, limit: 99, excluding: [], now: Self.start)
            .filter { $0.kind == .correction }
    }

    fileprivate func putInForce(_ fingerprint: String) async throws {
        _ = try await database.changeFAQ("quarantine", now: Self.start) { _ in
            var record = FAQRecord(id: "quarantine")
            record.revision = 1
            record.latest = 1
            record.published = 1
            record.state = .published
            let version = FAQVersion(
                entry: "quarantine",
                number: 1,
                text: "十四天",
                fingerprint: fingerprint,
                author: "lin",
                at: Self.start,
                stale: []
            )
            return FAQStep(record: record, version: version, move: .publish, actor: "chen")
        }
    }
}
