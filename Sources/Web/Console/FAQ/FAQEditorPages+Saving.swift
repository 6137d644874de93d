import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

/// What is typed is kept, and saved as a version where it is an entry.
extension Console {
    /// Saves what was sent as the entry's newest version; nothing is answered from it yet.
    func saveEntry(_ visit: Visit) async throws -> Response {
        let known = try await entry(visit)
        let words = pages.words(in: visit.language)
        var form = FAQForm(visit.form)
        let id = known?.record.id ?? form.id
        let base = faq.readings.entry(known?.latest)
        if let base { form = form.reviewed(by: visit.reader, since: FAQForm(base, words)) }
        var view = FAQEntryView(known: known)
        view.form = form
        let seen = known?.record.expected(seen: form.seen, revision: visit.form["revision"])
        let (made, problems) = form.entry(as: id, on: base, groups: groups, writer: faq.writer, words: words)
        guard let made else {
            view.problems = problems
            try await keep(form, known, seen ?? 0, visit)
            return try await show(view, visit, status: .unprocessableContent)
        }
        if let known, let base, base == made, form.confirmed.isEmpty, seen == known.record.revision {
            try await stores.typed.forgetTyped(id, by: visit.reader.login)
            return redirect("/faq/\(id)?told=same")
        }
        do {
            let saved = try await faq.desk.save(
                faq.writer.text(of: made),
                as: id,
                confirmed: form.confirmed,
                by: visit.reader,
                expecting: known == nil ? .none : seen.map(FAQExpectation.revision) ?? .unnamed
            )
            try await stores.typed.forgetTyped(known == nil ? Self.newEntry : id, by: visit.reader.login)
            hub.tell([.entry(id)])
            return redirect("/faq/\(saved.record.id)?told=saved")
        } catch FAQConflict.stale(let newer) {
            return try await showBoth(form, newer, isNew: known == nil, visit)
        } catch let wrong as FileProblems {
            for problem in wrong.problems {
                view.problems.note("answer_zh", words.say("problem_faq_file", ["text": problem.message]))
            }
            try await keep(form, known, seen ?? 0, visit)
            return try await show(view, visit, status: .unprocessableContent)
        }
    }

    /// Somebody saved meanwhile: both texts are shown, what was typed is kept, and saving again goes over theirs.
    private func showBoth(
        _ form: FAQForm,
        _ newer: FAQHistory,
        isNew: Bool,
        _ visit: Visit
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        var view = FAQEntryView(known: isNew ? nil : newer)
        view.form = form
        if isNew {
            view.problems.note("id", words["problem_faq_taken"])
            try await keep(form, nil, 0, visit)
            return try await show(view, visit, status: .unprocessableContent)
        }
        view.problems.note("other", words["problem_faq_stale"])
        view.other = newer.latest
        try await keep(form, newer, newer.record.revision, visit)
        return try await show(view, visit, status: .conflict)
    }

    /// Keeps what is typed every time that typing stops, and lets it go where it is not wanted.
    func keepTyped(_ visit: Visit) async throws -> Response {
        let known = try await entry(visit)
        let id = known?.record.id ?? Self.newEntry
        if visit.form["then"] == "forget" {
            try await stores.typed.forgetTyped(id, by: visit.reader.login)
            return redirect("/faq/\(id)")
        }
        try await keep(FAQForm(visit.form), known, Int(visit.form["revision"]) ?? 0, visit)
        return Response(status: .noContent)
    }

    private func keep(_ form: FAQForm, _ known: FAQHistory?, _ revision: Int, _ visit: Visit) async throws {
        let typed = TypedEntry(
            entry: known?.record.id ?? Self.newEntry,
            login: visit.reader.login,
            fields: form.fields,
            revision: revision,
            at: visit.now
        )
        try await stores.typed.keepTyped(typed)
    }

    /// A beat of a browser that shows the editor, or its last word (criterion A7).
    func noteEditor(_ visit: Visit) throws -> Response {
        let id = try visit.parameters.require("entry")
        guard id != Self.newEntry, FAQName.isValid(id) else { return Response(status: .noContent) }
        let isTyping = !visit.form["replying"].isEmpty
        let isNews =
            visit.form["gone"].isEmpty
            ? hub.editors.beat(id, by: visit.reader, isReplying: isTyping, now: visit.now)
            : hub.editors.leave(id, visit.reader.login)
        if isNews { hub.tell([.entry(id)]) }
        return Response(status: .noContent)
    }

    /// What members would read of what is typed, as the part of the page that is put in place of the old one.
    func preview(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let form = FAQForm(visit.form)
        let id = try visit.parameters.require("entry")
        let values: [String: Any] = ["previews": previews(of: form.sketch(as: id), words)]
        return pages.page("faq-preview", faqFrame(words["faq_preview"], visit), values)
    }
}

extension FAQForm {
    /// The entry as far as it is typed: for its preview alone.
    func sketch(as id: String) -> FAQEntry {
        FAQEntry(
            id: id,
            version: "",
            topic: topic,
            risk: isHighRisk ? .high : .normal,
            titles: panes.mapValues(\.title),
            questions: [:],
            answers: panes.mapValues { $0.answer.trimmingCharacters(in: .whitespacesAndNewlines) },
            groups: groups,
            countries: CountryNames.read(countries).codes,
            validFrom: validFrom,
            validUntil: nil,
            source: FAQEntry.Source(name: sourceName, date: sourceDate, url: nil),
            checkedOn: checkedOn,
            reviewer: nil,
            unreviewed: [],
            isPaused: false
        )
    }
}
