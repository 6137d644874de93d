import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// One entry: what it says, its editor, and what is done to it.
extension Console {
    /// What the address of an entry says where there is none yet.
    static let newEntry = "new"
    /// The most bytes of an entry's form: an entry of 256 KiB with each character as three coded bytes.
    static let entryFormBytes = 1 << 20

    func addFAQEditor(to group: Group) {
        get(group, "faq/:entry") { visit in try await entryPage(visit) }
        post(group, "faq/:entry", upTo: Self.entryFormBytes) { visit in try await saveEntry(editing(visit)) }
        post(group, "faq/:entry/typed", upTo: Self.entryFormBytes) { visit in try await keepTyped(editing(visit)) }
        post(group, "faq/:entry/preview", upTo: Self.entryFormBytes) { visit in try await preview(editing(visit)) }
        post(group, "faq/:entry/presence") { visit in try noteEditor(editing(visit)) }
        post(group, "faq/:entry/change") { visit in try await changeEntry(editing(visit)) }
    }

    /// Whoever may not write entries finds no door to it.
    func editing(_ visit: Visit) throws -> Visit {
        guard visit.reader.mayEditFAQ else { throw Problem(.notFound, "There is no such page") }
        return visit
    }

    /// The entry that the address names; `nil` for one that is being written.
    func entry(_ visit: Visit) async throws -> FAQHistory? {
        let id = try visit.parameters.require("entry")
        return id == Self.newEntry ? nil : try await faq.desk.entry(id)
    }

    private func entryPage(_ visit: Visit) async throws -> Response {
        let known = try await entry(visit)
        guard known != nil || visit.reader.mayEditFAQ else { throw Problem(.notFound, "There is no such page") }
        let words = pages.words(in: visit.language)
        let told = visit.query("told").flatMap { words.all["faq_told_\($0)"] }
        var view = FAQEntryView(known: known, told: told)
        view.typed = visit.reader.mayEditFAQ ? try await typed(known, visit) : nil
        if let id = visit.query("gone").flatMap({ FAQName.isValid($0) ? $0 : nil }) { view.told = id }
        return try await show(view, visit)
    }

    /// What the reader typed into this entry's form and did not save.
    private func typed(_ known: FAQHistory?, _ visit: Visit) async throws -> FAQEntryView.Typed? {
        let id = known?.record.id ?? Self.newEntry
        guard let kept = try await stores.typed.typedEntry(id, by: visit.reader.login),
            let form = FAQForm(kept: kept.fields)
        else { return nil }
        return FAQEntryView.Typed(form: form, revision: kept.revision, at: kept.at)
    }

    /// The page of an entry with everything on it.
    func show(_ view: FAQEntryView, _ visit: Visit, status: HTTPResponse.Status = .ok) async throws -> Response {
        let words = pages.words(in: visit.language)
        let known = view.known
        let entry = faq.readings.entry(known?.latest)
        let title = entry.flatMap { $0.titles[visit.language.reply].flatMap { $0.isEmpty ? nil : $0 } }
        var frame = faqFrame(title ?? known?.record.id ?? words["faq_new"], visit)
        frame.isError = !view.problems.all.isEmpty
        let form =
            view.form ?? view.typed?.form ?? entry.map { FAQForm($0, words) }
            ?? .fresh(for: visit.reader, today: visit.now.formatted(.iso8601.year().month().day()))
        let people = try await peopleByLogin()
        var values: [String: Any] = [
            "on_list": true, "id": known?.record.id ?? Self.newEntry, "is_new": known == nil,
            "may_edit": visit.reader.mayEditFAQ,
            "errors": view.problems.rows, "has_errors": !view.problems.all.isEmpty,
            "seen": view.form == nil ? view.typed?.form.seen ?? known?.record.seen ?? "" : known?.record.seen ?? "",
            "newest_seen": known?.record.seen ?? "", "revision": "\(view.revision)",
            "newest_revision": "\(known?.record.revision ?? 0)",
        ]
        values.merge(formValues(form, view, words)) { _, new in new }
        if let told = view.told { values["told"] = told }
        values["presence"] = presence(known, visit, words)
        if let typed = view.typed, view.form == nil {
            values["typed"] = [
                [
                    "at": visit.stamp(typed.at, words),
                    "is_behind": known.map { $0.record.seen != typed.form.seen } ?? false,
                ]
            ]
        }
        if let known {
            values.merge(standing(known, entry, people, visit, words)) { _, new in new }
            values.merge(try await publishing(known, entry, view, visit, words)) { _, new in new }
            if view.showsNeighbours, let entry { values["neighbours"] = try await neighbours(of: entry, words) }
        }
        if let other = view.other { values["other"] = [compared(other, form, people, visit, words)] }
        values["previews"] = previews(of: entry ?? form.sketch(as: known?.record.id ?? ""), words)
        return pages.page("faq-entry", frame, values, status: status)
    }

    func peopleByLogin() async throws -> [String: String] {
        let people = try await stores.staff.staff()
        return Dictionary(people.map { ($0.login, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    /// Entries and other people's drafts that the saved text stands too near to.
    private func neighbours(of entry: FAQEntry, _ words: Words) async throws -> [[String: Any]] {
        let knowledge = faq.shelf.current
        let waiting = try await faq.desk.entries().filter {
            $0.record.state != .archived && $0.record.latest != $0.record.published && $0.record.id != entry.id
        }
        let newest = waiting.sorted { ($0.latest?.at ?? .distantPast) > ($1.latest?.at ?? .distantPast) }
        let drafts = newest.prefix(FAQNeighbours.mostDrafts).compactMap { faq.readings.entry($0.latest) }
        let drafted = Dictionary(drafts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return FAQNeighbours.of(entry, in: knowledge, besides: drafts).map { each in
            let titles = (drafted[each.entry] ?? knowledge.entries[each.entry])?.titles ?? [:]
            let title = titles[words.language.reply].flatMap { $0.isEmpty ? nil : $0 } ?? each.entry
            let slots = ["title": title, "question": each.question, "numbers": each.numbers.joined(separator: " ≠ ")]
            return [
                "id": each.entry, "is_contradiction": each.kind == .contradiction,
                "text": words.say("faq_neighbour_\(each.kind.rawValue)", slots),
            ]
        }
    }

    /// Who else has this entry open, in words.
    private func presence(_ known: FAQHistory?, _ visit: Visit, _ words: Words) -> String {
        guard let known else { return "" }
        return hub.editors.others(at: known.record.id, but: visit.reader.login).map {
            words.say($0.isReplying ? "faq_presence_typing" : "faq_presence_here", ["name": $0.name])
        }.joined(separator: words["comma"])
    }
}

/// What one showing of an entry's page is made of.
struct FAQEntryView {
    /// What somebody typed and has not saved.
    struct Typed {
        let form: FAQForm
        let revision: Int
        let at: Date
    }

    /// `nil` for one that is being written.
    let known: FAQHistory?
    /// What just happened, in words.
    var told: String?
    /// What was sent a moment ago and is shown again.
    var form: FAQForm?
    var typed: Typed?
    var problems = FAQFormProblems()
    /// The text that somebody else saved meanwhile, to be shown beside the own one.
    var other: FAQVersion?
    /// Pinned questions that putting it in force would break, and what was wanted.
    var broken: (questions: [PinnedQuestion], then: String, time: String)?

    var newest: Int { known?.record.revision ?? 0 }

    /// The revision that the form begins from: what was typed from an older one is not to go over a newer one unseen.
    var revision: Int { form == nil ? typed?.revision ?? newest : newest }

    /// Likeness to other entries is looked for where somebody just saved: it asks the index a dozen questions.
    var showsNeighbours: Bool { told != nil }
}
