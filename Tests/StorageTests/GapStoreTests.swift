import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// Questions that no entry answered: when they count, how they come together, and how they are done with (F14, F16).
struct GapStoreTests {
    @Test func `only a question that was looked for and not found is a miss (F14, F16)`() async throws {
        let fixture = try Fixture()
        for reason in [Reason.knowledgeUnavailable, .entryNotValidToday, .leansOnContext, .answered, .onlyRemark] {
            try await fixture.asks("第\(reason.rawValue)个", because: reason)
        }
        #expect(try await fixture.database.gaps(limit: 9).isEmpty)

        try await fixture.asks("孩子的网课怎么报名?")

        let gaps = try await fixture.database.gaps(limit: 9)
        #expect(gaps.map(\.asked) == [1] && gaps.map(\.groups) == [["europe"]] && gaps.map(\.languages) == [["zh"]])
    }

    @Test func `a question asked back with titles is no miss (F14)`() async throws {
        let fixture = try Fixture()
        try await fixture.asks("网课?", choice: ["quarantine"])
        #expect(try await fixture.database.gaps(limit: 9).isEmpty)
    }

    @Test func `one member fills no list: five a day count (F14)`() async throws {
        let fixture = try Fixture()
        for number in 0..<8 { try await fixture.asks("问题\(number)?", by: "u-1") }
        try await fixture.asks("问题九?", by: "u-1", at: Fixture.start + 86401)

        #expect(try await fixture.database.gaps(limit: 99).count == 6)
    }

    @Test func `the same words go where they went, and what is dismissed stays dismissed (F14)`() async throws {
        let fixture = try Fixture()
        try await fixture.asks("网课怎么报名?", by: "u-1")
        try await fixture.asks("網課怎麼報名！", by: "u-2")
        let gap = try #require(try await fixture.database.gaps(limit: 9).first)
        #expect((gap.asked, gap.members) == (2, 2))

        #expect(try await fixture.database.dismiss(gap.id, by: "lin", now: Fixture.start))
        try await fixture.asks("网课怎么报名", by: "u-3")

        #expect(try await fixture.database.gaps(limit: 9).isEmpty)
        #expect(try await fixture.database.dismiss(ID(rawValue: 7), by: "lin", now: Fixture.start) == false)
    }

    @Test func `gaps that ask the same become one, also with one that was dismissed (F14)`() async throws {
        let fixture = try Fixture()
        try await fixture.asks("网课怎么报名?", by: "u-1")
        try await fixture.compare(areSame: true)
        let first = try #require(try await fixture.database.gaps(limit: 9).first)
        try await fixture.asks("在哪里给孩子报网课?", by: "u-2")
        #expect(try await fixture.database.gaps(limit: 9).count == 2)

        try await fixture.compare(areSame: true)
        let joined = try await fixture.database.gaps(limit: 9)
        #expect(joined.map(\.id) == [first.id] && joined.map(\.asked) == [2])

        #expect(try await fixture.database.dismiss(first.id, by: "lin", now: Fixture.start))
        try await fixture.asks("孩子上网课去哪报名?", by: "u-3")
        try await fixture.compare(areSame: true)
        #expect(try await fixture.database.gaps(limit: 9).isEmpty)
        #expect(try await fixture.database.gapsToCompare(limit: 9).isEmpty)
    }

    @Test func `gaps that ask different things stay apart (F14)`() async throws {
        let fixture = try Fixture()
        try await fixture.asks("网课怎么报名?", by: "u-1")
        try await fixture.asks("驾照过期怎么办?", by: "u-2")

        try await fixture.compare(areSame: false)

        #expect(try await fixture.database.gaps(limit: 9).count == 2)
    }

    @Test func `a miss that an entry answers now is closed, and asked again it is open again (F14)`() async throws {
        let fixture = try Fixture()
        try await fixture.asks("网课怎么报名?", by: "u-1")
        let open = try await fixture.database.openMisses(limit: 9)
        #expect(open.map(\.question.text.exposed) == ["网课怎么报名?"])

        try await fixture.database.close(open.map(\.id), answeredBy: "lessons", version: "v1", now: Fixture.start)
        #expect(try await fixture.database.gaps(limit: 9).isEmpty)

        try await fixture.asks("网课怎么报名?", by: "u-2")
        #expect(try await fixture.database.gaps(limit: 9).map(\.asked) == [1])
    }

    @Test
    func `no word of a miss stands in the database but in its message, and erasing its member takes it out (F14)`()
        async throws
    {
        let fixture = try Fixture()
        let member = try await fixture.asks("网课怎么报名?", by: "u-1")
        let words = try await fixture.database.engine.read { try $0.query("SELECT * FROM \"faqMiss\"").count }
        #expect(words == 1)
        #expect(fixture.bytes.range(of: Data("网课".utf8)) == nil)

        _ = try await fixture.database.erase(
            member,
            by: "chen",
            sparing: nil,
            evenWithOpenCases: true,
            now: Fixture.start
        )

        #expect(try await fixture.database.gaps(limit: 9).isEmpty)
    }
}

extension Fixture {
    @discardableResult
    fileprivate func asks(
        _ text: String,
        by sender: String = UUID().uuidString,
        because reason: Reason = .nothingClearedTheBar,
        choice: [String]? = nil,
        at: Date = start
    ) async throws -> ID<Member> {
        try await receive(text, by: sender, at: at)
        let burst = try await claim(at: at)
        var decision = Decision()
        decision.reasons = [reason]
        decision.choice = choice
        _ = try await database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .nothing, knowledge: "test", at: at),
                state: .settled,
                country: nil,
                at: at,
                escalation: database.ids.next(),
                dutyLine: nil
            )
        )
        return burst.member.id
    }

    /// Looks through new gaps as the keeper does.
    fileprivate func compare(areSame: Bool) async throws {
        for gap in try await database.gapsToCompare(limit: 99) {
            let older = try await database.gaps(olderThan: gap, limit: 99)
            #expect(try await database.question(of: gap) != nil)
            try await database.compared(gap, sameAs: areSame ? older.first : nil, now: Self.start)
        }
    }
}
