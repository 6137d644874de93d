import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// A roster is read whole, or refused with file and line.
struct RosterFileTests {
    private static let sound = """
        cover: [counselors]
        people:
          - login: chen
            time_zone: Europe/Berlin
            languages: [zh, en]
            desks: [counselors]
            groups: [europe]
            line: 2
            chat: { gateway: [u-12] }
            email: chen@example.org
            shifts:
              - { days: [mon, tue], from: "09:00", to: "17:00" }
              - { date: 2020-04-12, from: "22:00", to: "06:00", overnight: true }
            absences:
              - { from: 2020-04-20, to: 2020-04-24 }
        """

    @Test func `a sound roster is read whole`() throws {
        let (roster, problems) = Self.read(Self.sound)

        let chen = try #require(roster.person("chen"))
        #expect(problems.isEmpty)
        #expect(roster.covered == [.counselors])
        #expect(chen.line == 2 && chen.email == "chen@example.org" && chen.chat == ["gateway": ["u-12"]])
        #expect(chen.shifts.map(\.from) == [540, 1320] && chen.shifts.map(\.to) == [1020, 1800])
        #expect(chen.absences.count == 1)
    }

    @Test(arguments: [
        ("login: chen", "login: cheng", 3, "nobody has the login"),
        ("Europe/Berlin", "Europe/Berlim", 4, "such as Europe/Berlin"),
        ("desks: [counselors]", "desks: [councelors]", 6, "no desk"),
        ("groups: [europe]", "groups: [europa]", 7, "no group"),
        ("line: 2", "line: 3", 8, "from 1 to 2"),
        ("gateway:", "gatewey:", 9, "no connection"),
        ("chen@example.org", "chen at example", 10, "an address"),
        ("\"09:00\", to: \"17:00\"", "\"17:00\", to: \"09:00\"", 12, "ends before it begins"),
        ("\"09:00\", to", "\"9\", to", 12, "time of day"),
        ("days: [mon, tue]", "days: [mon, tus]", 12, "mon, tue"),
        ("date: 2020-04-12, from: \"22:00\"", "date: 2020-03-29, from: \"02:30\"", 13, "overnight shift ends"),
        (
            "date: 2020-04-12, from: \"22:00\", to: \"06:00\", overnight: true",
            "days: [mon], from: \"16:00\", to: \"18:00\"", 13, "overlaps"
        ),
        (
            "date: 2020-04-12, from: \"22:00\", to: \"06:00\", overnight: true",
            "date: 2020-03-29, from: \"02:30\", to: \"06:00\"", 13, "skip this time"
        ),
        ("to: 2020-04-24", "to: 2020-04-19", 15, "ends before it begins"),
        ("email:", "e_mail:", 10, "not known here"),
    ])
    func `a mistake is named with its line`(right: String, wrong: String, line: Int, message: String) throws {
        let (_, problems) = Self.read(Self.sound.replacing(right, with: wrong))

        let problem = try #require(problems.first)
        #expect(problem.line == line && problem.message.contains(message), "\(problems)")
    }

    private static func read(_ text: String) -> (Roster, [FileProblem]) {
        let ledger = ProblemLedger()
        let known = RosterFile.Known(groups: ["europe"], connections: ["gateway"], logins: ["chen"])
        return (RosterFile.parse(text, file: "roster.yaml", known: known, ledger: ledger), ledger.problems)
    }
}
