import Comprehension
import Foundation
import MutualAid
import Testing

/// Working out a decision once more, and remembering what leant on what.
struct DecisionReplayTests {
    private func understanding(_ probability: Double) -> Understanding {
        Understanding(
            language: .chinese,
            labels: [.policyQuestion: 0.1 + 0.2],
            decided: [.policyQuestion],
            dangerSigns: [],
            candidates: [Candidate(entry: "quarantine", score: 9, probability: probability)],
            zone: .answer,
            thresholds: .shipped,
            countries: [],
            isQuestion: true,
            isComplete: true,
            statedCountry: "DE"
        )
    }

    private func record(_ understanding: Understanding, _ versions: String) -> DecisionRecord {
        DecisionRecord(Decision(), of: understanding, knowledge: versions, at: Date(timeIntervalSince1970: 0))
    }

    @Test func `the same understanding replays to the same bits after it was kept`() throws {
        let kept = try JSONEncoder().encode(record(understanding(1.0 / 3), "faq-1 labels-2"))
        let read = try JSONDecoder().decode(DecisionRecord.self, from: kept)

        let replay = DecisionReplay(of: read, as: understanding(1.0 / 3), versions: "faq-1 labels-2", features: [:])

        #expect(replay.isSame)
        #expect(replay.gone.isEmpty)
    }

    @Test func `another probability is no repeat, and the version that changed is named`() {
        let replay = DecisionReplay(
            of: record(understanding(0.5), "faq-1 labels-2"),
            as: understanding(0.5.nextUp),
            versions: "faq-3 labels-2",
            features: [:]
        )

        #expect(!replay.isSame)
        #expect(replay.gone == ["faq"])
    }

    @Test func `two that cannot be written down are not taken for the same`() {
        let strange = understanding(.nan)

        let replay = DecisionReplay(of: record(strange, "faq-1"), as: strange, versions: "faq-1", features: [:])

        #expect(!replay.isSame)
    }

    @Test func `where a member is or goes is not kept with the decision`() throws {
        let kept = String(decoding: try JSONEncoder().encode(understanding(0.5)), as: UTF8.self)

        #expect(!kept.contains("DE") && !kept.contains("slots"))
    }

    @Test(arguments: ["context", "namesPlainTopic"])
    func `a record of before something was read from texts is still read`(field: String) throws {
        var kept = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(understanding(0.5))) as? [String: Any]
        )
        #expect(kept.removeValue(forKey: field) != nil)

        let read = try JSONDecoder().decode(
            Understanding.self,
            from: JSONSerialization.data(withJSONObject: kept)
        )

        #expect(read.context == .standsAlone && !read.namesPlainTopic)
    }
}
