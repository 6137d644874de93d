import Foundation
import MutualAid

@testable import Storage

/// A fixture with the few verbs that tests of the queue are told in.
struct Queue {
    let fixture: Fixture
    let lease = Lease(ordinary: 900, s0: 300, capacity: nil)

    init() throws {
        fixture = try Fixture()
    }

    var database: Database { fixture.database }

    /// Makes one change of the case as it is now.
    @discardableResult
    func make(
        _ change: EscalationChange,
        _ id: ID<Escalation>,
        by owner: Escalation.Owner,
        after seconds: TimeInterval = 0
    ) async throws -> Escalation {
        let known = try await read(id)
        return try await database.change(
            id,
            change,
            by: owner,
            scope: .all,
            version: known.version,
            now: Fixture.start.addingTimeInterval(seconds)
        )
    }

    func read(_ id: ID<Escalation>) async throws -> Escalation {
        guard let known = try await database.escalation(id, scope: .all) else { throw Fixture.NothingDue() }
        return known
    }

    /// A case of a new member, without reading any other.
    func open(_ severity: Severity = .s2, desk: Desk = .counselors, at: Date) async throws -> ID<Escalation> {
        try await fixture.receive(by: UUID().uuidString, at: at)
        let burst = try await fixture.claim(at: at)
        let id = database.ids.next(Escalation.self)
        var decision = Decision()
        decision.escalation = .test(severity, desk)
        _ = try await database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .nothing, knowledge: "test", at: at),
                state: .settled,
                country: nil,
                at: at,
                escalation: id,
                dutyLine: nil
            )
        )
        return id
    }

    /// How often a long test tries: a part of it each day, all of it where `HUZHU_THOROUGH` is set.
    static func rounds(_ all: Int, daily: Int) -> Int {
        ProcessInfo.processInfo.environment["HUZHU_THOROUGH"] == nil ? daily : all
    }

    /// A further line of a member, settled with a request for a person.
    func write(
        _ sender: String,
        _ severity: Severity = .s2,
        desk: Desk = .counselors,
        after seconds: TimeInterval = 0
    ) async throws {
        let at = Fixture.start.addingTimeInterval(seconds)
        try await fixture.receive(by: sender, at: at)
        try await fixture.settle(
            try await fixture.claim(at: at),
            replies: [],
            escalation: .test(severity, desk),
            at: at
        )
    }

    /// Fires what is due by then, in due order.
    @discardableResult
    func pass(_ seconds: TimeInterval) async throws -> [EscalationTimer.Kind] {
        let now = Fixture.start.addingTimeInterval(seconds)
        var fired: [EscalationTimer.Kind] = []
        while true {
            let due = try await database.dueTimers(of: EscalationSchedule.kinds, now: now, limit: 1)
            guard let timer = due.first else { return fired }
            if try await database.fire(timer, now: now) { fired.append(timer.kind) }
        }
    }

    /// Puts a case in a state by the legal moves that lead there.
    func lead(_ id: ID<Escalation>, to state: Escalation.State, by owner: Escalation.Owner) async throws {
        func taken(_ change: EscalationChange) async throws {
            try await make(.claim(lease), id, by: owner)
            try await make(change, id, by: owner)
        }
        switch state {
        case .waiting: break
        case .claimed: try await make(.claim(lease), id, by: owner)
        case .answered: try await taken(.answer(texts: ["": "您好"], .private))
        case .awaitingMember: try await taken(.askMember(texts: ["": "您在哪里?"], .private))
        case .transferring: try await taken(.transfer(desk: .information, login: nil, note: ""))
        case .snoozed:
            try await taken(.snooze(until: Fixture.start.addingTimeInterval(86400), reason: "等回音"))
        case .answeredInGroup:
            _ = try await database.writer.write { [database] connection in
                guard let known = try database.find(id, .all, connection) else { return }
                let step = EscalationStep(
                    store: database,
                    database: connection,
                    known: known,
                    actor: .member,
                    now: Fixture.start
                )
                try step.noteAnswerInGroup()
            }
        case .resolved: try await taken(.resolve(followUp: nil, reason: nil))
        case .closed:
            try await taken(.resolve(followUp: nil, reason: nil))
            try await pass(49 * 3600)
        case .merged:
            let other = try await fixture.openCase()
            try await make(.merge(into: other.id), id, by: owner)
        case .discarded: try await taken(.discard(reason: "广告"))
        }
    }
}
