import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

/// Texts for emergency phrases wait for a second person.
struct ProposedPhraseTests {
    private func proposed(_ text: String, by author: String = "lin", version: Int = 1) -> ProposedPhrase {
        ProposedPhrase(
            phrase: .emergencySelfHarm,
            language: .chinese,
            text: text,
            version: version,
            author: author,
            at: Fixture.start
        )
    }

    @Test func `a text waits in place of the one before, and is done with once a text is kept`() async throws {
        let fixture = try Fixture()
        let database = fixture.database
        try await database.propose(proposed("甲"))
        try await database.propose(proposed("乙", by: "chen"))
        let waiting = try await database.proposedPhrases()

        let text = EditedPhrase(
            phrase: .emergencySelfHarm,
            language: .chinese,
            text: "乙",
            isRemoved: false,
            version: 1
        )
        try await database.keep(text, by: "lin", now: Fixture.start)

        #expect(waiting == [proposed("乙", by: "chen")])
        #expect(try await database.proposedPhrases() == [])
        #expect(try await database.editedPhrases() == [text])
    }

    @Test func `what is no longer wanted goes, and is told of once`() async throws {
        let fixture = try Fixture()
        let database = fixture.database
        try await database.propose(proposed("甲"))

        for _ in 0..<2 {
            try await database.dropProposal(of: .emergencySelfHarm, in: .chinese, by: "lin", now: Fixture.start)
        }

        #expect(try await database.proposedPhrases() == [])
        let kinds = try await database.events(after: 0, limit: 10).map(\.kind)
        #expect(kinds == [.phraseProposed, .phraseProposalDropped])
    }

    @Test func `its author agrees to it only where nobody else could`() {
        let (lin, chen) = (Self.person("lin", .coordinator), Self.person("chen", .administrator))
        let writer = Self.person("wen", .disseminator)

        #expect(!proposed("甲").mayBeAccepted(by: lin, among: [lin, chen]))
        #expect(proposed("甲").mayBeAccepted(by: chen, among: [lin, chen]))
        #expect(proposed("甲").mayBeAccepted(by: lin, among: [lin, writer]))
        #expect(!proposed("甲").mayBeAccepted(by: writer, among: [lin, writer]))
    }

    private static func person(_ login: String, _ role: StaffMember.Role) -> StaffMember {
        StaffMember(
            login: login,
            name: login,
            roles: [role],
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: true
        )
    }
}
