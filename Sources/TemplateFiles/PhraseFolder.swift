package import Comprehension
package import Foundation
package import MutualAid
import Mustache

/// `Templates/replies/`: what the bot says, one Mustache template a phrase and language.
package struct PhraseFolder: Phrasebook {
    private var templates: [ReplyLanguage: [Phrase: MustacheTemplate]]
    private var texts: [ReplyLanguage: [Phrase: String]]

    /// Reads every phrase in both languages; a missing or broken one is a problem.
    package init(_ folder: URL) throws(FileProblems) {
        let ledger = ProblemLedger()
        var templates: [ReplyLanguage: [Phrase: MustacheTemplate]] = [:]
        var texts: [ReplyLanguage: [Phrase: String]] = [:]
        for language in ReplyLanguage.allCases {
            for phrase in Phrase.allCases {
                let url = folder.appendingPathComponent("\(language.rawValue)/\(phrase.rawValue).mustache")
                guard let file = TextFiles.read(url, ledger: ledger) else { continue }
                do {
                    let text = file.text.trimmingCharacters(in: .newlines)
                    templates[language, default: [:]][phrase] = try Self.template(text)
                    texts[language, default: [:]][phrase] = text
                } catch {
                    ledger.note(file.path, nil, "this is no valid Mustache template: \(error)")
                }
            }
        }
        try ledger.check()
        self.templates = templates
        self.texts = texts
    }

    /// The same phrases with some texts in place of the files'; a text that is no template is left out.
    func with(_ edited: [(Phrase, ReplyLanguage, String)]) -> PhraseFolder {
        var changed = self
        for (phrase, language, text) in edited {
            guard let template = try? Self.template(text) else { continue }
            changed.templates[language, default: [:]][phrase] = template
            changed.texts[language, default: [:]][phrase] = text
        }
        return changed
    }

    /// A phrase as it is written, its slots not filled.
    func text(of phrase: Phrase, in language: ReplyLanguage) -> String { texts[language]?[phrase] ?? "" }

    /// A text as a template of plain text: values are put in as they are.
    static func template(_ text: String) throws -> MustacheTemplate {
        try MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT}}" + text)
    }

    package func say(_ phrase: Phrase, in language: ReplyLanguage, _ slots: [String: PhraseSlot]) -> PrivateText {
        let values = slots.compactMapValues { slot -> Any? in
            switch slot {
            case .text(let text): text.isEmpty ? nil : text
            case .flag(let flag): flag
            case .rows(let rows): rows
            }
        }
        let text = templates[language]?[phrase]?.render(values) ?? ""
        return PrivateText(text.trimmingCharacters(in: .newlines))
    }

    package func fill(_ answer: String, _ slots: [String: String]) -> String? {
        Slots.fill(answer, slots)
    }
}
