import Comprehension
import Foundation
import MutualAid

/// Two texts of one entry, field by field.
enum FAQComparison {
    /// The fields that differ, each with both sides taken into pieces that are the same, gone or new.
    static func rows(_ before: FAQForm, _ after: FAQForm, _ words: Words) -> [[String: Any]] {
        let texts = ReplyLanguage.allCases.flatMap { language -> [(String, String?, String, String)] in
            let (old, new) = (before.panes[language] ?? FAQForm.Pane(), after.panes[language] ?? FAQForm.Pane())
            let name = words["language_\(language.rawValue)"]
            let code = language.rawValue
            return [
                ("\(name) · \(words["faq_title_field"])", code, old.title, new.title),
                ("\(name) · \(words["faq_questions"])", code, old.questions.lines, new.questions.lines),
                ("\(name) · \(words["faq_not_answered"])", code, old.notAnswered.lines, new.notAnswered.lines),
                ("\(name) · \(words["faq_answer"])", code, old.answer.lines, new.answer.lines),
                (
                    "\(name) · \(words["faq_unreviewed"])", nil, words.yes(old.isUnreviewed),
                    words.yes(new.isUnreviewed)
                ),
            ]
        }
        let facts: [(String, String?, String, String)] = [
            (words["faq_topic"], nil, words.topic(before.topic), words.topic(after.topic)),
            (words["faq_high_risk"], nil, words.yes(before.isHighRisk), words.yes(after.isHighRisk)),
            (words["faq_groups"], nil, before.groups.joined(separator: " "), after.groups.joined(separator: " ")),
            (words["faq_countries"], nil, before.countries, after.countries),
            (words["faq_valid_from"], nil, before.validFrom, after.validFrom),
            (words["faq_valid_until"], nil, before.validUntil, after.validUntil),
            (words["faq_source_name"], nil, before.sourceName, after.sourceName),
            (words["faq_source_date"], nil, before.sourceDate, after.sourceDate),
            (words["faq_source_url"], nil, before.sourceURL, after.sourceURL),
            (words["faq_checked_on"], nil, before.checkedOn, after.checkedOn),
            (words["faq_reviewer"], nil, before.reviewer, after.reviewer),
        ]
        return (texts + facts).filter { $0.2 != $0.3 }.map { name, lang, old, new in
            let pieces = TextDiff.pieces(old, new)
            return [
                "field": name, "lang": lang ?? words.language.rawValue,
                "old": pieces.filter { $0.kind != .new }.map(\.values),
                "new": pieces.filter { $0.kind != .gone }.map(\.values),
            ]
        }
    }
}

extension TextDiff.Piece {
    fileprivate var values: [String: Any] { ["text": text, "is_same": kind == .same, "is_gone": kind == .gone] }
}

extension Words {
    fileprivate func yes(_ flag: Bool) -> String { self[flag ? "faq_yes" : "faq_no"] }
}

extension String {
    /// Without the blanks at its ends, which no file keeps.
    fileprivate var lines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
