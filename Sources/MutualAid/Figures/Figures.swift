package import Comprehension
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// How much was asked and answered in a window; counts alone, never of one person who answers.
package struct Figures: Sendable, Equatable {
    /// Lines that members wrote, by day and group; days without any are missing.
    package var messages: [DayAndGroup: Int] = [:]
    /// Lines by what they were decided to be about; a line with two labels counts under each.
    package var labels: [LabelAndGroup: Int] = [:]
    /// What became of what was said, by day; lines that belong together count once, on the day of the first.
    package var outcomes: [DayAndOutcome: Int] = [:]
    /// How long members waited for a person, by desk and severity.
    package var waits: [Triage: Waits] = [:]
    /// How many questions each entry answered.
    package var entries: [String: Int] = [:]
    /// When it was counted.
    package let countedAt: Date

    package init(countedAt: Date) {
        self.countedAt = countedAt
    }

    /// A day by its place in the window, and a group.
    package struct DayAndGroup: Sendable, Hashable {
        package let day: Int
        package let group: String

        package init(day: Int, group: String) {
            self.day = day
            self.group = group
        }
    }

    package struct LabelAndGroup: Sendable, Hashable {
        package let label: Label
        package let group: String

        package init(label: Label, group: String) {
            self.label = label
            self.group = group
        }
    }

    package struct DayAndOutcome: Sendable, Hashable {
        package let day: Int
        package let outcome: AskedOutcome

        package init(day: Int, outcome: AskedOutcome) {
            self.day = day
            self.outcome = outcome
        }
    }

    /// How long cases waited: for somebody to take them, and for the first answer.
    package struct Waits: Sendable, Equatable {
        package let cases: Int
        package let claim: Spread?
        package let answer: Spread?

        package init(cases: Int, claims: [TimeInterval], answers: [TimeInterval]) {
            self.cases = cases
            claim = Spread(claims)
            answer = Spread(answers)
        }
    }

    /// The middle of many spans, and what nine of ten are not longer than, in seconds; by nearest rank.
    package struct Spread: Sendable, Equatable {
        package let count: Int
        package let median: TimeInterval
        package let ninth: TimeInterval

        /// `nil` of no spans.
        package init?(_ spans: [TimeInterval]) {
            guard !spans.isEmpty else { return nil }
            let sorted = spans.sorted()
            count = sorted.count
            median = sorted[(sorted.count + 1) / 2 - 1]
            ninth = sorted[(sorted.count * 9 + 9) / 10 - 1]
        }
    }
}

/// What became of something that a member said.
package enum AskedOutcome: String, Sendable, CaseIterable {
    /// Answered from an approved entry, and nobody had to take it up.
    case bot
    /// Somebody answered it, or saw to it and resolved its case.
    case person
    /// It went to people, and nobody has answered it (yet).
    case nobody
    /// It asked for nothing: a thank-you, a remark, spam.
    case none
}

/// One thing that was said, as a table for spreadsheets has it: what and when, never by whom or in which words.
package struct AskedRow: Sendable, Equatable {
    package let id: ID<Message>
    package let at: Date
    package let group: String
    package let language: String
    package let labels: [Label]
    package let outcome: AskedOutcome
    /// The entry that answered.
    package let entry: String?

    package init(
        id: ID<Message>,
        at: Date,
        group: String,
        language: String,
        labels: [Label],
        outcome: AskedOutcome,
        entry: String?
    ) {
        self.id = id
        self.at = at
        self.group = group
        self.language = language
        self.labels = labels
        self.outcome = outcome
        self.entry = entry
    }
}

/// What was noticed of entries while they were in use, for those who look after them.
package struct EntryCare: Sendable, Equatable {
    /// When each entry answered last.
    package var lastAnswered: [String: Date] = [:]
    /// How often each was asked for while it did not hold any more.
    package var askedInVain: [String: Int] = [:]
    /// What was said of each entry's versions.
    package var ratings: [String: [FAQRating]] = [:]

    package init() {}
}

/// Counts on disk.
package protocol FigureStore: Sendable {
    /// Everything that is counted in a window.
    func figures(in window: FigureWindow, now: Date) async throws -> Figures
    /// What was said in a window, oldest first, after a message.
    func askedRows(in window: FigureWindow, after: ID<Message>?, limit: Int) async throws -> [AskedRow]
    /// What was noticed of entries; those asked in vain since then.
    func entryCare(since: Date) async throws -> EntryCare
}
