import Foundation
import MutualAid
import Testing

struct EscalationStateTests {
    @Test(arguments: Escalation.State.allCases)
    func `every move a person may make leads to a state the machine allows`(state: Escalation.State) {
        for move in state.moves {
            let isStaying = move.targets.isEmpty
            #expect(isStaying || !move.targets.isDisjoint(with: state.successors), "\(state) by \(move)")
        }
    }

    @Test func `every state but waiting is reached from another, and only closed is final`() {
        let reached = Escalation.State.allCases.reduce(into: Set<Escalation.State>()) {
            $0.formUnion($1.successors.subtracting([$1]))
        }

        #expect(reached == Set(Escalation.State.allCases))
        #expect(Escalation.State.allCases.filter(\.successors.isEmpty) == [.closed])
    }

    @Test(arguments: Severity.allCases)
    func `a waiting case goes to the second line at its first touch, then to the coordinators`(severity: Severity) {
        let start = Date(timeIntervalSince1970: 1_586_500_000)
        let first = schedule(.waiting, severity, line: 1, at: start).timers
        let second = schedule(.waiting, severity, line: 2, at: start).timers
        let third = schedule(.waiting, severity, line: 3, at: start).timers

        #expect(first == [.firstTouch: start.addingTimeInterval(severity.firstTouch)])
        #expect(second == [.secondTouch: start.addingTimeInterval(severity.firstTouch * 2)])
        #expect(third.isEmpty)
    }

    @Test(arguments: Severity.allCases)
    func `silence resolves an answered case after two days, never an S0 or S1`(severity: Severity) {
        let start = Date(timeIntervalSince1970: 1_586_500_000)

        let timers = schedule(.answered, severity, line: 1, at: start).timers

        #expect(timers == (severity > .s1 ? [.selfResolve: start.addingTimeInterval(48 * 3600)] : [:]))
    }

    private func schedule(
        _ state: Escalation.State,
        _ severity: Severity,
        line: Int,
        at start: Date
    ) -> EscalationSchedule {
        EscalationSchedule(
            state: state,
            severity: severity,
            line: line,
            dueAt: start.addingTimeInterval(severity.firstTouch),
            waitingSince: start,
            changedAt: start,
            leaseUntil: nil,
            transferUntil: nil,
            snoozedUntil: nil,
            followUp: nil
        )
    }
}
