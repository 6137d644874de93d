package import Comprehension
package import struct Foundation.Date

/// One text an entry had: never changed, never deleted.
package struct FAQVersion: Sendable, Equatable {
    package let entry: String
    /// Counted from 1 within the entry.
    package let number: Int
    /// The whole file, byte for byte.
    package let text: String
    /// The first 12 hex digits of the SHA-256 of the text: what a sent answer is kept with.
    package let fingerprint: String
    /// A staff login, `file` for a change in the folder, or `operator` for a command.
    package let author: String
    package let at: Date
    /// Languages whose text is older than the other's: not sent by itself until somebody looks (criterion F11).
    package let stale: [ReplyLanguage]

    package init(
        entry: String,
        number: Int,
        text: String,
        fingerprint: String,
        author: String,
        at: Date,
        stale: [ReplyLanguage]
    ) {
        self.entry = entry
        self.number = number
        self.text = text
        self.fingerprint = fingerprint
        self.author = author
        self.at = at
        self.stale = stale
    }
}

/// Where an entry stands: which of its versions is answered from, and what waits.
package struct FAQRecord: Sendable, Equatable {
    package let id: String
    /// Rises with every change of any kind: what `If-Match` names.
    package var revision: Int
    package var state: FAQState
    /// The number of the newest version.
    package var latest: Int
    /// The number of the version answered from; `nil` before the first publishing.
    package var published: Int?
    package var publishedAt: Date?
    /// Who published it.
    package var publishedBy: String?
    /// The version answered from before, which one person may bring back within the undo window.
    package var previous: Int?
    /// Since when the newest version waits for a second person.
    package var inReviewSince: Date?
    /// When the newest version goes live by itself.
    package var goLiveAt: Date?
    /// The fingerprint the file had when folder and database last agreed; `nil` where there never was a file.
    package var fileFingerprint: String?
    /// Whether file and page changed at once and nobody has chosen yet: the file is not written over.
    package var isConflicting: Bool
    /// Whether one person published alone and somebody still has to look.
    package var needsReview: Bool
    /// Whether the file holds a newer text that waits for a second person; it is not written over meanwhile.
    package var isFileWaiting = false
    /// Whether what is in force was changed in the folder and nobody has looked at it since.
    package var isUnreviewedChange = false

    /// An entry nobody has written yet.
    package init(id: String) {
        self.id = id
        revision = 0
        state = .draft
        latest = 0
        isConflicting = false
        needsReview = false
    }

    package init(
        id: String,
        revision: Int,
        state: FAQState,
        latest: Int,
        published: Int?,
        publishedAt: Date?,
        publishedBy: String?,
        previous: Int?,
        inReviewSince: Date?,
        goLiveAt: Date?,
        fileFingerprint: String?,
        isConflicting: Bool,
        needsReview: Bool,
        isFileWaiting: Bool = false,
        isUnreviewedChange: Bool = false
    ) {
        self.id = id
        self.revision = revision
        self.state = state
        self.latest = latest
        self.published = published
        self.publishedAt = publishedAt
        self.publishedBy = publishedBy
        self.previous = previous
        self.inReviewSince = inReviewSince
        self.goLiveAt = goLiveAt
        self.fileFingerprint = fileFingerprint
        self.isConflicting = isConflicting
        self.needsReview = needsReview
        self.isFileWaiting = isFileWaiting
        self.isUnreviewedChange = isUnreviewedChange
    }

    /// Whether a version lies above the published one.
    package var hasDraft: Bool { published != nil && latest != published }
}

/// An entry with all its versions, oldest first.
package struct FAQHistory: Sendable, Equatable {
    package let record: FAQRecord
    package let versions: [FAQVersion]

    package init(record: FAQRecord, versions: [FAQVersion]) {
        self.record = record
        self.versions = versions
    }

    /// The version of that number; `nil` where it was not read with the entry, or there is none.
    package func version(_ number: Int?) -> FAQVersion? {
        versions.first { $0.number == number }
    }

    package var latest: FAQVersion? { version(record.latest) }
    package var published: FAQVersion? { version(record.published) }
}

/// One change of an entry: what is written in one transaction.
package struct FAQStep: Sendable, Equatable {
    package var record: FAQRecord
    /// A text that is new with it.
    package var version: FAQVersion?
    package let move: FAQMove
    package let actor: String
    /// Why one person published alone.
    package var reason: String?
    /// The pinned questions it breaks, with the reason given.
    package var overridden: [ID<PinnedQuestion>] = []

    package init(record: FAQRecord, version: FAQVersion? = nil, move: FAQMove, actor: String, reason: String? = nil) {
        self.record = record
        self.version = version
        self.move = move
        self.actor = actor
        self.reason = reason
    }
}
