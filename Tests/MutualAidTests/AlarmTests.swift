@testable import Comprehension
import Foundation
import Logging
import MutualAid
import Synchronization
import Testing

/// When people are called for a case nobody claims (E14), and that no fault keeps them from being called.
struct AlarmTests {
    private static let start = Scene.now

    @Test func `S0 is called at once, at 60 s, another way at 2 min, second line at 5, all at 10 and every 10`() throws
    {
        let ladder = try #require(AlarmLadder(.s0))

        #expect((0..<8).map { ladder.rung($0).after } == [0, 60, 120, 300, 600, 1200, 1800, 2400])
        #expect(!ladder.rung(1).ways.contains(.email) && ladder.rung(2).ways.contains(.email))
        #expect(ladder.rung(3).audiences.contains(.secondLine) && ladder.rung(3).audiences.contains(.coordinators))
        #expect(ladder.rung(7).audiences.contains(.everybodyOnDuty))
    }

    @Test func `S1 calls the second line at 30 min and the coordinators at 60, S2 and S3 call nobody`() throws {
        let ladder = try #require(AlarmLadder(.s1))

        #expect((0..<4).map { ladder.rung($0).after } == [0, 1800, 3600, 7200])
        #expect(ladder.rung(1).audiences.contains(.secondLine) && ladder.rung(2).audiences.contains(.coordinators))
        #expect(AlarmLadder(.s2) == nil && AlarmLadder(.s3) == nil)
    }

    @Test func `after a standstill every rung still fires once, and missed repeats are not made up for`() throws {
        let ladder = try #require(AlarmLadder(.s0))
        let late = Self.start.addingTimeInterval(7300)

        var number = 0
        var fired: [Int] = []
        while ladder.dueAt(number, receivedAt: Self.start) <= late {
            fired.append(number)
            number = ladder.next(after: number, receivedAt: Self.start, now: late)
        }

        #expect(fired == [0, 1, 2, 3, 4])
        #expect(ladder.dueAt(number, receivedAt: Self.start) == Self.start.addingTimeInterval(7800))
    }

    @Test func `a rung calls each person once, and the duty room where nobody can be reached in private`() throws {
        let person = RosterTests.person(zone: "UTC", shifts: [])
        let duty = Duty(roster: Roster(people: [person]), overrides: [], staff: [DutyTests.staff()])
        let alarm = Self.alarm(1, rung: 2)

        let call = Self.caller.call(for: alarm, try #require(AlarmLadder(.s0)).rung(3), duty, Self.start)

        #expect(call.people == 1 && call.chats.isEmpty && call.emails.isEmpty)
        #expect(call.room == Room(connection: "gateway", name: "duty"))
    }

    /// 10,000 faults: the store fails before or after its commit, or the staff cannot be read.
    @Test func `no alarm is missed and none fires twice in ten thousand faults`() async throws {
        let clock = Mutex(Self.start)
        let store = FaultyAlarms(count: 400, start: Self.start, faults: 10_000)
        let service = AlarmService(
            store: store,
            caller: Self.caller,
            duty: { _ in
                try store.perhapsFail()
                return Duty(roster: .empty, overrides: [], staff: [DutyTests.staff(roles: [.coordinator])])
            },
            now: { clock.withLock { $0 } },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            waitForWork: { _ in }
        )

        while clock.withLock({ $0 }) < Self.start.addingTimeInterval(3600) || store.faultsLeft > 0 {
            let next = await service.fireDue()
            clock.withLock { $0 = max($0.addingTimeInterval(0.05), next) }
        }

        let hours = clock.withLock { $0 }.timeIntervalSince(Self.start)
        #expect(store.faultsLeft == 0)
        for (_, rungs) in store.fired {
            let expected = (0..<1000).filter { (AlarmLadder(.s0)?.rung($0).after ?? 0) < hours - 30 }
            #expect(Set(expected).isSubset(of: rungs) && Set(rungs).count == rungs.count)
        }
        #expect(store.fired.count == 400)
    }

    static let caller = AlarmCaller(
        phrases: EchoPhrases(),
        groups: Groups([]),
        dutyRoom: Room(connection: "gateway", name: "duty"),
        publicURL: "http://127.0.0.1:8080",
        sendsMail: true
    )

    static func alarm(_ id: Int64, rung: Int) -> Alarm {
        Alarm(
            escalation: ID(rawValue: id),
            severity: .s0,
            desk: .counselors,
            group: "europe",
            receivedAt: start,
            rung: rung,
            dueAt: start
        )
    }
}

/// Alarms in memory whose store breaks at random, before or after it did what was asked; it guards what fired.
private final class FaultyAlarms: AlarmStore {
    struct Fault: Error {}

    private struct State {
        var alarms: [Int64: Alarm]
        var fired: [Int64: [Int]] = [:]
        var faultsLeft: Int
        var generator = SplitMix(seed: 20_200_410)
    }

    private let state: Mutex<State>

    init(count: Int64, start: Date, faults: Int) {
        state = Mutex(
            State(
                alarms: Dictionary(uniqueKeysWithValues: (1...count).map { ($0, AlarmTests.alarm($0, rung: 0)) }),
                faultsLeft: faults
            )
        )
    }

    var fired: [Int64: [Int]] { state.withLock { $0.fired } }
    var faultsLeft: Int { state.withLock { $0.faultsLeft } }

    func perhapsFail() throws {
        let fails = state.withLock { state in
            guard state.faultsLeft > 0, Bool.random(using: &state.generator) else { return false }
            state.faultsLeft -= 1
            return true
        }
        if fails { throw Fault() }
    }

    func raiseAlarms(now: Date) async throws { try perhapsFail() }

    func dueAlarms(now: Date, limit: Int) async throws -> [Alarm] {
        try perhapsFail()
        let due = state.withLock { $0.alarms.values.filter { $0.dueAt <= now } }
        return Array(due.sorted { ($0.dueAt, $0.escalation) < ($1.dueAt, $1.escalation) }.prefix(limit))
    }

    func nextAlarmDue() async throws -> Date? {
        try perhapsFail()
        return state.withLock { $0.alarms.values.map(\.dueAt).min() }
    }

    func fire(_ alarm: Alarm, _ call: AlarmCall, nextRung: Int, nextDue: Date, now: Date) async throws -> Bool {
        try perhapsFail()
        let isFired = state.withLock { state in
            guard state.alarms[alarm.escalation.rawValue] == alarm, call.room != nil || alarm.rung == 0 else {
                return false
            }
            state.fired[alarm.escalation.rawValue, default: []].append(alarm.rung)
            state.alarms[alarm.escalation.rawValue] = Alarm(
                escalation: alarm.escalation,
                severity: alarm.severity,
                desk: alarm.desk,
                group: alarm.group,
                receivedAt: alarm.receivedAt,
                rung: nextRung,
                dueAt: nextDue
            )
            return true
        }
        try perhapsFail()
        return isFired
    }
}
