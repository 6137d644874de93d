/// Where an entry stands between being written and being answered from.
///
/// Legal moves, each by `FAQMove`:
///
/// | from | save | send for review | schedule | publish | pause | resume | roll back | archive |
/// |---|---|---|---|---|---|---|---|---|
/// | draft | draft | in review | scheduled | published | | | | archived |
/// | in review | draft | | scheduled | published | | | | archived |
/// | scheduled | draft | in review | scheduled | published | | | | archived |
/// | published | published with draft | | | | paused | | published | archived |
/// | published with draft | published with draft | same | same | published | paused | | published | archived |
/// | paused | paused | same | | published | | published, with its draft | published | archived |
/// | archived | draft | | | | | | | |
///
/// A draft above a published version may wait for review or for its day without the published version resting.
/// A changed file with a high-risk text leads where saving and sending for review would; what is in force without a
/// second look may be approved, which changes no state.
/// Saving undoes review and schedule, since they were of another text.
/// `expired` is a question of time, not a move: a published entry whose last day is over reads as expired, and no
/// decision sends it.
package enum FAQState: String, Sendable, Codable, CaseIterable {
    case draft
    case inReview = "in_review"
    case scheduled, published
    case publishedWithDraft = "published_with_draft"
    case paused, expired, archived

    /// Whether a published version is answered from, dates permitting.
    package var isAnsweredFrom: Bool {
        switch self {
        case .published, .publishedWithDraft, .paused, .expired: true
        case .draft, .inReview, .scheduled, .archived: false
        }
    }

    /// The state after a move, `nil` where the move is not legal; `hasDraft` tells whether a newer version lies above
    /// the published one.
    package func after(_ move: FAQMove, hasDraft: Bool) -> FAQState? {
        if self == .paused, move == .resume { return hasDraft ? .publishedWithDraft : .published }
        return Self.legal[self]?[move]
    }

    /// The table above, as data.
    private static let legal: [FAQState: [FAQMove: FAQState]] = [
        .draft: beforePublishing.merging([.review: .inReview]) { $1 },
        .inReview: beforePublishing,
        .scheduled: beforePublishing.merging([.review: .inReview]) { $1 },
        .published: oncePublished.merging([.save: .publishedWithDraft]) { $1 },
        .publishedWithDraft: oncePublished.merging(
            [
                .save: .publishedWithDraft, .review: .publishedWithDraft, .schedule: .publishedWithDraft,
                .publish: .published, .approve: .publishedWithDraft,
            ]
        ) { $1 },
        .paused: [
            .save: .paused, .review: .paused, .publish: .published, .resume: .published, .rollback: .published,
            .archive: .archived, .file: .paused, .fileHeldBack: .paused, .conflict: .paused, .approve: .paused,
        ],
        .expired: oncePublished.merging([.save: .publishedWithDraft]) { $1 },
        .archived: [.save: .draft, .file: .published, .fileHeldBack: .inReview],
    ]

    private static let beforePublishing: [FAQMove: FAQState] = [
        .save: .draft, .schedule: .scheduled, .publish: .published, .archive: .archived, .file: .published,
        .fileHeldBack: .inReview,
    ]

    private static let oncePublished: [FAQMove: FAQState] = [
        .pause: .paused, .rollback: .published, .archive: .archived, .file: .published,
        .conflict: .publishedWithDraft, .fileHeldBack: .publishedWithDraft, .approve: .published,
    ]
}

/// What is done to an entry; each is kept with who did it, when and why.
package enum FAQMove: String, Sendable, Codable, CaseIterable {
    /// A new version that is not answered from yet.
    case save
    /// The draft waits for somebody else to look at it.
    case review
    /// The draft goes live by itself at its time.
    case schedule
    /// The newest version is answered from.
    case publish
    /// Nothing is answered from it by itself until it is resumed.
    case pause
    case resume
    /// An earlier version is answered from again, as a new version.
    case rollback
    /// It is put away; its history stays.
    case archive
    /// A valid file in the folder was new or had changed.
    case file
    /// A file changed to a high-risk text, which waits for a second person while the old one answers on.
    case fileHeldBack
    /// Somebody looked at what went in force without a second look.
    case approve
    /// A file and the page changed at once: the file's text is kept as a version beside the published one.
    case conflict

    /// The event that tells of it.
    package var event: Event.Kind {
        switch self {
        case .save: .faqSaved
        case .review: .faqSentForReview
        case .schedule: .faqScheduled
        case .publish: .faqPublished
        case .pause: .faqPaused
        case .resume: .faqResumed
        case .rollback: .faqRolledBack
        case .archive: .faqArchived
        case .file: .faqFileRead
        case .fileHeldBack: .faqFileHeldBack
        case .approve: .faqApproved
        case .conflict: .faqFileConflicted
        }
    }
}
