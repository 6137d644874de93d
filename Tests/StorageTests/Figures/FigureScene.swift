import Comprehension
import Foundation
import MutualAid

@testable import Storage

/// Days of made-up traffic, the same for the same seed: who asks what where, and what comes of it.
struct FigureScene {
    static let groups = ["africa", "asia", "europe"]
    let fixture: Fixture
    var database: Database { fixture.database }

    /// So many things are said, some in two lines.
    static func generated(seed: UInt64, questions: Int) async throws -> FigureScene {
        let scene = FigureScene(fixture: try Fixture())
        let person = try await scene.fixture.addStaff()
        var chance = Chance(state: seed)
        for _ in 0..<questions { try await scene.ask(person, &chance) }
        return scene
    }

    private func ask(_ person: Escalation.Owner, _ chance: inout Chance) async throws {
        // Five days around the fixture's, so that some fall out of any window of five.
        let at = Fixture.start.addingTimeInterval(Double(chance.below(6 * 86400)) - 3 * 86400)
        let (sender, group) = (UUID().uuidString, Self.groups[chance.below(3)])
        for _ in 0...chance.below(2) { try await receive(by: sender, in: group, at: at) }
        let burst = try await fixture.claim(at: at)
        let labels = Label.allCases.filter { _ in chance.below(5) == 0 }
        let way = chance.below(6)
        let id = try await settle(burst, labels.isEmpty ? [.chatter] : labels, way, &chance)
        guard way >= 2 else { return }
        var now = at.addingTimeInterval(Double(60 + chance.below(7200)))
        func make(_ change: EscalationChange) async throws {
            let known = try await database.escalation(id, scope: .all)
            _ = try await database.change(
                id,
                change,
                by: person,
                scope: .all,
                version: known?.version,
                now: now
            )
            now.addTimeInterval(600)
        }
        switch way {
        case 3:
            try await make(.claim(Lease(ordinary: 900, s0: 300, capacity: nil)))
            try await make(.answer(texts: ["": "您好"], .private))
        case 4:
            try await make(.claim(Lease(ordinary: 900, s0: 300, capacity: nil)))
            try await make(.resolve(followUp: nil, reason: nil))
        case 5: try await make(.discard(reason: "广告"))
        default: break
        }
    }

    private func receive(by sender: String, in group: String, at: Date) async throws {
        let message = IncomingMessage(
            room: Room(connection: "gateway", name: group),
            group: group,
            platformID: UUID().uuidString,
            sender: Sender(platformID: PrivateText(sender), name: "小陈"),
            text: "回国要隔离几天?",
            sentAt: at
        )
        try await fixture.receive(.messageCreated(message), at: at)
    }

    /// Nothing is done (0), an entry answers (1), or a person gets it.
    private func settle(
        _ burst: Burst,
        _ labels: [Label],
        _ way: Int,
        _ chance: inout Chance
    ) async throws -> ID<Escalation> {
        var decision = Decision()
        if way == 1 {
            let entry = ["masks", "visa"][chance.below(2)]
            decision.replies = [Reply(kind: .answer, visibility: .private, text: "答复")]
            decision.answered = AnsweredEntry(entry: entry, version: "v1", language: .chinese, probability: 0.9)
        } else if way >= 2 {
            let desk = [Desk.counselors, .information][chance.below(2)]
            decision.escalation = .test([Severity.s2, .s3][chance.below(2)], desk)
        }
        let (id, at) = (database.ids.next(Escalation.self), burst.messages[0].receivedAt)
        _ = try await database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .about(labels), knowledge: "test", at: at),
                state: .settled,
                country: nil,
                at: at,
                escalation: id,
                dutyLine: nil
            )
        )
        return id
    }
}

extension Understanding {
    fileprivate static func about(_ labels: [Label]) -> Understanding {
        Understanding(
            language: .chinese,
            labels: Dictionary(uniqueKeysWithValues: Label.allCases.map { ($0, 0.5) }),
            decided: labels,
            dangerSigns: [],
            candidates: [],
            zone: .escalate,
            thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 1, ask: 1),
            countries: [],
            isQuestion: true,
            isComplete: true
        )
    }
}

/// Numbers that are the same for the same seed.
private struct Chance {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
