import Foundation
import MutualAid
import Testing

@testable import Comprehension
@testable import Storage

struct RandomHistoryTests {
    @Test func `whatever people, members and the clock do, events alone tell the state of every case (E19)`()
        async throws
    {
        let queue = try Queue()
        let people = [try await queue.fixture.addStaff(), try await queue.fixture.addStaff("other")]
        var random = SplitMix(seed: 20_200_317)
        for number in 0..<12 { try await queue.write("u-\(number)", number % 4 == 0 ? .s0 : .s2) }
        for step in 1...600 {
            let all = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 200).items
            let at = Double(step) * 400
            switch Int.random(in: 0..<8, using: &random) {
            case 0: try await queue.write("u-\(Int.random(in: 0..<12, using: &random))", after: at)
            case 1: try await queue.pass(at)
            default:
                guard let known = all.randomElement(using: &random),
                    let move = known.state.moves.sorted(by: { $0.rawValue < $1.rawValue }).randomElement(
                        using: &random
                    ),
                    move != .merge || step % 6 == 0,
                    let other = all.randomElement(using: &random), let person = people.randomElement(using: &random)
                else { continue }
                do {
                    try await queue.make(change(move, at, other.id), known.id, by: person, after: at)
                } catch is EscalationConflict {
                    // Refused is as good as any: nothing was written.
                }
            }
        }

        let events = try await queue.database.events(after: 0, limit: 1_000_000)
        let rebuilt = StateFromEvents(events)

        let rows = try await queue.database.engine.read { database in
            try database.query(
                "SELECT \"id\", \"state\", \"severity\", \"desk\", \"owner\", \"line\", \"mergedInto\" FROM \"escalation\""
            )
        }
        for row in rows {
            var known = StateFromEvents.Case(
                state: row.text(1),
                severity: row.text(2),
                desk: row.text(3),
                owner: row.optionalText(4)
            )
            known.line = row.int(5)
            known.mergedInto = row.optionalInteger(6).map { "\(ID<Escalation>(rawValue: $0))" }
            #expect(rebuilt.escalations[ID(rawValue: row.integer(0))] == known)
        }
        #expect(Set(events.filter { $0.state != nil }.compactMap(\.state)).count > 8)
    }

    private func change(_ move: Escalation.Move, _ at: TimeInterval, _ other: ID<Escalation>) -> EscalationChange {
        let lease = Lease(ordinary: 900, s0: 300)
        return switch move {
        case .claim: .claim(lease)
        case .release: .release
        case .takeOver: .takeOver(lease, reason: "换班")
        case .answer: .answer(texts: ["": "您好"], .private)
        case .askMember: .askMember(texts: ["": "您在哪里?"], .private)
        case .note: .note("记一笔")
        case .draft: .draft("草稿")
        case .transfer: .transfer(desk: .information, login: nil, note: "")
        case .accept: .accept
        case .decline: .decline
        case .snooze: .snooze(until: Fixture.start.addingTimeInterval(at + 3600), reason: "等")
        case .wake: .wake
        case .merge: .merge(into: other)
        case .unmerge: .unmerge
        case .reopen: .reopen
        case .resolve: .resolve(followUp: EscalationChange.FollowUp.none, reason: nil)
        case .discard: .discard(reason: "广告")
        }
    }
}
