import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// Entries on disk: one step a transaction, versions that are never changed, events that tell the state.
struct FAQStoreTests {
    @Test func `a step is written whole and read back as it was`() async throws {
        let fixture = try Fixture()
        var record = FAQRecord(id: "masks")
        record.revision = 1
        record.latest = 1
        record.goLiveAt = Fixture.start
        let version = Self.version(1, "隔离\r\n十四天")

        let written = try await fixture.database.changeFAQ("masks", now: Fixture.start) { [record] known in
            #expect(known == nil)
            return FAQStep(record: record, version: version, move: .save, actor: "lin")
        }

        #expect(written == FAQHistory(record: record, versions: [version]))
        #expect(try await fixture.database.faqHistory("masks") == written)
        #expect(try await fixture.database.faqHeads() == [try #require(written)])
    }

    @Test func `a rule that refuses leaves nothing behind`() async throws {
        let fixture = try Fixture()

        await #expect(throws: FAQConflict.notFound) {
            try await fixture.database.changeFAQ("masks", now: Fixture.start) { _ in throw FAQConflict.notFound }
        }

        #expect(try await fixture.database.faqHistory("masks") == nil)
        #expect(try await fixture.database.events(after: 0, limit: 10).isEmpty)
    }

    @Test func `a version is never changed and never deleted`() async throws {
        let fixture = try Fixture()
        try await fixture.save(1)

        await #expect(throws: (any Error).self) {
            try await fixture.database.writer.write { try $0.execute("UPDATE \"faqVersion\" SET \"text\" = 'x'") }
        }
        await #expect(throws: (any Error).self) {
            try await fixture.database.writer.write { try $0.execute("DELETE FROM \"faqVersion\"") }
        }
    }

    @Test func `of many who saw the same version one is taken (F13)`() async throws {
        let fixture = try Fixture()
        try await fixture.save(1)

        let taken = await withTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<64 {
                tasks.addTask { (try? await fixture.save(2, seeing: 1)) != nil }
            }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }

        #expect(taken == 1)
        #expect(try await fixture.database.faqHistory("masks")?.versions.count == 2)
    }

    @Test func `events alone tell each entry's state`() async throws {
        let fixture = try Fixture()
        try await fixture.save(1)
        try await fixture.save(2, seeing: 1)

        let events = try await fixture.database.events(after: 0, limit: 10)

        #expect(events.map(\.kind) == [.faqSaved, .faqSaved])
        #expect(StateFromEvents(events).entries == ["masks": "draft"])
    }

    fileprivate static func version(_ number: Int, _ text: String) -> FAQVersion {
        FAQVersion(
            entry: "masks",
            number: number,
            text: text,
            fingerprint: "abc",
            author: "lin",
            at: Fixture.start,
            stale: [.english]
        )
    }
}

extension Fixture {
    fileprivate func save(_ number: Int, seeing seen: Int? = nil) async throws {
        _ = try await database.changeFAQ("masks", now: Self.start) { known in
            if let seen, let known, known.record.revision != seen { throw FAQConflict.stale(known) }
            var record = known?.record ?? FAQRecord(id: "masks")
            record.revision += 1
            record.latest = number
            let version = FAQStoreTests.version(number, "\(number)")
            return FAQStep(record: record, version: version, move: .save, actor: "lin")
        }
    }
}
