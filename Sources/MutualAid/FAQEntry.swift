package import Comprehension

/// One approved answer that administrators edit, in one version: a file in `Templates/faq/`.
package struct FAQEntry: Sendable, Equatable, Codable {
    /// The file's name without `.md`: `quarantine-on-arrival-zhejiang`.
    package let id: String
    /// Which text this was: the first 12 hex digits of the SHA-256 of the file.
    package let version: String
    package let topic: String
    package let risk: Risk
    package let titles: [ReplyLanguage: String]
    /// How people ask it, by language.
    package let questions: [ReplyLanguage: [String]]
    /// The approved text with slots in double braces, by language; the first paragraph is what a group sees.
    package let answers: [ReplyLanguage: String]
    /// Questions that sound like its own and that it does not answer, by language: what is learnt to be kept from it.
    package let notAnswered: [ReplyLanguage: [String]]
    /// The group ids it holds for; empty: all.
    package let groups: [String]
    /// ISO 3166-1 alpha-2 of where the member must be; empty: anywhere.
    package let countries: [String]
    /// The first day it holds, as `yyyy-MM-dd`.
    package let validFrom: String
    /// The last day it holds; `nil`: no end known.
    package let validUntil: String?
    package let source: Source
    /// The day somebody last checked the source.
    package let checkedOn: String
    /// Who approved it; `starter-set` counts only while `knowledge.as_of` is set.
    package let reviewer: String?
    /// Languages whose text nobody has reviewed yet: never sent by itself (criterion F11).
    package private(set) var unreviewed: [ReplyLanguage]
    package private(set) var isPaused: Bool

    package enum Risk: String, Sendable, Codable, CaseIterable {
        case normal
        /// Medical, visa, flight and quarantine: publishing needs a second person.
        case high
    }

    /// The public notice an answer rests on.
    package struct Source: Sendable, Equatable, Codable {
        package let name: String
        package let date: String
        package let url: String?

        package init(name: String, date: String, url: String?) {
            self.name = name
            self.date = date
            self.url = url
        }
    }

    package init(
        id: String,
        version: String,
        topic: String,
        risk: Risk,
        titles: [ReplyLanguage: String],
        questions: [ReplyLanguage: [String]],
        answers: [ReplyLanguage: String],
        notAnswered: [ReplyLanguage: [String]] = [:],
        groups: [String],
        countries: [String],
        validFrom: String,
        validUntil: String?,
        source: Source,
        checkedOn: String,
        reviewer: String?,
        unreviewed: [ReplyLanguage],
        isPaused: Bool
    ) {
        self.id = id
        self.version = version
        self.topic = topic
        self.risk = risk
        self.titles = titles
        self.questions = questions
        self.answers = answers
        self.notAnswered = notAnswered
        self.groups = groups
        self.countries = countries
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.source = source
        self.checkedOn = checkedOn
        self.reviewer = reviewer
        self.unreviewed = unreviewed
        self.isPaused = isPaused
    }

    /// The entry as it may be answered from: stale languages count as unreviewed, and a paused entry stays a draft.
    package func inForce(stale: [ReplyLanguage], isPaused: Bool) -> FAQEntry {
        var entry = self
        entry.unreviewed += stale.filter { !unreviewed.contains($0) }
        entry.isPaused = self.isPaused || isPaused
        return entry
    }
}
