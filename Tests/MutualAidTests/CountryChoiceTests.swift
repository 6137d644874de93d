import Comprehension
import MutualAid
import Testing

/// Entries that differ only by country (criterion F10), and lines that lean on another.
struct CountryChoiceTests {
    private func scene(_ change: (inout Scene) -> Void = { _ in }) -> Scene {
        var scene = Scene()
        scene.text = "签证到期了怎么办?"
        scene.mentionsBot = true
        scene.entries = [
            .make(id: "visa-germany") { $0.countries = ["DE"] }, .make(id: "visa-france") { $0.countries = ["FR"] },
        ]
        scene.candidates = [
            Candidate(entry: "visa-france", score: 9, probability: 0.45),
            Candidate(entry: "visa-germany", score: 9, probability: 0.4),
        ]
        change(&scene)
        return scene
    }

    @Test func `the entry for the member's country answers, though another lies nearer`() {
        let decision = scene { $0.memberCountry = "DE" }.decide()

        #expect(decision.answered?.entry == "visa-germany")
    }

    @Test func `a country named in the question counts before the member's own`() {
        let decision = scene {
            $0.memberCountry = "DE"
            $0.countries = ["FR"]
        }.decide()

        #expect(decision.answered?.entry == "visa-france")
    }

    @Test func `where no country is known it is asked once, and nobody is called yet`() {
        let decision = scene().decide()

        #expect(decision.choice == ["visa-france", "visa-germany"])
        #expect(decision.reasons.contains(.countryAsked))
        #expect(decision.answered == nil)
        #expect(decision.escalation == nil)
    }

    @Test func `the country that was chosen is remembered and its entry answers`() {
        let decision = scene {
            $0.text = "2"
            $0.conversation.choice = .init(entries: ["visa-france", "visa-germany"], offeredAt: Scene.now)
        }.decide()

        #expect(decision.country == LearntCountry(code: "DE", source: .chosen))
        #expect(decision.answered?.entry == "visa-germany")
    }

    @Test func `a country that no entry is for goes to a person`() {
        let decision = scene { $0.memberCountry = "JP" }.decide()

        #expect(decision.answered == nil)
        #expect(decision.escalation != nil)
    }

    @Test func `a line that leans on one nobody knows goes to a person, however near an entry seems`() {
        var scene = Scene.answerable()
        scene.text = "那小孩呢?"
        scene.context = .leans
        scene.mentionsBot = true

        let decision = scene.decide()

        #expect(decision.answered == nil)
        #expect(decision.escalation?.reason == .leansOnContext)
    }

    @Test func `a line understood with the question before may be answered, and the record says so`() {
        var scene = Scene.answerable()
        scene.context = .joined

        let decision = scene.decide()

        #expect(decision.answered?.entry == "quarantine")
        #expect(decision.reasons.contains(.understoodInContext))
    }
}
