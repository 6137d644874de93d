import Foundation
import MutualAid
import Testing

@testable import Storage

struct MachineTests {
    @Test(arguments: Escalation.State.allCases)
    func `every move from every state is made where it is legal, else refused and nothing written (E19)`(
        state: Escalation.State
    ) async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        for move in Escalation.Move.allCases {
            let opened = try await queue.fixture.openCase()
            try await queue.lead(opened.id, to: state, by: owner)
            let before = try await queue.read(opened.id)
            try #require(before.state == state)
            let other = try await queue.fixture.openCase()

            let after: Escalation?
            do {
                after = try await queue.make(try change(move, queue, other.id), opened.id, by: owner)
            } catch EscalationConflict.illegal(let from, let legal) {
                #expect(from == state && legal == state.successors)
                after = nil
            } catch EscalationConflict.stale {
                after = nil
            }

            let isOwn = move == .accept || move == .claim && state == .claimed
            #expect((after != nil) == (state.moves.contains(move) && !isOwn), "\(move) from \(state)")
            guard let after else {
                #expect(try await queue.read(opened.id).version == before.version)
                continue
            }
            #expect(move.targets.isEmpty ? after.state == state : move.targets.contains(after.state))
            #expect(after.state == state || state.successors.contains(after.state))
            #expect(after.events.last.map { $0.state == after.state.rawValue } == true || move == .draft)
        }
    }

    private func change(
        _ move: Escalation.Move,
        _ queue: Queue,
        _ other: ID<Escalation>
    ) throws -> EscalationChange {
        switch move {
        case .claim: .claim(queue.lease)
        case .release: .release
        case .takeOver: .takeOver(queue.lease, reason: "换班")
        case .answer: .answer(texts: ["": "您好"], .private)
        case .askMember: .askMember(texts: ["": "您在哪里?"], .private)
        case .note: .note("记一笔")
        case .draft: .draft("草稿")
        case .transfer: .transfer(desk: .information, login: nil, note: "请看")
        case .accept: .accept
        case .decline: .decline
        case .snooze: .snooze(until: Fixture.start.addingTimeInterval(3600), reason: "等")
        case .wake: .wake
        case .merge: .merge(into: other)
        case .unmerge: .unmerge
        case .reopen: .reopen
        case .resolve: .resolve(followUp: nil, reason: nil)
        case .discard: .discard(reason: "广告")
        }
    }
}
