import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

struct AskersTests {
    @Test func `twelve askers in five groups and two languages: one claim, at most five posts, twelve addressed`()
        async throws
    {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let cases = try await ask(queue)
        let same = SameCases(store: queue.database)
        for id in cases { try await same.join(id, by: EverythingAlike(), at: Fixture.start) }

        let waiting = try await queue.database.escalations(in: .waiting, scope: .all, after: nil, limit: 99).items
        #expect(waiting.map(\.id) == [cases[0]])
        #expect(waiting[0].course.askers.count == 12)
        try await queue.make(.claim(queue.lease), cases[0], by: owner)
        let halfway = try await queue.make(.answer(texts: ["zh": "十四天。"], .group), cases[0], by: owner)
        #expect(halfway.state == .claimed)
        #expect(halfway.events.last?.details["languages_waiting"] == "en")
        let chinese = try await posts(queue)
        let done = try await queue.make(.answer(texts: ["en": "Fourteen days."], .group), cases[0], by: owner)
        let english = try await posts(queue)

        #expect(done.state == .answered && done.course.askers.allSatisfy(\.isAnswered))
        #expect(chinese.allSatisfy { $0.text.exposed.hasSuffix("十四天。") && $0.visibility == .group })
        #expect(english.allSatisfy { $0.text.exposed.hasSuffix("Fourteen days.") })
        #expect(chinese.count + english.count <= 5)
        let addressed = (chinese + english).flatMap {
            $0.mentions.isEmpty ? ["\($0.id)"] : $0.mentions.map { "\($0.member)" }
        }
        #expect(addressed.count == 12 && Set(addressed).count == 12)
    }

    @Test func `an answer in both languages is one post where both were asked`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let cases = [try await ask(queue, "u-1", "europe", .chinese), try await ask(queue, "u-2", "europe", .english)]
        try await queue.make(.merge(into: cases[0]), cases[1], by: owner)
        try await queue.make(.claim(queue.lease), cases[0], by: owner)

        let answered = try await queue.make(
            .answer(texts: ["zh": "十四天。", "en": "Fourteen days."], .group),
            cases[0],
            by: owner
        )

        #expect(answered.state == .answered)
        let posted = try await posts(queue)
        #expect(posted.count == 1)
        #expect(posted[0].text.exposed.hasSuffix("十四天。\n\nFourteen days."))
        #expect(posted[0].mentions.count == 2)
    }

    @Test func `merged cases can be taken apart until a reply was sent (E15)`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let first = try await queue.fixture.openCase(.s3, at: Fixture.start)
        let second = try await queue.fixture.openCase(.s2, at: Fixture.start.addingTimeInterval(-60))
        try await queue.make(.merge(into: first.id), second.id, by: owner)
        let joined = try await queue.read(first.id)
        #expect((joined.severity, joined.course.waitingSince) == (.s2, second.receivedAt))
        #expect(joined.course.askers.count == 2 && joined.messages.count == 2)

        #expect(try await queue.make(.unmerge, second.id, by: owner).state == .waiting)
        try await queue.make(.merge(into: first.id), second.id, by: owner)
        try await queue.make(.claim(queue.lease), first.id, by: owner)
        try await queue.make(.answer(texts: ["": "好"], .private), first.id, by: owner)

        await #expect { try await queue.make(.unmerge, second.id, by: owner) } throws: {
            if case EscalationConflict.replySent = $0 { true } else { false }
        }
    }

    @Test func `an S0 or S1 is never merged away, nor is a question about another country`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        let ordinary = try await queue.fixture.openCase()
        for severity in [Severity.s0, .s1] {
            let urgent = try await queue.fixture.openCase(severity)
            for (guest, host) in [(urgent.id, ordinary.id), (ordinary.id, urgent.id)] {
                await #expect { try await queue.make(.merge(into: host), guest, by: owner) } throws: {
                    if case EscalationConflict.cannotMerge(.urgent) = $0 { true } else { false }
                }
            }
            let same = SameCases(store: queue.database)
            try await same.join(urgent.id, by: EverythingAlike(), at: Fixture.start)
            #expect(try await queue.read(urgent.id).state == .waiting)
        }
        let elsewhere = try await ask(queue, "u-9", "europe", .chinese, countries: ["JP"])
        await #expect { try await queue.make(.merge(into: ordinary.id), elsewhere, by: owner) } throws: {
            if case EscalationConflict.cannotMerge(.otherCountry) = $0 { true } else { false }
        }
    }

    @Test func `an asker who writes again after the answer has a case of their own`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        try await queue.write("u-1")
        try await queue.write("u-2")
        let cases = try await queue.database.escalations(in: .waiting, scope: .all, after: nil, limit: 9).items
        try await queue.make(.merge(into: cases[0].id), cases[1].id, by: owner)
        try await queue.make(.claim(queue.lease), cases[0].id, by: owner)
        try await queue.make(.answer(texts: ["": "好"], .private), cases[0].id, by: owner)

        try await queue.write("u-2", after: 600)

        let own = try await queue.read(cases[1].id)
        #expect((own.state, own.course.waitingSince) == (.waiting, Fixture.start.addingTimeInterval(600)))
        #expect(try await queue.read(cases[0].id).state == .answered)
    }

    @Test func `a line that makes a shared case urgent leaves the other askers their own`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        try await queue.write("u-1")
        try await queue.write("u-2")
        let cases = try await queue.database.escalations(in: .waiting, scope: .all, after: nil, limit: 9).items
        try await queue.make(.merge(into: cases[0].id), cases[1].id, by: owner)

        try await queue.write("u-1", .s0, after: 5)

        let urgent = try await queue.read(cases[0].id)
        #expect((urgent.severity, urgent.course.askers.count) == (.s0, 1))
        #expect(try await queue.read(cases[1].id).state == .waiting)
    }

    /// Twelve people, three of them English, spread over five groups: each group speaks one language but none both.
    private func ask(_ queue: Queue) async throws -> [ID<Escalation>] {
        var cases: [ID<Escalation>] = []
        for number in 0..<12 {
            let group = ["asia", "europe", "americas", "africa", "oceania"][number % 5]
            let language: Language = group == "oceania" || group == "africa" ? .english : .chinese
            cases.append(try await ask(queue, "u-\(number)", group, language))
        }
        return cases
    }

    private func ask(
        _ queue: Queue,
        _ sender: String,
        _ room: String,
        _ language: Language,
        countries: [String] = []
    ) async throws -> ID<Escalation> {
        try await queue.fixture.receive("回国要隔离几天?", by: sender, room: room)
        let burst = try await queue.fixture.claim()
        var decision = Decision()
        decision.escalation = .test(.s2)
        let understanding = Understanding(
            language: language,
            labels: [:],
            decided: [.policyQuestion],
            dangerSigns: [],
            candidates: [],
            zone: .escalate,
            thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 1, ask: 1),
            countries: countries,
            isQuestion: true,
            isComplete: true
        )
        let id = queue.database.ids.next(Escalation.self)
        _ = try await queue.database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: understanding, knowledge: "test", at: Fixture.start),
                state: .settled,
                country: nil,
                at: Fixture.start,
                escalation: id,
                dutyLine: nil
            )
        )
        return id
    }

    private func posts(_ queue: Queue) async throws -> [Delivery] {
        let due = try await queue.database.claimDeliveries(.ordinary, limit: 99, excluding: [], now: Fixture.start)
        for delivery in due {
            try await queue.database.record(.delivered(platformMessageID: nil), of: delivery, now: Fixture.start)
        }
        return due
    }
}

/// A likeness that finds every two questions the same.
struct EverythingAlike: Likeness {
    func prepared(_ text: String) -> ComparedText { ComparedText(text) }
    func probability(_ first: ComparedText, _ second: ComparedText) -> Double { 0.99 }
}
