import Foundation
import MutualAid
import Testing

@testable import Web

/// Times as pages tell them (criterion C14), and who is there (criterion C4).
struct ConsoleTimesTests {
    private let words = Words(language: .english, all: ["date_time": "{month}/{day} {time}", "date": "{month}/{day}"])

    private func told(_ instant: String, _ zone: String, now: String) throws -> String {
        let zone = try #require(TimeZone(identifier: zone))
        return words.time(try Date(instant, strategy: .iso8601), in: zone, now: try Date(now, strategy: .iso8601))
    }

    @Test(arguments: [
        // A quarter of an hour off: noon there is 06:15 in Greenwich.
        ("2020-04-10T06:15:00Z", "Asia/Kathmandu", "2020-04-10T08:00:00Z", "12:00"),
        // Greenwich still has the day before.
        ("2020-04-09T18:20:00Z", "Asia/Kathmandu", "2020-04-09T12:00:00Z", "4/10 00:05"),
        // Europe's clocks skip from 02:00 to 03:00.
        ("2020-03-29T00:59:00Z", "Europe/Berlin", "2020-03-29T12:00:00Z", "01:59"),
        ("2020-03-29T01:00:00Z", "Europe/Berlin", "2020-03-29T12:00:00Z", "03:00"),
        // They show 02:30 twice in autumn.
        ("2020-10-25T00:30:00Z", "Europe/Berlin", "2020-10-25T12:00:00Z", "02:30"),
        ("2020-10-25T01:30:00Z", "Europe/Berlin", "2020-10-25T12:00:00Z", "02:30"),
        // America changes on other days.
        ("2020-03-08T06:59:00Z", "America/New_York", "2020-03-08T15:00:00Z", "01:59"),
        ("2020-03-08T07:00:00Z", "America/New_York", "2020-03-08T15:00:00Z", "03:00"),
        ("2020-11-01T06:30:00Z", "America/New_York", "2020-11-01T15:00:00Z", "01:30"),
    ])
    func `a time is told by the clock on the reader's wall, through every change of the clocks (C14)`(
        instant: String,
        zone: String,
        now: String,
        expected: String
    ) throws {
        #expect(try told(instant, zone, now: now) == expected)
    }

    @Test func `the machine form of a time is in UTC (C14)`() throws {
        #expect(machineTime(try Date("2020-03-29T01:00:00Z", strategy: .iso8601)) == "2020-03-29T01:00:00Z")
    }

    @Test func `somebody is there until fifteen seconds after their last beat, which is within the twenty (C4)`() {
        let board = PresenceBoard<ID<Escalation>>()
        let id = ID<Escalation>(rawValue: 7)
        let start = Date(timeIntervalSince1970: 1_586_500_000)

        let isNews = board.beat(id, by: person("lin"), isReplying: false, now: start)
        let isNewsAgain = board.beat(id, by: person("lin"), isReplying: false, now: start.addingTimeInterval(5))
        let writes = board.beat(id, by: person("lin"), isReplying: true, now: start.addingTimeInterval(6))

        #expect(isNews && !isNewsAgain && writes)
        #expect(board.others(at: id, but: "lin").isEmpty)
        #expect(board.others(at: id, but: "chen").map(\.isReplying) == [true])
        #expect(board.expire(now: start.addingTimeInterval(20)).isEmpty)
        #expect(board.expire(now: start.addingTimeInterval(22)) == [id])
        #expect(board.others(at: id, but: "chen").isEmpty)
    }

    @Test func `who closes the page is gone at once (C4)`() {
        let board = PresenceBoard<ID<Escalation>>()
        let id = ID<Escalation>(rawValue: 7)
        _ = board.beat(id, by: person("lin"), isReplying: false, now: .distantPast)

        #expect(board.leave(id, "lin"))
        #expect(!board.leave(id, "lin"))
        #expect(board.others(at: id, but: "chen").isEmpty)
    }

    private func person(_ login: String) -> StaffMember {
        StaffMember(
            login: login,
            name: login,
            roles: [.counselor],
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: true
        )
    }
}
