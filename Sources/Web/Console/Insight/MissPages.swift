import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// What no entry answered, and the way from there to an entry (criteria A9, F14).
extension Console {
    /// Gaps on one page.
    private static let gapsShown = 20

    func addMisses(to group: Group) {
        get(group, "faq/misses") { visit in
            try requireEditor(visit)
            return try await missesPage(visit)
        }
        post(group, "faq/misses/:gap/entry") { visit in
            try requireEditor(visit)
            return try await writeEntry(visit)
        }
        post(group, "faq/misses/:gap/dismiss") { visit in
            try requireEditor(visit)
            guard let id = visit.parameters.get("gap").flatMap({ ID<FAQGap>($0) }),
                try await insight.gaps.dismiss(id, by: visit.reader.login, now: visit.now)
            else { throw Problem(.notFound, "There is no such gap") }
            return redirect("/faq/misses?told=dismissed")
        }
    }

    /// Pages for those who write entries; to everybody else they do not exist.
    func requireEditor(_ visit: Visit) throws {
        guard visit.reader.mayEditFAQ else { throw Problem(.notFound, "There is no such page") }
    }

    /// The words of questions, where this reader may read them.
    var questionDisclosure: QuestionDisclosure {
        QuestionDisclosure(cases: stores.escalations, messages: insight.messages, audit: stores.audit)
    }

    private func missesPage(
        _ visit: Visit,
        refused: (gap: String, problem: String)? = nil
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        let place = max(0, visit.query("page").flatMap { Int($0) } ?? 0)
        let own = visit.reader.scope
        let all = try await insight.gaps.gaps(limit: 500).filter { $0.groups.contains { own.includesGroup($0) } }
        let shown = Array(all.dropFirst(place * Self.gapsShown).prefix(Self.gapsShown))
        let texts = try await questionDisclosure.words(of: shown.flatMap(\.messages), for: visit.reader, now: visit.now)
        let entries = try await insight.desk.entries()
        let known = Set(entries.map(\.record.id))
        let rows = try await shown.asyncMap { gap in
            try await missRow(gap, texts, known, visit, words, refused: refused)
        }
        var values: [String: Any] = [
            "on_misses": true, "is_empty": all.isEmpty, "gaps": rows,
            "count": words.say("miss_count", ["n": "\(all.count)"]), "entries": entryChoices(entries, visit),
        ]
        if all.count > (place + 1) * Self.gapsShown { values["next"] = "/faq/misses?page=\(place + 1)" }
        if visit.query("told") == "dismissed" { values["told"] = words["miss_dismissed"] }
        var frame = Frame(words["miss_title"], visit.request, visit: visit, section: "faq")
        if let refused {
            frame.isError = true
            values["has_errors"] = true
            values["errors"] = [["field": "phrasing-\(refused.gap)", "text": refused.problem]]
        }
        return pages.page("faq-misses", frame, values, status: refused == nil ? .ok : .unprocessableContent)
    }

    private func missRow(
        _ gap: FAQGap,
        _ texts: [ID<Message>: QuestionDisclosure.Words],
        _ known: Set<String>,
        _ visit: Visit,
        _ words: Words,
        refused: (gap: String, problem: String)?
    ) async throws -> [String: Any] {
        let isRefused = refused?.gap == "\(gap.id)"
        let read = gap.messages.compactMap { texts[$0] }
        let bare = read.first.map { PersonalWords.replaced(in: $0.text, names: $0.names) } ?? ""
        let phrasing = isRefused ? visit.form["phrasing"] : bare
        let draft = Self.entry(for: gap.id)
        var values: [String: Any] = [
            "id": "\(gap.id)", "asked": words.say("miss_asked", ["n": "\(gap.asked)", "members": "\(gap.members)"]),
            "groups": gap.groups.map { groupName($0, visit) }.joined(separator: words["comma"]),
            "tongues": gap.languages.map { words["language_\($0)"] }.joined(separator: words["comma"]),
            "last": visit.stamp(gap.lastAskedAt, words), "is_open": isRefused, "phrasing": phrasing,
            "lines": Set(read.map(\.text)).sorted().map { ["text": $0] }, "is_closed": read.isEmpty,
            "is_english": (bare.isEmpty ? gap.languages.first == "en" : Language.detect(bare).ofReply == .english),
        ]
        let answer = isRefused ? visit.form["answer"] : try await suggestion(read, visit) ?? ""
        if !answer.isEmpty { values["answer"] = [["text": answer]] }
        if known.contains(draft) { values["draft"] = [["id": draft]] }
        if isRefused {
            values["nearest"] = visit.form["entry"]
        } else if !bare.isEmpty {
            let knowledge = try await insight.trials.knowledge(.live)
            values["nearest"] = knowledge.interpreter.understand(bare).candidates.first?.entry ?? ""
        }
        return values
    }

    /// What a person answered in a resolved case of these, without what points to anybody (criterion F15).
    private func suggestion(_ read: [QuestionDisclosure.Words], _ visit: Visit) async throws -> String? {
        for words in read {
            guard let known = words.escalation, [.resolved, .closed].contains(known.state) else { continue }
            let lines = try await stores.threads.thread(of: known.id, scope: visit.reader.ownScope)
            let answer = lines.last { line in
                if case .reply(.counselor, let state, _) = line.origin {
                    [.delivered, .waiting].contains(state)
                } else {
                    false
                }
            }
            if let answer { return PersonalWords.replaced(in: answer.text.exposed, names: words.names) }
        }
        return nil
    }

    /// Every entry that may get one more phrasing, for a field that helps to find it.
    func entryChoices(_ entries: [FAQHistory], _ visit: Visit) -> [[String: Any]] {
        entries.filter { $0.record.state != .archived }.map { head in
            // A text that can no longer be read has its name for a title.
            let entry = head.latest.flatMap { try? insight.desk.read($0) }
            return ["id": head.record.id, "title": entry?.titles[visit.language.reply] ?? head.record.id]
        }
    }

    /// The entry that a gap's own draft is: named by the gap, never by what was asked.
    private static func entry(for gap: ID<FAQGap>) -> String { "asked-\(gap)" }

    /// A draft with the phrasing in it, new or one more of an entry; the editor is where it goes on.
    private func writeEntry(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        guard let gap = visit.parameters.get("gap").flatMap({ ID<FAQGap>($0) }) else {
            throw Problem(.notFound, "There is no such gap")
        }
        let phrasing = visit.form["phrasing"].trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...500).contains(phrasing.count) else {
            return try await missesPage(visit, refused: ("\(gap)", words["miss_phrasing_missing"]))
        }
        let language = ReplyLanguage(rawValue: visit.form["language"]) ?? .chinese
        let isNew = visit.form["then"] != "add"
        let id = isNew ? Self.entry(for: gap) : visit.form["entry"].trimmingCharacters(in: .whitespaces)
        do {
            let known = try await knownEntry(id)
            guard isNew || known != nil else {
                return try await missesPage(visit, refused: ("\(gap)", words["miss_no_such_entry"]))
            }
            let answer = visit.form["answer"].trimmingCharacters(in: .whitespacesAndNewlines)
            let text = known?.latest.map { FAQPhrasing.adding(phrasing, language, to: $0.text) }
            _ = try await insight.desk.save(
                text ?? newText(id, phrasing, language, answer, visit),
                as: id,
                confirmed: [],
                by: visit.reader,
                expecting: known.map { .revision($0.record.revision) } ?? .none
            )
            return redirect("/faq/\(id)")
        } catch let problems as FileProblems {
            let text = problems.problems.map(\.message).joined(separator: "; ")
            return try await missesPage(visit, refused: ("\(gap)", text))
        } catch FAQConflict.stale {
            return try await missesPage(visit, refused: ("\(gap)", words["miss_changed"]))
        }
    }

    private func knownEntry(_ id: String) async throws -> FAQHistory? {
        do {
            return try await insight.desk.entry(id)
        } catch FAQConflict.notFound {
            return nil
        }
    }

    private func newText(
        _ id: String,
        _ phrasing: String,
        _ language: ReplyLanguage,
        _ answer: String,
        _ visit: Visit
    ) -> String {
        FAQPhrasing.newEntry(
            id,
            asked: phrasing,
            language,
            on: visit.now.formatted(.iso8601.year().month().day()),
            answer: answer.isEmpty ? nil : answer,
            placeholder: [
                .chinese: pages.words(in: .simplified)["miss_to_be_written"],
                .english: pages.words(in: .english)["miss_to_be_written"],
            ]
        )
    }
}

extension Sequence {
    /// `map` for what has to be waited for, one after the other.
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
