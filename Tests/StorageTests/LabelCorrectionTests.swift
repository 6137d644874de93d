import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// Labels that a person set right, on disk.
struct LabelCorrectionTests {
    private let fixture: Fixture
    private let chen: Escalation.Owner

    init() async throws {
        fixture = try Fixture()
        chen = try await fixture.addStaff()
    }

    private var database: Database { fixture.database }

    @discardableResult
    private func correct(
        _ known: Escalation,
        _ labels: Set<Label>,
        _ line: ID<Message>? = nil,
        version: Int? = nil,
        after seconds: TimeInterval = 0
    ) async throws -> Escalation {
        try await database.correctLabels(
            LabelCorrection(message: line, labels: labels),
            of: known.id,
            by: chen,
            scope: .all,
            version: version ?? known.version,
            now: Fixture.start.addingTimeInterval(seconds)
        )
    }

    private func learnt(_ database: Database? = nil) async throws -> [[Label]] {
        try await (database ?? self.database).correctedMessages(limit: 10).map {
            $0.labels.sorted { $0.rawValue < $1.rawValue }
        }
    }

    @Test func `a correction gives the case its labels and is learnt with the message's words`() async throws {
        let known = try await fixture.openCase()
        let version = try await database.correctionsVersion()

        let corrected = try await correct(known, [.supplyRequest, .thankYou])

        #expect(corrected.labels == [.supplyRequest, .thankYou] && corrected.version == known.version + 1)
        #expect(corrected.events.last?.kind == .escalationRelabelled && corrected.events.last?.actor == "chen")
        let message = try #require(try await database.correctedMessages(limit: 10).first)
        #expect(message.text.exposed == "回国要隔离几天?" && message.labels == [.supplyRequest, .thankYou])
        #expect(message.member == known.member.id)
        #expect(try await database.correctionsVersion() != version)
        let events = try await database.events(after: 0, limit: 1000)
        #expect(StateFromEvents(events).escalations[known.id]?.state == "waiting")
    }

    @Test func `the trail says who corrected what into what, readable by those of the group alone`() async throws {
        let known = try await fixture.openCase()

        try await correct(known, [.supplyRequest])

        var filter = AuditFilter()
        filter.action = .labelsCorrected
        let row = try #require(try await database.auditRecords(filter, before: nil, limit: 5).first)
        #expect(row.act.actor == "chen" && row.act.group == "europe" && row.act.subject == "\(known.id)")
        #expect(row.act.reason?.exposed == "chatter → supply_request")
    }

    @Test func `a second correction takes the place of the first, and both outlast a restart`() async throws {
        let known = try await fixture.openCase()
        let first = try await correct(known, [.supplyRequest])
        try await correct(first, [.thankYou], after: 60)

        try await fixture.close()
        let again = try Fixture.open(fixture.folder)

        #expect(try await learnt(again) == [[.thankYou]])
        try await again.close()
    }

    @Test func `whoever saw an older version of the case is refused, and nothing is written`() async throws {
        let known = try await fixture.openCase()
        try await correct(known, [.supplyRequest])

        await #expect(throws: EscalationConflict.self) { try await correct(known, [.thankYou]) }

        #expect(try await learnt() == [[.supplyRequest]])
    }

    @Test func `a correction may close a case to readers and never opens it`() async throws {
        let known = try await fixture.openCase()

        let closed = try await correct(known, [.medicalQuestion])
        let still = try await correct(closed, [.policyQuestion])

        #expect(closed.isSensitive && still.isSensitive)
        #expect(still.labels == [.policyQuestion, .medicalQuestion])
        #expect(try await learnt() == [[.policyQuestion]])
    }

    @Test func `of lines decided one after the other one is named, and the case keeps the others' labels`() async throws
    {
        let known = try await fixture.openCase(by: "u-7")
        let first = try #require(known.messages.first?.id)
        try await fixture.receive("还有口罩吗", by: "u-7")
        try await fixture.settle(try await fixture.claim(), replies: [], escalation: .test(.s2))
        let both = try #require(try await database.escalation(known.id, scope: .all))

        await #expect(throws: LabelRefusal.lineMissing) { try await correct(both, [.thankYou]) }
        await #expect(throws: LabelRefusal.notInCase) { try await correct(both, [.thankYou], ID(rawValue: 5)) }
        let second = try #require(both.messages.last?.id)
        let asked = try await correct(both, [.supplyRequest], second)
        let corrected = try await correct(asked, [.policyQuestion], first)

        #expect(corrected.labels == [.policyQuestion, .supplyRequest])
    }

    @Test func `no label at all, or chatter beside another, is no correction`() {
        #expect(throws: LabelRefusal.noLabel) { try LabelCorrection(message: nil, labels: []) }
        #expect(throws: LabelRefusal.chatterStandsAlone) {
            try LabelCorrection(message: nil, labels: [.chatter, .thankYou])
        }
    }

    @Test func `an erased member's examples are gone, others' stay`() async throws {
        let gone = try await fixture.openCase()
        let stays = try await fixture.openCase()
        try await correct(gone, [.supplyRequest])
        try await correct(stays, [.thankYou])
        let version = try await database.correctionsVersion()

        _ = try await database.erase(
            gone.member.id,
            by: "operator",
            sparing: nil,
            evenWithOpenCases: true,
            now: Fixture.start
        )

        #expect(try await learnt() == [[.thankYou]])
        #expect(try await database.correctionsVersion() != version)
    }

    @Test(arguments: [false, true])
    func `a message that was edited or taken back is no example any more`(isTakenBack: Bool) async throws {
        try await fixture.receive("多谢", by: "u-7", id: "m-7")
        try await fixture.settle(try await fixture.claim(), replies: [], escalation: .test(.s3))
        let page = try await database.escalations(in: nil, scope: .all, after: nil, limit: 10)
        try await correct(try #require(page.items.first), [.thankYou])
        #expect(try await learnt() == [[.thankYou]])

        let room = Room(connection: "gateway", name: "europe")
        let sender = Sender(platformID: "u-7", name: "小陈")
        if isTakenBack {
            let reference = IncomingReference(room: room, group: "europe", platformID: "m-7", sender: sender)
            try await fixture.receive(.messageDeleted(reference))
        } else {
            let edited = IncomingMessage(
                room: room,
                group: "europe",
                platformID: "m-7",
                sender: sender,
                text: "不谢",
                sentAt: Fixture.start
            )
            try await fixture.receive(.messageEdited(edited))
        }

        #expect(try await learnt() == [])
    }

    @Test func `a correction is kept no longer than the words it speaks of`() async throws {
        let known = try await fixture.openCase()
        let corrected = try await correct(known, [.thankYou])
        _ = try await database.change(
            corrected.id,
            .resolve(followUp: nil, reason: nil),
            by: chen,
            scope: .all,
            version: corrected.version,
            now: Fixture.start
        )

        _ = try await database.forget(Retention(), now: Fixture.start.addingTimeInterval(800 * 86400))

        #expect(try await learnt() == [])
        #expect(try await database.correctionsVersion().hasPrefix("0 "))
    }
}
