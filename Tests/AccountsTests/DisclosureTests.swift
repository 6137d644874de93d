import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Accounts

/// Criterion E24: who sees which field of which case, every cell.
struct DisclosureTests {
    /// The expectations as a person can read them: class, reader, relation, then one letter a field (A allow, B after
    /// break-glass, - deny), in the order of the file's first line.
    private static let cells: [String: String] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/Accounts/disclosure.txt")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
        return Dictionary(
            lines.filter { !$0.hasPrefix("#") }.map { line in
                let words = line.split(separator: " ").map(String.init)
                return (words[..<3].joined(separator: " "), words[3])
            },
            uniquingKeysWith: { _, second in second }
        )
    }()

    private static let letters: [DisclosureVerdict: Character] = [.allow: "A", .afterBreakGlass: "B", .deny: "-"]

    @Test(arguments: CaseClass.allCases, DisclosureReader.allCases)
    func `E24 every cell of the table is what the list of expectations says`(
        caseClass: CaseClass,
        reader: DisclosureReader
    ) {
        for relation in CaseRelation.allCases {
            let verdicts = DisclosedField.allCases.map {
                Self.letters[DisclosureTable.verdict($0, of: caseClass, for: reader, as: relation)] ?? "?"
            }

            let name = "\(caseClass.rawValue) \(reader.rawValue) \(relation.rawValue)"
            #expect(Self.cells[name] == String(verdicts), "\(name)")
        }
    }

    @Test func `E24 the list of expectations has every cell and no other`() {
        let count = CaseClass.allCases.count * DisclosureReader.allCases.count * CaseRelation.allCases.count
        #expect(Self.cells.count == count)
        #expect(Self.cells.values.allSatisfy { $0.count == DisclosedField.allCases.count })
    }

    @Test(arguments: [Desk.psychologists, .generalPractitioners])
    func `a counselor sees what a medical or psychological case needs but not its words`(desk: Desk) {
        let disclosure = Disclosure(of: .test(desk: desk), to: .test([.counselor], desks: [desk]))

        #expect(disclosure.shows(.labels) && disclosure.shows(.severity) && disclosure.shows(.initials))
        #expect(!disclosure.shows(.messageText) && !disclosure.shows(.memberName) && !disclosure.shows(.chatID))
        #expect(disclosure.opensByBreakGlass)
    }

    @Test func `a reason opens the words of that case and nothing that the table denies`() {
        let escalation = Escalation.test(desk: .psychologists)

        let counselor = Disclosure(of: escalation, to: .test([.counselor]), isGlassBroken: true)
        let volunteer = Disclosure(of: escalation, to: .test([.volunteer]), isGlassBroken: true)

        #expect(counselor.shows(.messageText) && !counselor.opensByBreakGlass)
        #expect(!volunteer.shows(.messageText) && !volunteer.shows(.labels))
    }

    @Test func `a coordinator reads a professional case once they have claimed it`() {
        let reader = StaffMember.test([.coordinator])

        #expect(!reader.mayRead(.test(desk: .generalPractitioners)))
        #expect(reader.mayRead(.test(desk: .generalPractitioners, owner: reader.login)))
    }

    @Test func `of several roles the one that sees most counts`() {
        let both = StaffMember.test([.volunteer, .psychologist])

        #expect(both.mayRead(.test(desk: .psychologists)))
        #expect(!StaffMember.test([.volunteer]).mayRead(.test(desk: .psychologists)))
    }

    @Test func `nobody without a role sees a word`() {
        let disclosure = Disclosure(of: .test(desk: .counselors), to: .test([]), isGlassBroken: true)

        #expect(DisclosedField.allCases.filter { disclosure.shows($0) } == [])
    }

    @Test(arguments: [
        (Desk.psychologists, Severity.s2, [Label.policyQuestion], [DangerSign](), CaseClass.psychological),
        (.generalPractitioners, .s0, [], [.violence], .medical), (.counselors, .s0, [.distress], [.violence], .crisis),
        (.counselors, .s1, [.medicalQuestion], [], .medical), (.counselors, .s1, [.distress], [], .psychological),
        (.counselors, .s2, [.returnDeclaration, .policyQuestion], [], .declaration),
        (.counselors, .s2, [.policyQuestion], [], .ordinary), (.services, .s3, [], [], .ordinary),
    ])
    func `a case belongs to one class`(
        desk: Desk,
        severity: Severity,
        labels: [Label],
        signs: [DangerSign],
        expected: CaseClass
    ) {
        #expect(CaseClass(of: .test(desk: desk, severity: severity, labels: labels, signs: signs)) == expected)
    }
}

extension StaffMember {
    static func test(_ roles: [Role], desks: [Desk] = []) -> StaffMember {
        StaffMember(
            login: "chen",
            name: "Chen Yi",
            roles: roles,
            groups: [],
            desks: desks,
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: true
        )
    }
}

extension Escalation {
    static func test(
        desk: Desk,
        severity: Severity = .s2,
        labels: [Label] = [],
        signs: [DangerSign] = [],
        owner: String? = nil
    ) -> Escalation {
        Escalation(
            id: ID(rawValue: 1),
            version: 1,
            state: owner == nil ? .waiting : .claimed,
            severity: severity,
            desk: desk,
            group: "europe",
            room: Room(connection: "gateway", name: "europe"),
            member: Member(id: ID(rawValue: 2), connection: "gateway", platformID: "u-1", name: "小陈", country: nil),
            labels: labels,
            dangerSigns: signs,
            reason: .nothingClearedTheBar,
            draftEntry: nil,
            receivedAt: .distantPast,
            dueAt: .distantPast,
            owner: owner.map { Owner(login: $0, name: $0) },
            leaseUntil: nil,
            wasAskedInGroup: true,
            messages: [],
            events: []
        )
    }
}
