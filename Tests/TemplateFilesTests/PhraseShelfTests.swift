import Comprehension
import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// Bot phrases as their page edits them.
struct PhraseShelfTests {
    private let shelf: PhraseShelf

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        shelf = PhraseShelf(try PhraseFolder(root.appendingPathComponent("Templates/replies")))
    }

    @Test func `every shipped phrase passes what an edit of it must pass`() {
        for phrase in Phrase.allCases {
            for language in ReplyLanguage.allCases {
                let text = shelf.shipped(phrase, in: language)
                #expect(shelf.problems(in: text, for: phrase, in: language) == [], "\(phrase) \(language)")
            }
        }
    }

    @Test(arguments: [
        ("{{{answer}}} {{{source_line}}} {{{weather}}}", PhraseProblem.unknownSlot("weather")),
        ("{{{answer}}}", .missingSlot("source_line")), ("{{{answer}} {{{source_line}}}", .broken),
        ("{{#somebody_able}}{{{answer}}}{{{source_line}}}", .broken), ("  ", .empty),
        ("<b>{{{answer}}}{{{source_line}}}", .unsafe), ("{{{answer}}}{{{source_line}}} www.bad.example", .unsafe),
    ])
    func `a phrase with a slot too many or too few, or not in order, is refused`(text: String, problem: PhraseProblem) {
        #expect(shelf.problems(in: text, for: .answer, in: .chinese) == [problem])
    }

    @Test func `what was edited is said at once and the file's text again after it is taken back`() {
        let slots: [String: PhraseSlot] = ["answer": "甲", "source_line": "乙"]
        let before = shelf.say(.answer, in: .chinese, slots).exposed
        let edit = EditedPhrase(
            phrase: .answer,
            language: .chinese,
            text: "{{{answer}}}—{{{source_line}}}",
            isRemoved: false,
            version: 1
        )

        shelf.replace(with: [edit])
        #expect(shelf.say(.answer, in: .chinese, slots).exposed == "甲—乙")

        shelf.replace(with: [])
        #expect(shelf.say(.answer, in: .chinese, slots).exposed == before)
    }

    @Test func `a kept edit that is no longer in order is left out`() {
        let edit = EditedPhrase(phrase: .answer, language: .chinese, text: "{{{gone}}}", isRemoved: false, version: 3)

        shelf.replace(with: [edit])

        #expect(shelf.text(of: .answer, in: .chinese) == shelf.shipped(.answer, in: .chinese))
    }
}
