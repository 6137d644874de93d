import Foundation
import MutualAid
import Testing

@testable import Comprehension
@testable import Storage

/// Whatever is done to cases, in whatever order, their events alone tell how they stand (criterion E19).
struct RandomHistoryTests {
    /// How many histories share a database, one after the other, and how many databases are at work at once.
    private static let together = 20
    private static let atOnce = 4
    private static let steps = 30

    @Test func `whatever people, members and the clock do, events alone tell the state of every case (E19)`()
        async throws
    {
        let batches = Queue.rounds(10_000, daily: 40) / Self.together
        let states = try await withThrowingTaskGroup(of: Set<String>.self) { group in
            var (begun, states) = (0, Set<String>())
            while begun < min(Self.atOnce, batches) {
                begun += 1
                group.addTask { [begun] in try await live(batch: begun) }
            }
            while let seen = try await group.next() {
                states.formUnion(seen)
                guard begun < batches else { continue }
                begun += 1
                group.addTask { [begun] in try await live(batch: begun) }
            }
            return states
        }

        #expect(states.isSuperset(of: Escalation.State.allCases.map(\.rawValue)))
    }

    /// Histories in one database, each with members of its own; compares rows and events in the end, and tells the
    /// states that were seen.
    private func live(batch: Int) async throws -> Set<String> {
        let queue = try Queue()
        let people = [try await queue.fixture.addStaff(), try await queue.fixture.addStaff("other")]
        var random = SplitMix(seed: UInt64(batch))
        var at: TimeInterval = 0
        for number in 0..<Self.together {
            let members = (0..<3).map { "u-\(number)-\($0)" }
            for (index, member) in members.enumerated() {
                try await queue.write(member, index == 0 ? .s0 : .s2, after: at)
            }
            let ids = try await newest(3, queue)
            for _ in 0..<Self.steps {
                at += [60, 400, 4000, 100_000].randomElement(using: &random) ?? 60
                try await step(queue, members, ids, people, at, &random)
            }
        }
        try await compare(queue)
        return Set(try await queue.database.events(after: 0, limit: 1_000_000).compactMap(\.state))
    }

    /// One thing that somebody does, legal or not.
    private func step(
        _ queue: Queue,
        _ members: [String],
        _ ids: [ID<Escalation>],
        _ people: [Escalation.Owner],
        _ at: TimeInterval,
        _ random: inout SplitMix
    ) async throws {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: try await queue.write(members.randomElement(using: &random) ?? members[0], after: at)
        case 1: try await queue.pass(at)
        case 2: try await answerInGroup(queue, ids.randomElement(using: &random) ?? ids[0], at)
        default:
            let known = try await queue.read(ids.randomElement(using: &random) ?? ids[0])
            let moves = known.state.moves.sorted { $0.rawValue < $1.rawValue }
            guard let move = moves.randomElement(using: &random), let person = people.randomElement(using: &random),
                let other = ids.randomElement(using: &random)
            else { return }
            do {
                try await queue.make(change(move, at, other), known.id, by: person, after: at)
            } catch is EscalationConflict {
                // Refused is as good as any: nothing was written.
            }
        }
    }

    /// A listed person answers where everybody sees it.
    private func answerInGroup(_ queue: Queue, _ id: ID<Escalation>, _ at: TimeInterval) async throws {
        try await queue.database.writer.write { [database = queue.database] connection in
            guard let known = try database.find(id, .all, connection),
                known.state.successors.contains(.answeredInGroup), known.severity > .s1
            else { return }
            try EscalationStep(
                store: database,
                database: connection,
                known: known,
                actor: .member,
                now: Fixture.start.addingTimeInterval(at)
            ).noteAnswerInGroup()
        }
    }

    private func newest(_ count: Int, _ queue: Queue) async throws -> [ID<Escalation>] {
        try await queue.database.engine.read { database in
            try database.query("SELECT \"id\" FROM \"escalation\" ORDER BY \"id\" DESC LIMIT ?", SQLValue(count))
                .map { ID(rawValue: $0.integer(0)) }
        }
    }

    private func compare(_ queue: Queue) async throws {
        let events = try await queue.database.events(after: 0, limit: 1_000_000)
        let rebuilt = StateFromEvents(events)
        let rows = try await queue.database.engine.read { database in
            try database.query(
                "SELECT \"id\", \"state\", \"severity\", \"desk\", \"owner\", \"line\", \"mergedInto\" FROM \"escalation\""
            )
        }
        #expect(rows.count == rebuilt.escalations.count)
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
