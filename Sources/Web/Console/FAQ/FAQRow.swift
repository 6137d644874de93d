import Comprehension
import Foundation
import MutualAid

/// One entry in the list.
struct FAQRow {
    let head: FAQHistory
    let reading: FAQReadings.Reading?
    /// The state as people say it: an entry whose last day is over is expired.
    let state: FAQState
    /// Whether what is in force is over though a draft lies above it.
    let isOver: Bool

    /// - Parameters:
    ///   - head: with its newest and its published version.
    ///   - readings: what texts say.
    ///   - day: on which its dates are judged.
    init(_ head: FAQHistory, _ readings: FAQReadings, on day: String) {
        self.head = head
        reading = readings.reading(head.latest)
        isOver = head.isOver(readings.entry(head.published), on: day)
        state = head.record.state == .published && isOver ? .expired : head.record.state
    }

    /// What needs a person comes first.
    var rank: Int {
        switch head.folderStanding {
        case .conflict: return 0
        case .waitsForReview: return 1
        case .changedNotReviewed, .notWritten, .same: break
        }
        if head.record.inReviewSince != nil || head.record.needsReview { return 2 }
        if head.folderStanding == .changedNotReviewed { return 3 }
        return state == .archived ? 5 : 4
    }

    /// Languages without an answer.
    var missing: [ReplyLanguage] {
        guard let entry = reading?.entry else { return [] }
        return ReplyLanguage.allCases.filter { entry.answers[$0] == nil }
    }

    func values(_ visit: Visit, _ words: Words, _ people: [String: String]) -> [String: Any] {
        let entry = reading?.entry
        let titles = ReplyLanguage.allCases.compactMap { language -> [String: Any]? in
            guard let title = entry?.titles[language], !title.isEmpty else { return nil }
            return ["lang": language.rawValue, "text": title]
        }
        var values: [String: Any] = [
            "id": head.record.id, "titles": titles, "is_unread": entry == nil, "state": state.rawValue,
            "state_word": words["state_faq_\(state.rawValue)"], "topic": words.topic(entry?.topic ?? ""),
            "marks": marks(words).map { ["text": $0] },
        ]
        if let entry {
            if !entry.countries.isEmpty {
                values["places"] = entry.countries.map { words.country($0) }.joined(separator: words["comma"])
            }
            values["days"] =
                entry.validUntil.map {
                    words.say("faq_days", ["from": entry.validFrom, "until": $0])
                } ?? words.say("faq_days_open", ["from": entry.validFrom])
        }
        if let latest = head.latest {
            values["author"] = words.author(latest.author, people)
            values["at"] = [visit.stamp(latest.at, words)]
        }
        return values
    }

    /// What is to be looked at, in words.
    func marks(_ words: Words) -> [String] {
        let languages = missing.map { words["faq_missing_\($0.rawValue)"] }
        let stale = (head.latest?.stale ?? []).map { words["faq_stale_\($0.rawValue)"] }
        let review = head.record.inReviewSince != nil && state != .inReview ? [words["faq_waits_for_review"]] : []
        let alone = head.record.needsReview ? [words["faq_published_alone"]] : []
        let over = isOver && state != .expired ? [words["faq_over"]] : []
        let standing = head.folderStanding
        let folder = standing == .same ? [] : [words["faq_folder_\(standing.rawValue)"]]
        return folder + review + alone + over + languages + stale
    }
}

/// How an entry's file stands to what is in force.
enum FAQFolderStanding: String {
    case same
    /// Both changed at once, and a person chooses.
    case conflict
    /// The file holds a newer text that waits for a second person.
    case waitsForReview = "waits_for_review"
    /// What is in force could not go back to its file yet.
    case notWritten = "not_written"
    /// What is in force was changed in the folder, and nobody looked at it since.
    case changedNotReviewed = "changed_not_reviewed"
}

extension FAQHistory {
    var folderStanding: FAQFolderStanding {
        if record.isConflicting { return .conflict }
        if record.isFileWaiting { return .waitsForReview }
        if owedToFile != nil { return .notWritten }
        return record.isUnreviewedChange ? .changedNotReviewed : .same
    }

    /// Whether what is in force says that its last day is over.
    func isOver(_ published: FAQEntry?, on day: String) -> Bool {
        record.state.isAnsweredFrom && (published?.validUntil.map { $0 < day } ?? false)
    }
}

extension Words {
    /// A topic as the pages call it; a topic of the installation's own by its own name.
    func topic(_ topic: String) -> String { all["topic_\(topic)"] ?? topic }

    /// A country in the reader's language, by its two letters.
    func country(_ code: String) -> String {
        Locale(identifier: language.rawValue).localizedString(forRegionCode: code) ?? code
    }

    /// Who wrote a version: a person by their name, or the folder, or an operator.
    func author(_ login: String, _ people: [String: String]) -> String {
        all["faq_by_\(login)"] ?? people[login] ?? login
    }
}
