import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// Trying questions before members ask them, one or many; nothing of it is sent, kept or counted (criterion A3).
///
/// Questions are posted, never put into an address, since people paste what somebody wrote.
extension Console {
    func addTrials(to group: Group) {
        get(group, "faq/try", needsCode: false) { visit in tryPage(visit, TrialFields(visit, groups), values: [:]) }
        post(group, "faq/try", needsCode: false) { visit in
            let fields = TrialFields(visit, groups)
            if visit.form["what"] == "batch" { return try await tryBatch(fields, visit) }
            return try await triedPage(visit, fields, values: [:])
        }
    }

    /// The page with the question tried, and for who may edit with the fields in which what came near is put right.
    ///
    /// - Parameters:
    ///   - visit: who asks.
    ///   - fields: what they ask.
    ///   - values: what the page says beside it.
    ///   - typed: an edit that could not be saved.
    /// - Returns: the page.
    /// - Throws: `StoreFailure`, `FileProblems` where templates cannot be read.
    func triedPage(
        _ visit: Visit,
        _ fields: TrialFields,
        values: [String: Any],
        editing typed: (entry: FAQHistory, form: FAQForm)? = nil
    ) async throws -> Response {
        guard !fields.text.isEmpty else { return tryPage(visit, problem: "try_text_missing", field: "text") }
        let knowledge = try await insight.trials.knowledge(fields.source)
        guard let trial = try await insight.trials.trials(of: [fields.question(fields.text)], with: knowledge).first
        else { return tryPage(visit, problem: "try_no_room", field: "group") }
        let words = pages.words(in: visit.language)
        var view = TrialView(trial: trial, question: fields.text, words: words)
        if visit.reader.mayEditFAQ {
            for id in view.shown.map(\.entry) { view.edits[id] = try await triedEdit(id, typed: typed, words) }
        }
        return tryPage(visit, fields, values: values.merging(["result": view.values]) { _, new in new })
    }

    private func tryBatch(_ fields: TrialFields, _ visit: Visit) async throws -> Response {
        let batch = TrialBatch(visit.form)
        guard !batch.lines.isEmpty else { return tryPage(visit, problem: "try_batch_missing", field: "batch") }
        guard batch.lines.count <= TrialBatch.most else {
            return tryPage(visit, problem: "try_batch_long", field: "batch")
        }
        let knowledge = try await insight.trials.knowledge(fields.source)
        let trials = try await insight.trials.trials(
            of: batch.lines.map { fields.question($0.text) },
            with: knowledge
        )
        let words = pages.words(in: visit.language)
        let rows = zip(batch.lines, trials).map { line, trial in
            TrialRow(line: line, trial: trial, knowledge: knowledge, words: words)
        }
        let right = rows.count(where: \.isRight)
        let values: [String: Any] = [
            "total": words.say("try_total", ["right": "\(right)", "all": "\(rows.count)"]),
            "is_all_right": right == rows.count,
            "rows": (rows.filter { !$0.isRight } + rows.filter(\.isRight)).map(\.values),
            "knowledge": knowledge.fingerprint,
        ]
        return tryPage(visit, fields, values: ["outcome": values])
    }

    private func tryPage(_ visit: Visit, problem: String, field: String) -> Response {
        let text = pages.words(in: visit.language).say(problem, ["n": "\(TrialBatch.most)"])
        let values: [String: Any] = ["errors": [["field": field, "text": text]], "has_errors": true]
        return tryPage(visit, TrialFields(visit, groups), values: values)
    }

    private func tryPage(_ visit: Visit, _ fields: TrialFields, values: [String: Any]) -> Response {
        let words = pages.words(in: visit.language)
        let isRefused = values["has_errors"] != nil
        var all: [String: Any] = [
            "on_try": true, "text": fields.text, "batch": visit.form["batch"], "country": fields.country ?? "",
            "most": words.say("try_batch_hint", ["n": "\(TrialBatch.most)"]),
            "is_batch": visit.form["what"] == "batch", "asked_source": fields.source.rawValue,
            "asked_group": fields.group, "asked_language": fields.language?.ofReply.rawValue ?? "",
            "sources": TrialDesk.Source.allCases.map { each -> [String: Any] in
                ["value": each.rawValue, "name": words["try_\(each.rawValue)"], "is_current": each == fields.source]
            },
            "groups": groups.all.map { each -> [String: Any] in
                ["value": each.id, "name": groupName(each.id, visit), "is_current": each.id == fields.group]
            },
            "tongues": ReplyLanguage.allCases.map { each -> [String: Any] in
                [
                    "value": each.rawValue, "name": words["language_\(each.rawValue)"],
                    "is_current": each == fields.language?.ofReply,
                ]
            },
        ]
        all.merge(values) { _, new in new }
        var frame = Frame(words["try_title"], visit.request, visit: visit, section: "faq")
        frame.isError = isRefused
        return pages.page("faq-try", frame, all, status: isRefused ? .unprocessableContent : .ok)
    }

    func groupName(_ id: String, _ visit: Visit) -> String {
        groups.group(id: id)?.names[visit.language.reply] ?? id
    }
}

/// What somebody chose on the page beside the question itself.
struct TrialFields {
    let text: String
    var source: TrialDesk.Source
    let group: String
    let country: String?
    let language: Language?

    init(_ visit: Visit, _ groups: Groups) {
        text = String(visit.form["text"].trimmingCharacters(in: .whitespacesAndNewlines).prefix(Self.longest))
        source = TrialDesk.Source(rawValue: visit.form["source"]) ?? .live
        let wanted = visit.form["group"]
        let own = visit.reader.groups.first ?? groups.all.first?.id ?? ""
        group = groups.group(id: wanted) == nil ? own : wanted
        let code = visit.form["country"].precomposedStringWithCompatibilityMapping.uppercased().filter(\.isLetter)
        country = code.utf8.count == 2 ? code : nil
        language = ReplyLanguage(rawValue: visit.form["language"]).map { $0 == .chinese ? .chinese : .english }
    }

    func question(_ text: String) -> TriedQuestion {
        TriedQuestion(text: text, group: group, country: country, language: language)
    }

    /// Of a question, in characters: as long as the longest message of most platforms.
    static let longest = 4000
}

/// Many questions with what is expected of each: a question and an entry in two cells, pasted or from a file.
private struct TrialBatch {
    struct Line {
        let text: String
        /// The entry that should answer; `nil`: a person should get it.
        let expected: String?
    }

    let lines: [Line]

    /// So many at once, so that no page takes long.
    static let most = FAQBatchJSON.most

    init(_ form: FormBody) {
        let rows = [form["batch"], form["file"]].flatMap { CSVText.rows($0) }
        lines = rows.compactMap { row in
            var cells = row.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            // Questions have commas too: only what can be an entry's name is one.
            var expected: String?
            if cells.count > 1, let last = cells.last, last.isEmpty || FAQName.isValid(last) {
                expected = last.isEmpty ? nil : last
                cells.removeLast()
            }
            let text = cells.filter { !$0.isEmpty }.joined(separator: ", ")
            guard !text.isEmpty, !Self.headings.contains(text.lowercased()) else { return nil }
            return Line(text: String(text.prefix(TrialFields.longest)), expected: expected)
        }
    }

    /// The first cell of a row that only names the columns.
    private static let headings: Set<String> = ["question", "text", "问题", "問題"]
}

/// One question of a batch with what would be done.
private struct TrialRow {
    let line: TrialBatch.Line
    let trial: Trial
    let knowledge: Knowledge
    let words: Words

    var isRight: Bool { trial.isExpected(line.expected) }

    var values: [String: Any] {
        [
            "text": line.text, "is_right": isRight,
            "expected": line.expected.map { named($0) } ?? words["try_a_person"],
            "got": TrialView.outcome(of: trial, words),
            "score": trial.understanding.candidates.first.map { "\(TrialView.score($0.probability))" } ?? "–",
        ]
    }

    private func named(_ entry: String) -> String {
        knowledge.entries[entry] == nil ? words.say("try_no_such_entry", ["name": entry]) : entry
    }
}
