import Accounts
import Comprehension
import Foundation
import Hummingbird
import MutualAid

/// An entry that came near is put right where it was found, and the same question is tried again (criterion A3).
extension Console {
    func addTrialEditing(to group: Group) {
        post(group, "faq/:entry/try", upTo: Self.entryFormBytes) { visit in
            try await editTried(editing(visit))
        }
    }

    /// Saves what was changed as the entry's newest draft and asks the question of the drafts.
    private func editTried(_ visit: Visit) async throws -> Response {
        guard let known = try await entry(visit), let base = faq.readings.entry(known.latest) else {
            throw Problem(.notFound, "There is no such entry")
        }
        let words = pages.words(in: visit.language)
        let form = FAQForm(base, words).edited(by: visit.form, words, visit.reader)
        let (made, problems) = form.entry(
            as: known.record.id,
            on: base,
            groups: groups,
            writer: faq.writer,
            words: words
        )
        guard let made else { return try await tried(visit, entry: known, form, problems.all.map(\.text)) }
        if made == base, form.confirmed.isEmpty { return try await tried(visit, told: words["faq_told_same"]) }
        let seen = known.record.expected(seen: visit.form["seen"], revision: visit.form["revision"])
        do {
            let saved = try await faq.desk.save(
                faq.writer.text(of: made),
                as: known.record.id,
                confirmed: form.confirmed,
                by: visit.reader,
                expecting: seen.map(FAQExpectation.revision) ?? .unnamed
            )
            hub.tell([.entry(saved.record.id)])
            return try await tried(visit, told: words.say("try_edited", ["n": "\(saved.record.latest)"]))
        } catch FAQConflict.stale(let newer) {
            return try await tried(visit, entry: newer, form, [words["problem_faq_moved_on"]])
        } catch let wrong as FileProblems {
            return try await tried(visit, entry: known, form, wrong.problems.map(\.message))
        }
    }

    /// The question tried with the drafts, after an edit was saved.
    private func tried(_ visit: Visit, told: String) async throws -> Response {
        var fields = TrialFields(visit, groups)
        fields.source = .draft
        return try await triedPage(visit, fields, values: ["told": told])
    }

    /// The question tried again beside an edit that could not be saved, with nothing of it lost.
    private func tried(
        _ visit: Visit,
        entry: FAQHistory,
        _ form: FAQForm,
        _ problems: [String]
    ) async throws -> Response {
        let place = "edit-\(entry.record.id)"
        let values: [String: Any] = ["has_errors": true, "errors": problems.map { ["field": place, "text": $0] }]
        return try await triedPage(visit, TrialFields(visit, groups), values: values, editing: (entry, form))
    }

    /// The fields in which an entry that came near is put right.
    ///
    /// - Parameters:
    ///   - id: the entry's.
    ///   - typed: what was typed a moment ago, where that is shown again.
    ///   - words: of the reader.
    /// - Returns: nothing where what is stored can no longer be read.
    /// - Throws: `StoreFailure`.
    func triedEdit(
        _ id: String,
        typed: (entry: FAQHistory, form: FAQForm)?,
        _ words: Words
    ) async throws -> [[String: Any]] {
        let known: FAQHistory
        do { known = try await faq.desk.entry(id) } catch FAQConflict.notFound { return [] }
        guard let entry = faq.readings.entry(known.latest) else { return [] }
        let own = typed.flatMap { $0.entry.record.id == id ? $0.form : nil }
        let form = own ?? FAQForm(entry, words)
        return [
            [
                "revision": "\(known.record.revision)", "seen": known.record.seen, "is_open": own != nil,
                "panes": ReplyLanguage.allCases.map { language -> [String: Any] in
                    let pane = form.panes[language] ?? FAQForm.Pane()
                    return [
                        "lang": language.rawValue, "heading": words["language_\(language.rawValue)"],
                        "questions": pane.questions, "answer": pane.answer, "is_confirmed": pane.isConfirmed,
                        "confirm": words["faq_confirm_\(language.rawValue)"],
                    ]
                },
            ]
        ]
    }
}

extension FAQForm {
    /// The same with the questions and answers that were sent; everything else of the entry stays.
    fileprivate func edited(by sent: FormBody, _ words: Words, _ reader: StaffMember) -> FAQForm {
        var form = self
        for language in ReplyLanguage.allCases {
            let end = "_\(language.rawValue)"
            var pane = form.panes[language] ?? Pane()
            pane.questions = sent["questions" + end]
            pane.answer = sent["answer" + end]
            pane.isConfirmed = !sent["confirmed" + end].isEmpty
            // A language that has nothing but these two begins with its first question as its title.
            if pane.title.isEmpty, let first = pane.questions.saidLines.first, !pane.answer.isEmpty {
                pane.title = String(first.prefix(120))
            }
            form.panes[language] = pane
        }
        return form.reviewed(by: reader, since: self)
    }
}
