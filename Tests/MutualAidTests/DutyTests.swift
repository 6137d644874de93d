import Comprehension
import Foundation
import MutualAid
import Testing

/// Who is on duty, and what may honestly be told to who waits (criteria E14 and E16).
struct DutyTests {
    private static let noon = RosterTests.date("2020-04-13T12:00:00Z")
    private static let night = RosterTests.date("2020-04-13T23:00:00Z")
    private static let office = Shift(days: .weekly(Set(Weekday.allCases)), from: 540, to: 1020)

    @Test func `E16: who is listed is on duty during the shift and not after it`() {
        let duty = Self.duty()

        #expect(duty.isOnDuty(Self.staff(), at: Self.noon))
        #expect(!duty.isOnDuty(Self.staff(), at: Self.night))
    }

    @Test func `E16: a person's own word goes before the roster until the shift ends`() {
        let roster = Self.roster()
        let end = roster.overrideEnd(for: "chen", at: Self.noon)
        let off = DutyOverride(login: "chen", isOnDuty: false, until: end)
        let duty = Self.duty(overrides: [off])

        #expect(end == RosterTests.date("2020-04-13T17:00:00Z"))
        #expect(!duty.isOnDuty(Self.staff(), at: Self.noon))
        #expect(duty.isOnDuty(Self.staff(), at: RosterTests.date("2020-04-14T12:00:00Z")))
    }

    @Test func `E16: who is not in the roster is on duty when they said so, and nobody disabled ever is`() {
        let duty = Self.duty()

        #expect(duty.isOnDuty(Self.staff("li", isOnDuty: true), at: Self.night))
        #expect(!duty.isOnDuty(Self.staff("li", isOnDuty: false), at: Self.noon))
        #expect(!duty.isOnDuty(Self.staff(isEnabled: false), at: Self.noon))
    }

    @Test func `E14: with nobody on shift the next shift's start is told`() {
        let outlook = Self.duty().outlook(at: .counselors, for: "europe", now: Self.night)

        #expect(outlook == .from(RosterTests.date("2020-04-14T09:00:00Z")))
    }

    @Test func `E14: with nobody able, or no shift planned, nothing is promised`() {
        let empty = Duty(roster: .empty, overrides: [], staff: [])
        let idle = Duty(
            roster: Roster(people: [RosterTests.person(zone: "UTC", shifts: [])]),
            overrides: [],
            staff: [Self.staff()]
        )

        #expect(empty.outlook(at: .counselors, for: "europe", now: Self.noon) == .nobody)
        #expect(idle.outlook(at: .counselors, for: "europe", now: Self.noon) == .nobody)
    }

    @Test func `E14: with nobody on duty an alarm still calls the rota`() {
        let called = Self.duty().people(.desk, desk: .counselors, group: "europe", now: Self.night)

        #expect(called.map(\.login) == ["chen"])
    }

    @Test(arguments: Audience.allCases)
    func `an alarm reaches somebody whoever it is for, while anybody is enabled`(audience: Audience) {
        let coordinator = Self.staff("wu", roles: [.coordinator])
        let duty = Duty(roster: .empty, overrides: [], staff: [coordinator])

        #expect(!duty.people(audience, desk: .psychologists, group: "africa", now: Self.night).isEmpty)
    }

    @Test(arguments: [
        (360, 720, "holding group holding_question able|zh|12:26 GMT+2"),
        (720, 1080, "holding group holding_question|zh|14:00 GMT+2"),
        (0, 60, "holding group holding_question|zh|4/11 02:00 GMT+2"),
    ])
    func `E14: the holding line tells by when, or from when, in the group's zone`(from: Int, to: Int, said: String) {
        var scene = Scene()
        let shift = Shift(days: .weekly(Set(Weekday.allCases)), from: from, to: to)
        scene.roster = Roster(people: [RosterTests.person(zone: "UTC", shifts: [shift])])

        let words = scene.decide().said.map { $0.replacing("CEST", with: "GMT+2") }

        #expect(words == [said])
    }

    @Test func `E14: with nobody planned an emergency text promises nobody`() {
        var scene = Scene()
        scene.signs = [DangerFinding(sign: .violence, rule: "test", isAboutSomeoneElse: false)]
        scene.roster = Roster(people: [RosterTests.person(zone: "UTC", shifts: [])])

        #expect(scene.decide().said == ["emergency private emergency_violence|zh"])
    }

    private static func roster() -> Roster {
        Roster(people: [RosterTests.person(zone: "UTC", shifts: [office])])
    }

    private static func duty(overrides: [DutyOverride] = []) -> Duty {
        Duty(roster: roster(), overrides: overrides, staff: [staff()])
    }

    static func staff(
        _ login: String = "chen",
        roles: [StaffMember.Role] = [.counselor],
        isEnabled: Bool = true,
        isOnDuty: Bool = false
    ) -> StaffMember {
        StaffMember(
            login: login,
            name: login,
            roles: roles,
            groups: [],
            desks: [],
            languages: [],
            timeZone: "UTC",
            isEnabled: isEnabled,
            isOnDuty: isOnDuty
        )
    }
}
