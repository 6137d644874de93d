import Foundation
import MutualAid
import Testing

/// Who is on shift when, in the zones people live in and over changes of the clocks.
struct RosterTests {
    static let zones = [
        "Asia/Shanghai", "Asia/Singapore", "Asia/Tehran", "Europe/Berlin", "Europe/London", "America/New_York",
        "America/St_Johns", "America/Santiago", "Africa/Nairobi", "Africa/Cairo", "Australia/Sydney",
        "Australia/Lord_Howe",
    ]

    @Test(arguments: zones)
    func `a day shift begins and ends by the clock on the wall on each of 730 days`(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let person = Self.person(zone: name, shifts: [Shift(days: .weekly(Set(Weekday.allCases)), from: 540, to: 1020)])
        let first = try #require(CalendarDay("2020-01-01"))

        for number in first.number..<first.number + 730 {
            let noon = LocalTime.instant(CalendarDay(number: number), minute: 720, in: zone)
            let span = try #require(person.spans(from: noon, to: noon.addingTimeInterval(1)).first)
            let start = calendar.dateComponents([.hour, .minute], from: span.start)
            let end = calendar.dateComponents([.hour, .minute], from: span.end)
            #expect(start.hour == 9 && start.minute == 0 && end.hour == 17 && end.minute == 0, "day \(number)")
            #expect(CalendarDay(at: span.start, in: zone).number == number)
        }
    }

    @Test(arguments: zones)
    func `shifts that follow each other leave no gap and no overlap on any of 730 days`(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let every = Shift.Days.weekly(Set(Weekday.allCases))
        let people = [(0, 480), (480, 960), (960, 1440)].map { from, to in
            Self.person("p\(from)", zone: name, shifts: [Shift(days: every, from: from, to: to)])
        }
        let roster = Roster(people: people)
        let start = LocalTime.instant(try #require(CalendarDay("2020-01-01")), minute: 0, in: zone)
        let end = start.addingTimeInterval(730 * 86400)

        let gaps = roster.gaps(at: .counselors, for: "europe", from: start, to: end)
        let spans = people.flatMap { $0.spans(from: start, to: end) }.sorted { $0.start < $1.start }

        #expect(gaps == [])
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.end == $1.start })
    }

    @Test func `a time the clocks skip is the first moment after the gap, one that comes twice its first`() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let spring = try #require(CalendarDay("2020-03-29"))
        let autumn = try #require(CalendarDay("2020-10-25"))

        #expect(LocalTime.instant(spring, minute: 150, in: berlin) == Self.date("2020-03-29T01:00:00Z"))
        #expect(LocalTime.instant(autumn, minute: 150, in: berlin) == Self.date("2020-10-25T00:30:00Z"))
        #expect(!LocalTime.exists(spring, minute: 150, in: berlin) && LocalTime.exists(autumn, minute: 150, in: berlin))
    }

    @Test func `a night shift over a change of the clocks is an hour shorter or longer`() throws {
        let shift = Shift(days: .weekly([.saturday]), from: 22 * 60, to: 30 * 60)
        let person = Self.person(zone: "Europe/Berlin", shifts: [shift])

        let spring = person.spans(from: Self.date("2020-03-28T20:00:00Z"), to: Self.date("2020-03-29T03:00:00Z"))
        let autumn = person.spans(from: Self.date("2020-10-24T21:00:00Z"), to: Self.date("2020-10-25T03:00:00Z"))

        #expect(spring.map { $0.end.timeIntervalSince($0.start) } == [7 * 3600])
        #expect(autumn.map { $0.end.timeIntervalSince($0.start) } == [9 * 3600])
    }

    @Test func `a shift the clocks swallow whole does not happen that day`() {
        let shift = Shift(days: .weekly([.sunday]), from: 120, to: 180)
        let person = Self.person(zone: "Europe/Berlin", shifts: [shift])

        let spans = person.spans(from: Self.date("2020-03-28T12:00:00Z"), to: Self.date("2020-03-29T12:00:00Z"))

        #expect(spans == [])
    }

    @Test func `no shift begins during an absence`() throws {
        let day = try #require(CalendarDay("2020-04-13"))
        let shifts = [Shift(days: .weekly([.monday]), from: 540, to: 1020)]
        let person = Self.person(zone: "UTC", shifts: shifts, absences: [day...day])

        #expect(person.spans(from: Self.date("2020-04-13T00:00:00Z"), to: Self.date("2020-04-14T00:00:00Z")) == [])
        #expect(person.spans(from: Self.date("2020-04-20T00:00:00Z"), to: Self.date("2020-04-21T00:00:00Z")).count == 1)
    }

    @Test func `weekly shifts that meet over midnight at the end of the week overlap`() {
        let night = Shift(days: .weekly([.sunday]), from: 22 * 60, to: 30 * 60)
        let morning = Shift(days: .weekly([.monday]), from: 5 * 60, to: 9 * 60)
        let later = Shift(days: .weekly([.monday]), from: 6 * 60, to: 9 * 60)

        #expect(night.overlaps(morning) && morning.overlaps(night))
        #expect(!night.overlaps(later) && !later.overlaps(night))
    }

    static func person(
        _ login: String = "chen",
        zone: String,
        shifts: [Shift],
        absences: [ClosedRange<CalendarDay>] = [],
        line: Int = 1
    ) -> RosterPerson {
        RosterPerson(
            login: login,
            timeZone: TimeZone(identifier: zone) ?? .gmt,
            languages: [],
            desks: [.counselors],
            groups: [],
            line: line,
            shifts: shifts,
            absences: absences,
            chat: [:],
            email: nil
        )
    }

    static func date(_ text: String) -> Date {
        (try? Date(text, strategy: .iso8601)) ?? .distantPast
    }
}
