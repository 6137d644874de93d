package import Comprehension
package import Foundation
package import MutualAid
import Mustache

/// `Templates/replies/`: what the bot says, one Mustache template a phrase and language.
package struct PhraseFolder: Phrasebook {
    private let templates: [ReplyLanguage: [Phrase: MustacheTemplate]]

    /// Reads every phrase in both languages; a missing or broken one is a problem.
    package init(_ folder: URL) throws(FileProblems) {
        let ledger = ProblemLedger()
        var templates: [ReplyLanguage: [Phrase: MustacheTemplate]] = [:]
        for language in ReplyLanguage.allCases {
            for phrase in Phrase.allCases {
                let url = folder.appendingPathComponent("\(language.rawValue)/\(phrase.rawValue).mustache")
                guard let file = TextFiles.read(url, ledger: ledger) else { continue }
                do {
                    let text = file.text.trimmingCharacters(in: .newlines)
                    templates[language, default: [:]][phrase] = try MustacheTemplate(
                        string: "{{% CONTENT_TYPE: TEXT}}" + text
                    )
                } catch {
                    ledger.note(file.path, nil, "this is no valid Mustache template: \(error)")
                }
            }
        }
        try ledger.check()
        self.templates = templates
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
