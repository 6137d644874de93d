import Comprehension
import Foundation
import MutualAid

/// An entry as the API shows it.
struct FAQEntryJSON: Encodable {
    let id: String
    let version: Int
    let state: String
    let latest: Int
    let published: Int?
    let topic: String?
    let title: [String: String]
    let needsSecondPerson: Bool
    let needsReview: Bool
    let isConflicting: Bool
    let folder: String
    let warnings: [String]
    let stale: [ReplyLanguage]
    let author: String?
    let savedAt: Date?
    let publishedAt: Date?
    let publishedBy: String?
    let inReviewSince: Date?
    let goLiveAt: Date?
    let validFrom: String?
    let validUntil: String?
    let text: String?
    let publishedText: String?

    enum CodingKeys: String, CodingKey {
        case id, version, state, latest, published, topic, title, stale, author, text, folder, warnings
        case needsSecondPerson = "needs_second_person"
        case needsReview = "needs_review"
        case isConflicting = "conflict"
        case savedAt = "saved_at"
        case publishedAt = "published_at"
        case publishedBy = "published_by"
        case inReviewSince = "in_review_since"
        case goLiveAt = "go_live_at"
        case validFrom = "valid_from"
        case validUntil = "valid_until"
        case publishedText = "published_text"
    }

    /// - Parameters:
    ///   - known: the entry.
    ///   - entry: what its newest version says.
    ///   - day: on which its dates are judged.
    ///   - warnings: what is wrong with its file.
    ///   - showsText: false in lists.
    init(_ known: FAQHistory, entry: FAQEntry?, on day: String, warnings: [String], showsText: Bool) {
        let record = known.record
        let isOver = entry?.validUntil.map { $0 < day } ?? false
        id = record.id
        version = record.revision
        state = (record.state == .published && isOver ? .expired : record.state).rawValue
        latest = record.latest
        published = record.published
        topic = entry?.topic
        title = Dictionary(uniqueKeysWithValues: (entry?.titles ?? [:]).map { ($0.key.rawValue, $0.value) })
        needsSecondPerson = entry?.needsSecondPerson ?? true
        needsReview = record.needsReview
        isConflicting = record.isConflicting
        folder = known.folderStanding.rawValue
        self.warnings = warnings
        stale = known.latest?.stale ?? []
        author = known.latest?.author
        savedAt = known.latest?.at
        publishedAt = record.publishedAt
        publishedBy = record.publishedBy
        inReviewSince = record.inReviewSince
        goLiveAt = record.goLiveAt
        validFrom = entry?.validFrom
        validUntil = entry?.validUntil
        text = showsText ? known.latest?.text : nil
        publishedText = showsText && record.hasDraft ? known.published?.text : nil
    }
}

/// One version as the API shows it.
struct FAQVersionJSON: Encodable {
    let number: Int
    let fingerprint: String
    let author: String
    let at: Date
    let stale: [ReplyLanguage]
    let text: String

    init(_ version: FAQVersion) {
        number = version.number
        fingerprint = version.fingerprint
        author = version.author
        at = version.at
        stale = version.stale
        text = version.text
    }
}

/// What a tried question finds: the best five, the bars, and why.
struct FAQTrialJSON: Encodable {
    struct Candidate: Encodable {
        let entry: String
        let score: Double
        let version: String?
        let title: [String: String]
    }

    struct Bars: Encodable {
        let answer: Double
        let answerUnasked: Double
        let lead: Double
        let ask: Double

        enum CodingKeys: String, CodingKey {
            case answer, lead, ask
            case answerUnasked = "answer_unasked"
        }
    }

    let zone: String
    let candidates: [Candidate]
    let thresholds: Bars
    let labels: [String: Double]
    let decided: [String]
    let language: String
    let dangerSigns: [String]
    let knowledge: String
    let milliseconds: Double

    enum CodingKeys: String, CodingKey {
        case zone, candidates, thresholds, labels, decided, language, knowledge, milliseconds
        case dangerSigns = "danger_signs"
    }

    init(_ understanding: Understanding, _ knowledge: Knowledge, milliseconds: Double) {
        zone = understanding.zone.rawValue
        candidates = understanding.candidates.prefix(5).map { found in
            let entry = knowledge.entries[found.entry]
            let titles = (entry?.titles ?? [:]).map { ($0.key.rawValue, $0.value) }
            return Candidate(
                entry: found.entry,
                score: found.probability,
                version: entry?.version,
                title: Dictionary(uniqueKeysWithValues: titles)
            )
        }
        let bars = understanding.thresholds
        thresholds = Bars(answer: bars.answer, answerUnasked: bars.answerUnasked, lead: bars.lead, ask: bars.ask)
        labels = Dictionary(uniqueKeysWithValues: understanding.labels.map { ($0.key.rawValue, $0.value) })
        decided = understanding.decided.map(\.rawValue).sorted()
        language = understanding.language.rawValue
        dangerSigns = Set(understanding.dangerSigns.map(\.sign.rawValue)).sorted()
        self.knowledge = knowledge.fingerprint
        self.milliseconds = milliseconds
    }
}
