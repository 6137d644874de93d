package import struct Foundation.Date

/// A question that a replay asks twice: with the knowledge in force, and with an entry's newest text in it.
package struct ReplayedQuestion: Sendable {
    package let source: Source
    package let asked: AskedQuestion

    /// Where it comes from.
    package enum Source: Sendable, Equatable {
        /// Somebody asked it; named by its message, so that its words stay in the store.
        case message(ID<Message>)
        case pinned(ID<PinnedQuestion>)
    }

    package init(source: Source, asked: AskedQuestion) {
        self.source = source
        self.asked = asked
    }
}

/// What an edit changes for a question.
package enum ReplayEffect: String, Sendable, CaseIterable {
    case nowAnswered = "now_answered"
    case newlyLost = "newly_lost"
    /// Another entry answers.
    case answerChanged = "answer_changed"
    /// The same entry answers, in its new version.
    case newVersion = "new_version"
    /// Which entry is meant would be asked, where it was not.
    case nowAmbiguous = "now_ambiguous"

    /// `nil` where nothing changes that a member would notice.
    package init?(before: Rehearsed, after: Rehearsed) {
        switch (before, after) {
        case (.answered(let old, let oldVersion), .answered(let new, let newVersion)):
            if old != new {
                self = .answerChanged
            } else if oldVersion != newVersion {
                self = .newVersion
            } else {
                return nil
            }
        case (_, .answered): self = .nowAnswered
        case (.offered, .offered): return nil
        case (_, .offered): self = .nowAmbiguous
        case (.answered, .person), (.answered, .neither): self = .newlyLost
        case (.offered, .person), (.offered, .neither): self = .newlyLost
        case (.person, .person), (.person, .neither), (.neither, .person), (.neither, .neither): return nil
        }
    }
}

/// One question for which an edit changes something.
package struct ReplayChange: Sendable {
    package let source: ReplayedQuestion.Source
    package let effect: ReplayEffect
    package let before: Rehearsed
    package let after: Rehearsed
}

/// How far a replay is, and what it found.
package struct Replay: Sendable {
    package let id: ID<Replay>
    package let entry: String
    /// The number of the version that was put in.
    package let version: Int
    package let askedAt: Date
    package var state = State.waiting
    package var done = 0
    package var total = 0
    package var counts: [ReplayEffect: Int] = [:]
    /// The first of each effect, so that a page can open them.
    package var changes: [ReplayChange] = []
    package var endedAt: Date?

    package enum State: String, Sendable {
        case waiting, running, done, failed
    }

    /// So many changes are kept.
    package static let mostChanges = 1000

    init(id: ID<Replay>, entry: String, version: Int, askedAt: Date) {
        self.id = id
        self.entry = entry
        self.version = version
        self.askedAt = askedAt
    }

    mutating func add(_ found: [ReplayChange], done count: Int) {
        done += count
        for change in found {
            counts[change.effect, default: 0] += 1
            if changes.count < Self.mostChanges { changes.append(change) }
        }
    }
}

/// Reads what was asked.
package protocol ReplayStore: Sendable {
    /// Questions that members asked since then, newest first, before a message; nothing of what is somebody's own.
    func replayedQuestions(since: Date, before: ID<Message>?, limit: Int) async throws -> [ReplayedQuestion]
    /// The questions that somebody pinned.
    func pinnedQuestions() async throws -> [PinnedQuestion]
    /// Pins a question.
    func pin(_ question: PinnedQuestion) async throws
    /// Returns `false` where there is no such question.
    func unpin(_ id: ID<PinnedQuestion>, by login: String, now: Date) async throws -> Bool
}

/// A question that an edit must not break: staff wrote it, so its text is public as an entry's is.
package struct PinnedQuestion: Sendable, Equatable {
    package let id: ID<PinnedQuestion>
    package let text: String
    /// The entry that answers it; `nil`: a person gets it.
    package let expected: String?
    /// The group it is asked in, and where its member is.
    package let group: String
    package let country: String?
    package let author: String
    package let at: Date

    package init(
        id: ID<PinnedQuestion>,
        text: String,
        expected: String?,
        group: String,
        country: String?,
        author: String,
        at: Date
    ) {
        self.id = id
        self.text = text
        self.expected = expected
        self.group = group
        self.country = country
        self.author = author
        self.at = at
    }

    /// As it would be put to the bot itself, where private lines and dated answers are allowed.
    package func asked(in room: Room) -> AskedQuestion {
        AskedQuestion(
            text: PrivateText(text),
            room: room,
            group: group,
            country: country,
            mentionsBot: true,
            isPrivate: false
        )
    }

    /// Whether what would be done is what is expected.
    package func isMet(by rehearsed: Rehearsed) -> Bool {
        guard case .answered(let entry, _) = rehearsed else { return expected == nil }
        return entry == expected
    }
}

/// Makes the knowledge as it would be with one entry's text changed.
package protocol KnowledgeDrafting: Sendable {
    /// - Throws: where templates cannot be read.
    func knowledge(with entry: FAQEntry) async throws -> (before: Knowledge, after: Knowledge)
    /// The knowledge in force with several texts changed, which questions are then asked of one by one.
    ///
    /// - Throws: where templates cannot be read.
    func knowledge(changing entries: [FAQEntry]) async throws -> Knowledge
}
