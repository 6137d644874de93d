package import struct Foundation.Date

/// The FAQ on disk: records, versions and what was done, all but the record append-only.
package protocol FAQStore: Sendable {
    /// Every entry there ever was, by id, with the versions that matter now: the newest and the published one.
    func faqHeads() async throws -> [FAQHistory]
    /// One entry with every version; `nil` where there is none.
    func faqHistory(_ id: String) async throws -> FAQHistory?
    /// Reads an entry, asks a rule for the step, and writes it with its event in the same transaction.
    ///
    /// - Parameters:
    ///   - id: the entry's.
    ///   - now: the time written with it.
    ///   - rule: pure; `nil` from it changes nothing.
    /// - Returns: the entry after it.
    /// - Throws: what the rule throws, such as `FAQConflict`, or `StoreFailure`.
    func changeFAQ(
        _ id: String,
        now: Date,
        _ rule: @escaping @Sendable (FAQHistory?) throws -> FAQStep?
    ) async throws -> FAQHistory?
    /// Whether the folder was ever taken whole, so that what changes in it now is a change.
    func isFAQFolderTaken() async throws -> Bool
    /// Remembers that it was.
    func rememberFAQFolderTaken() async throws
}

/// Reads the text of an entry, as the folder's files are read.
package protocol FAQReader: Sendable {
    /// - Throws: every problem with its line.
    func entry(id: String, text: String) throws(FileProblems) -> FAQEntry
}

/// The folder that people edit.
package protocol FAQFiles: Sendable {
    /// Every file that is there and can be read, and what is wrong with the others.
    func list() -> (files: [FAQText], problems: [FileProblem])
    /// Puts a text in the entry's file, all or nothing, unless a file is there that is not what `expecting` names.
    ///
    /// - Parameters:
    ///   - id: the entry's.
    ///   - text: the whole file.
    ///   - expecting: the fingerprint a file that is there must have; `nil`: there must be none.
    /// - Returns: whether the file now holds the text.
    func write(id: String, text: String, expecting: String?) -> FAQFileWriting
}

/// One file of the folder, as it lies there.
package struct FAQText: Sendable, Equatable {
    package let id: String
    package let text: String
    package let fingerprint: String

    package init(id: String, text: String, fingerprint: String) {
        self.id = id
        self.text = text
        self.fingerprint = fingerprint
    }
}

/// What became of writing a file back.
package enum FAQFileWriting: Sendable, Equatable {
    case written
    /// Somebody changed the file since it was read; it was left alone.
    case changedMeanwhile
    /// The folder is not writable; the database alone has the text.
    case notWritable
}

/// Why a change of an entry was refused.
package enum FAQConflict: Error, Sendable, Equatable {
    case notFound
    /// No version was named where one is needed.
    case versionMissing
    /// Somebody changed it since; with the newest text (criterion F13).
    case stale(FAQHistory)
    case illegal(from: FAQState, FAQMove)
    /// Their roles do not include it.
    case notAllowed(FAQMove)
    /// A high-risk text is published by somebody other than its author.
    case secondPersonNeeded
    /// There is no such version to go back to.
    case noSuchVersion
    /// A schedule names a time to come.
    case timeIsPast
    /// An entry's name has small letters, digits and dashes.
    case nameInvalid
    /// Questions that somebody pinned would be answered otherwise.
    case pinnedQuestionsBreak([PinnedQuestion])
    /// What is in force was looked at when it went there.
    case nothingToReview
}
