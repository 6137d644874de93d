import Accounts
import Comprehension
import Foundation
import MutualAid

/// What the fields, the previews and the comparison of an entry's page show.
extension Console {
    /// The form's fields with what is wrong at each.
    func formValues(_ form: FAQForm, _ view: FAQEntryView, _ words: Words) -> [String: Any] {
        let stale = view.known?.latest?.stale ?? []
        var values: [String: Any] = [
            "topic": form.topic, "is_high_risk": form.isHighRisk, "countries": form.countries,
            "valid_from": form.validFrom, "valid_until": form.validUntil, "source_name": form.sourceName,
            "source_date": form.sourceDate, "source_url": form.sourceURL, "checked_on": form.checkedOn,
            "reviewer": form.reviewer, "typed_id": form.id, "slots": faq.writer.slots.map { ["name": $0] },
            "panes": ReplyLanguage.allCases.map { pane($0, form.panes[$0] ?? FAQForm.Pane(), stale, view, words) },
            "groups": groups.all.map { group -> [String: Any] in
                [
                    "value": group.id, "name": group.names[words.language.reply] ?? group.id,
                    "is_ticked": form.groups.contains(group.id),
                ]
            },
            "topics": words.all.keys.filter { $0.hasPrefix("topic_") }.sorted().map {
                ["value": String($0.dropFirst(6)), "name": words[$0]]
            },
        ]
        for field in ["id", "topic", "countries", "valid_from", "valid_until", "source_name", "source_date"]
            + ["source_url", "checked_on", "reviewer"]
        {
            if let text = view.problems.text(at: field) { values["wrong_\(field)"] = [["text": text]] }
        }
        return values
    }

    private func pane(
        _ language: ReplyLanguage,
        _ pane: FAQForm.Pane,
        _ stale: [ReplyLanguage],
        _ view: FAQEntryView,
        _ words: Words
    ) -> [String: Any] {
        let code = language.rawValue
        var values: [String: Any] = [
            "lang": code, "heading": words["language_\(code)"], "title": pane.title, "questions": pane.questions,
            "not_answered": pane.notAnswered, "answer": pane.answer, "is_unreviewed": pane.isUnreviewed,
            "is_missing": pane.isEmpty, "missing": words["faq_missing_\(code)"], "is_chinese": language == .chinese,
            "confirm": words["faq_confirm_\(code)"], "is_confirmed": pane.isConfirmed,
        ]
        if stale.contains(language) { values["stale"] = words["faq_stale_\(code)"] }
        for field in ["title", "questions", "not_answered", "answer"] {
            if let text = view.problems.text(at: "\(field)_\(code)") { values["wrong_\(field)"] = [["text": text]] }
        }
        return values
    }

    /// The chat bubbles of a text, by language and by what its rooms can carry (criterion A2).
    func previews(of entry: FAQEntry, _ words: Words) -> [[String: Any]] {
        let group = groups.all.first { entry.groups.contains($0.id) } ?? groups.all.first
        guard let group else { return [] }
        let texts = AnswerPreview(phrases: faq.phrases, numbers: numbers, asOf: faq.asOf)
        let kinds = Dictionary(grouping: connections, by: \.carriesPrivate)
        return ReplyLanguage.allCases.map { language in
            let channels = [true, false].compactMap { carriesPrivate -> [String: Any]? in
                guard let known = kinds[carriesPrivate] else { return nil }
                let bubbles = texts.inGroup(entry, in: language, carriesPrivate: carriesPrivate, group: group)
                return [
                    "names": known.map(\.id).joined(separator: words["comma"]),
                    "bubbles": (bubbles ?? []).map { bubble($0, language, words) }, "is_nothing": bubbles == nil,
                    "loses_details": !carriesPrivate && (entry.answers[language] ?? "").contains("\n\n"),
                ]
            }
            var values: [String: Any] = [
                "lang": language.rawValue, "heading": words["language_\(language.rawValue)"], "channels": channels,
            ]
            let answer = entry.answers[language] ?? ""
            if language == .chinese, !answer.isEmpty {
                values["traditional"] = answer.applyingTransform(StringTransform("Hans-Hant"), reverse: false) ?? answer
            }
            return values
        }
    }

    private func bubble(_ bubble: AnswerPreview.Bubble, _ language: ReplyLanguage, _ words: Words) -> [String: Any] {
        let isGroup = bubble.visibility == .group
        let lines = bubble.text.split(separator: "\n").count
        // The source line is not counted among the three.
        let isLong = isGroup && lines > AnswerPreview.mostGroupLines + 1
        let slots = ["n": "\(bubble.text.count)", "lines": "\(lines)"]
        return [
            "where": words[isGroup ? "faq_in_group" : "faq_in_private"], "text": bubble.text,
            "lang": language.rawValue, "count": words.say("faq_length", slots), "is_long": isLong,
        ]
    }

    /// Two texts of one entry beside each other, field by field, with what differs marked.
    func compared(
        _ other: FAQVersion,
        _ form: FAQForm,
        _ people: [String: String],
        _ visit: Visit,
        _ words: Words
    ) -> [String: Any] {
        let theirs = faq.readings.entry(other).map { FAQForm($0, words) } ?? FAQForm()
        return [
            "author": words.author(other.author, people), "at": visit.stamp(other.at, words),
            "number": "\(other.number)", "rows": FAQComparison.rows(theirs, form, words),
        ]
    }
}
