import Foundation
import MutualAid
import Testing

@testable import Storage

/// Alarms are rows: they outlive a restart, fire once, and end with the claim (criterion E20).
struct AlarmStoreTests {
    private let fixture: Fixture
    private static let start = Fixture.start

    init() throws {
        fixture = try Fixture()
    }

    @Test func `every waiting S0 and S1 gets an alarm at once, and nothing else does`() async throws {
        let crisis = try await fixture.openCase(.s0)
        let distress = try await fixture.openCase(.s1)
        _ = try await fixture.openCase(.s2)

        try await fixture.database.raiseAlarms(now: Self.start)
        try await fixture.database.raiseAlarms(now: Self.start)

        let due = try await fixture.database.dueAlarms(now: Self.start, limit: 9)
        #expect(Set(due.map(\.escalation)) == [crisis.id, distress.id])
        #expect(due.allSatisfy { $0.rung == 0 })
    }

    @Test func `a rung fires once, its calls are rows, and the next is due by the ladder`() async throws {
        _ = try await fixture.openCase(.s0)
        try await fixture.database.raiseAlarms(now: Self.start)
        let alarm = try #require(try await fixture.database.dueAlarms(now: Self.start, limit: 1).first)
        let later = Self.start.addingTimeInterval(60)

        let first = try await fire(alarm, at: Self.start)
        let second = try await fire(alarm, at: Self.start)

        let sent = try await fixture.database.claimDeliveries(.emergency, limit: 9, excluding: [], now: Self.start)
        let pages = try await fixture.database.claimPages(limit: 9, now: Self.start)
        #expect(first && !second)
        #expect(sent.map(\.kind) == [.duty, .duty])
        #expect(sent.compactMap { $0.recipient?.platformID.exposed } == ["u-12"])
        #expect(pages.map(\.login) == ["chen"] && pages.map(\.text) == ["S0"])
        #expect(try await fixture.database.nextAlarmDue() == later)
    }

    @Test func `an alarm outlives a restart and ends when somebody claims the case`() async throws {
        let crisis = try await fixture.openCase(.s0)
        let owner = try await fixture.addStaff()
        try await fixture.database.raiseAlarms(now: Self.start)
        try await fixture.close()
        let database = try Fixture.open(fixture.folder)

        let alarm = try #require(try await database.dueAlarms(now: Self.start, limit: 1).first)
        let lease = Lease(ordinary: 900, s0: 300)
        _ = try await database.claimNext(by: owner, scope: .all, lease: lease, now: Self.start)
        let isFired = try await database.fire(alarm, call, nextRung: 1, nextDue: Self.start, now: Self.start)

        #expect(alarm.escalation == crisis.id && !isFired)
        #expect(try await database.nextAlarmDue() == nil)
        try await database.close()
    }

    @Test func `a claim that runs out brings the alarm back on the rung the case's age has reached`() async throws {
        _ = try await fixture.openCase(.s0)
        let owner = try await fixture.addStaff()
        _ = try await fixture.database.claimNext(
            by: owner,
            scope: .all,
            lease: Lease(ordinary: 900, s0: 300),
            now: Self.start
        )
        let later = Self.start.addingTimeInterval(301)
        _ = try await fixture.database.returnExpiredClaims(now: later)

        try await fixture.database.raiseAlarms(now: later)

        #expect(try await fixture.database.dueAlarms(now: later, limit: 9).map(\.rung) == [3])
    }

    @Test func `a page that failed waits, one given up stays visible, and a word on duty is kept until it ends`()
        async throws
    {
        _ = try await fixture.addStaff()
        _ = try await fixture.openCase(.s0)
        try await fixture.database.raiseAlarms(now: Self.start)
        let alarm = try #require(try await fixture.database.dueAlarms(now: Self.start, limit: 1).first)
        _ = try await fire(alarm, at: Self.start)
        let until = Self.start.addingTimeInterval(30)

        let page = try #require(try await fixture.database.claimPages(limit: 1, now: Self.start).first)
        try await fixture.database.record(.waiting(until: until, cause: .unreachable), of: page, now: Self.start)
        let again = try #require(try await fixture.database.claimPages(limit: 1, now: until).first)
        try await fixture.database.record(.abandoned(.badStatus), of: again, now: until)
        try await fixture.database.override(DutyOverride(login: "chen", isOnDuty: true, until: until), now: Self.start)

        #expect(again.id == page.id && again.attempt == 2)
        #expect(try await fixture.database.nextPageDue() == nil)
        #expect(try await fixture.database.dutyOverrides(now: Self.start).map(\.login) == ["chen"])
        #expect(try await fixture.database.dutyOverrides(now: until) == [])
    }

    @Test func `a gap in the roster is told of once, though it goes on`() async throws {
        let room = DutyLine(room: Room(connection: "gateway", name: "duty"), text: "gap")
        let later = Self.start.addingTimeInterval(3600)
        let end = Self.start.addingTimeInterval(7200)

        for begin in [Self.start, later] {
            let gap = CoverageGap(desk: .counselors, group: "europe", span: DutySpan(start: begin, end: end))
            try await fixture.database.warn(of: gap, room, now: begin)
        }

        let sent = try await fixture.database.claimDeliveries(.emergency, limit: 9, excluding: [], now: later)
        #expect(sent.map(\.text) == ["gap"])
    }

    private var call: AlarmCall {
        var call = AlarmCall(text: "S0")
        call.room = Room(connection: "gateway", name: "duty")
        call.chats = [.init(room: Room(connection: "gateway", name: "europe"), platformID: "u-12")]
        call.emails = ["chen"]
        return call
    }

    private func fire(_ alarm: Alarm, at now: Date) async throws -> Bool {
        let next = Self.start.addingTimeInterval(60)
        return try await fixture.database.fire(alarm, call, nextRung: 1, nextDue: next, now: now)
    }
}
