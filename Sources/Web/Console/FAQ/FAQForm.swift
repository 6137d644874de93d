import Comprehension
import Foundation
import MutualAid

/// An entry's form as somebody typed it: kept as it is until it can be an entry.
struct FAQForm: Codable, Equatable, Sendable {
    /// What is written in one language; questions are a line each.
    struct Pane: Codable, Equatable, Sendable {
        var title = ""
        var questions = ""
        var notAnswered = ""
        var answer = ""
        /// Whether nobody has reviewed this text yet.
        var isUnreviewed = false
        /// Whether somebody says that it is still right though the other language changed.
        var isConfirmed = false

        var isEmpty: Bool { [title, questions, notAnswered, answer].allSatisfy { $0.allSatisfy(\.isWhitespace) } }
    }

    var id = ""
    var topic = ""
    var isHighRisk = false
    var panes: [ReplyLanguage: Pane] = [.chinese: Pane(), .english: Pane()]
    var groups: [String] = []
    /// Names or two letters, with commas between.
    var countries = ""
    var validFrom = ""
    var validUntil = ""
    var sourceName = ""
    var sourceDate = ""
    var sourceURL = ""
    var checkedOn = ""
    var reviewer = ""
    /// What the entry was when its form was opened, by `FAQRecord.seen`.
    var seen = ""

    /// The form of an entry that nobody wrote yet: of today, checked by its writer.
    static func fresh(for reader: StaffMember, today: String) -> FAQForm {
        var form = FAQForm()
        form.validFrom = today
        form.sourceDate = today
        form.checkedOn = today
        form.reviewer = reader.login
        return form
    }

    init() {}

    /// The form of an entry as it is.
    init(_ entry: FAQEntry, _ words: Words) {
        id = entry.id
        topic = entry.topic
        isHighRisk = entry.risk == .high
        for language in ReplyLanguage.allCases {
            panes[language] = Pane(
                title: entry.titles[language] ?? "",
                questions: (entry.questions[language] ?? []).joined(separator: "\n"),
                notAnswered: (entry.notAnswered[language] ?? []).joined(separator: "\n"),
                answer: entry.answers[language] ?? "",
                isUnreviewed: entry.unreviewed.contains(language)
            )
        }
        groups = entry.groups
        countries = entry.countries.map { words.country($0) }.joined(separator: words["comma"])
        validFrom = entry.validFrom
        validUntil = entry.validUntil ?? ""
        sourceName = entry.source.name
        sourceDate = entry.source.date
        sourceURL = entry.source.url ?? ""
        checkedOn = entry.checkedOn
        reviewer = entry.reviewer ?? ""
    }

    /// The form as a browser sent it.
    init(_ sent: FormBody) {
        id = sent["id"].trimmed
        topic = sent["topic"].trimmed.lowercased()
        isHighRisk = sent["risk"] == "high"
        for language in ReplyLanguage.allCases {
            let end = "_\(language.rawValue)"
            panes[language] = Pane(
                title: sent["title" + end].trimmed,
                questions: sent["questions" + end],
                notAnswered: sent["not_answered" + end],
                answer: sent["answer" + end],
                isUnreviewed: !sent["unreviewed" + end].isEmpty,
                isConfirmed: !sent["confirmed" + end].isEmpty
            )
        }
        groups = sent.all("group")
        countries = sent["countries"].trimmed
        validFrom = sent["valid_from"].day
        validUntil = sent["valid_until"].day
        sourceName = sent["source_name"].trimmed
        sourceDate = sent["source_date"].day
        sourceURL = sent["source_url"].trimmed
        checkedOn = sent["checked_on"].day
        reviewer = sent["reviewer"].trimmed
        seen = sent["seen"]
    }

    /// As it was kept; `nil` where a newer program keeps forms otherwise.
    init?(kept fields: String) {
        guard let form = try? JSONDecoder().decode(FAQForm.self, from: Data(fields.utf8)) else { return nil }
        self = form
    }

    /// What is kept of it.
    var fields: String {
        // A struct of texts always has a JSON; an empty one would only be typed anew.
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Languages whose text its writer says is still right.
    var confirmed: [ReplyLanguage] { ReplyLanguage.allCases.filter { panes[$0]?.isConfirmed == true } }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }

    /// A day typed with whatever digits a keyboard gives.
    fileprivate var day: String { trimmed.precomposedStringWithCompatibilityMapping }

    /// The lines that say something, without the dashes that people put before them.
    var saidLines: [String] {
        split(whereSeparator: \.isNewline).map { line in
            let text = String(line).trimmed
            return text.hasPrefix("- ") ? String(text.dropFirst(2)).trimmed : text
        }.filter { !$0.isEmpty }
    }
}

extension FAQRecord {
    /// What a person who looks at the entry decides by; that its text went back to its file meanwhile changes nothing.
    var seen: String {
        let times = [inReviewSince, goLiveAt].map { $0.map { "\(Int($0.timeIntervalSince1970))" } ?? "" }
        let flags = [isConflicting, needsReview, isFileWaiting, isUnreviewedChange].map { $0 ? "1" : "0" }
        return ([state.rawValue, "\(latest)", "\(published ?? 0)"] + times + flags).joined(separator: ".")
    }

    /// The revision that somebody changes who saw the entry so; `nil` where they named none.
    func expected(seen: String, revision: String) -> Int? {
        seen == self.seen ? self.revision : Int(revision)
    }
}
