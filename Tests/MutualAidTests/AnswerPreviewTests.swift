import Comprehension
import Testing

@testable import MutualAid

/// What an editor is shown is what a group would get (criterion A2).
struct AnswerPreviewTests {
    private let group = Group(
        id: "europe",
        names: [.chinese: "欧洲群"],
        timeZone: "Europe/Berlin",
        languages: [.chinese],
        quietBudget: 12,
        rooms: [:]
    )
    private let preview = AnswerPreview(
        phrases: EchoPhrases(),
        numbers: EmergencyNumbers(consularHotline: "12308", international: [], countries: [:]),
        asOf: "2020-04-10"
    )

    @Test(arguments: [true, false])
    func `the preview says what the bot then says, in the group and in private`(carriesPrivate: Bool) {
        var scene = Scene.answerable()
        scene.carriesPrivate = carriesPrivate

        let shown = preview.inGroup(.make(), in: .chinese, carriesPrivate: carriesPrivate, group: group)

        let said = scene.decide().replies.map {
            AnswerPreview.Bubble(
                visibility: $0.visibility,
                text: $0.text.exposed.replacing(" able", with: "")
            )
        }
        #expect(shown == said)
        #expect(said.count == (carriesPrivate ? 2 : 1))
    }

    @Test func `where a slot has no value or the language no text nothing is shown, as nothing is sent`() {
        let unfilled = FAQEntry.make { $0.answers = [.chinese: "打 {{missing}}"] }

        #expect(preview.inGroup(unfilled, in: .chinese, carriesPrivate: true, group: group) == nil)
        #expect(preview.inGroup(unfilled, in: .english, carriesPrivate: true, group: group) == nil)
    }
}
