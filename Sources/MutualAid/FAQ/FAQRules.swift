package import Comprehension
package import struct Foundation.Date

/// What a change makes of an entry: pure, so that every door and every test gets the same.
package enum FAQRules {
    /// A new version by a person; nothing is answered from it yet.
    ///
    /// - Parameters:
    ///   - draft: the text and who wrote it.
    ///   - known: the entry before; `nil` for a new one.
    ///   - reader: reads the text it had, to see which languages changed.
    ///   - now: when.
    /// - Returns: what to write.
    /// - Throws: `FAQConflict.illegal`.
    package static func save(
        _ draft: FAQDraft,
        on known: FAQHistory?,
        reader: any FAQReader,
        at now: Date
    ) throws(FAQConflict) -> FAQStep {
        var record = known?.record ?? FAQRecord(id: draft.entry.id)
        let version = next(draft, on: known, reader: reader, at: now)
        record.latest = version.number
        record.state = try state(after: .save, record)
        record.inReviewSince = nil
        record.goLiveAt = nil
        record.revision += 1
        return FAQStep(record: record, version: version, move: .save, actor: draft.author)
    }

    /// The newest version goes in force.
    ///
    /// - Throws: `FAQConflict.secondPersonNeeded` for a high-risk entry by its author.
    package static func publish(
        _ known: FAQHistory,
        isHighRisk: Bool,
        by publisher: FAQPublisher,
        at now: Date
    ) throws(FAQConflict) -> FAQStep {
        guard let latest = known.latest else { throw .noSuchVersion }
        var record = known.record
        record.state = try state(after: .publish, record)
        let isAlone = try publisher.isAlone(with: latest, isHighRisk: isHighRisk, of: record, at: now)
        record.putInForce(latest.number, by: publisher.login, at: now)
        record.needsReview = isAlone
        return FAQStep(
            record: record,
            move: .publish,
            actor: publisher.login,
            reason: isAlone ? publisher.reason : nil
        )
    }

    /// The newest version goes in force by itself at a time; who schedules answers for it as who publishes.
    package static func schedule(
        _ known: FAQHistory,
        isHighRisk: Bool,
        for time: Date,
        by publisher: FAQPublisher,
        at now: Date
    ) throws(FAQConflict) -> FAQStep {
        guard time > now else { throw .timeIsPast }
        guard let latest = known.latest else { throw .noSuchVersion }
        var record = known.record
        record.state = try state(after: .schedule, record)
        let isAlone = try publisher.isAlone(with: latest, isHighRisk: isHighRisk, of: record, at: now)
        // What is in force until then keeps its own mark.
        record.needsReview = record.needsReview || isAlone
        record.goLiveAt = time
        record.revision += 1
        return FAQStep(record: record, move: .schedule, actor: publisher.login, reason: publisher.reason)
    }

    /// A scheduled version whose time has come; `nil` where there is none.
    package static func goLive(_ known: FAQHistory, at now: Date) -> FAQStep? {
        guard let time = known.record.goLiveAt, time <= now else { return nil }
        var record = known.record
        record.state = .published
        record.putInForce(record.latest, by: "bot", at: now)
        return FAQStep(record: record, move: .publish, actor: "bot")
    }

    /// An earlier version goes in force again, as a new version, so that history is never rewritten.
    ///
    /// The version before may come back by one hand within the undo window; any other is published like a new text.
    package static func rollBack(
        _ known: FAQHistory,
        to number: Int,
        isHighRisk: Bool,
        by publisher: FAQPublisher,
        at now: Date
    ) throws(FAQConflict) -> FAQStep {
        guard let target = known.version(number), number != known.record.published else { throw .noSuchVersion }
        var record = known.record
        record.state = try state(after: .rollback, record)
        let sincePublishing = record.publishedAt.map { now.timeIntervalSince($0) } ?? .infinity
        let isUndo = number == record.previous && sincePublishing <= FAQPublisher.undoWindow
        let isAlone = try isUndo ? false : publisher.isAlone(with: target, isHighRisk: isHighRisk, of: record, at: now)
        let version = FAQVersion(
            entry: target.entry,
            number: record.latest + 1,
            text: target.text,
            fingerprint: target.fingerprint,
            author: target.author,
            at: now,
            stale: target.stale
        )
        record.latest = version.number
        record.putInForce(version.number, by: publisher.login, at: now)
        record.needsReview = isAlone
        return FAQStep(
            record: record,
            version: version,
            move: .rollback,
            actor: publisher.login,
            reason: isAlone ? publisher.reason : nil
        )
    }

    /// Review, pause, resume and archive: no text changes.
    ///
    /// Withdrawing never needs a second person.
    package static func move(
        _ move: FAQMove,
        _ known: FAQHistory,
        by login: String,
        at now: Date
    ) throws(FAQConflict) -> FAQStep {
        var record = known.record
        record.state = try state(after: move, record)
        record.inReviewSince = move == .review ? now : record.inReviewSince
        // Withdrawn is withdrawn: nothing brings it back by itself.
        if move == .archive || move == .pause { record.goLiveAt = nil }
        record.revision += 1
        return FAQStep(record: record, move: move, actor: login)
    }

    /// Somebody looked at what is in force though nobody had before it went there, and it may stay.
    ///
    /// - Throws: `FAQConflict.secondPersonNeeded` for its author, who put it in force or let it go there by itself.
    package static func approve(
        _ known: FAQHistory,
        by login: String,
        at now: Date
    ) throws(FAQConflict) -> FAQStep {
        var record = known.record
        record.state = try state(after: .approve, record)
        guard record.needsReview || record.isUnreviewedChange else { throw .nothingToReview }
        guard !record.needsReview || known.published?.author != login else { throw .secondPersonNeeded }
        record.needsReview = false
        record.isUnreviewedChange = false
        record.revision += 1
        return FAQStep(record: record, move: .approve, actor: login)
    }

    private static func state(after move: FAQMove, _ record: FAQRecord) throws(FAQConflict) -> FAQState {
        guard let state = record.state.after(move, hasDraft: record.hasDraft) else {
            throw .illegal(from: record.state, move)
        }
        return state
    }

    /// The version a draft becomes.
    static func next(
        _ draft: FAQDraft,
        on known: FAQHistory?,
        reader: any FAQReader,
        at now: Date
    ) -> FAQVersion {
        FAQVersion(
            entry: draft.entry.id,
            number: (known?.record.latest ?? 0) + 1,
            text: draft.text,
            fingerprint: draft.entry.version,
            author: draft.author,
            at: now,
            stale: Parity.stale(draft, after: known?.latest, reader: reader)
        )
    }
}

/// A text that is to be an entry's next version.
package struct FAQDraft: Sendable {
    let text: String
    let entry: FAQEntry
    let author: String
    /// Languages whose text somebody says is still right though the other changed.
    let confirmed: [ReplyLanguage]

    package init(text: String, entry: FAQEntry, author: String, confirmed: [ReplyLanguage] = []) {
        self.text = text
        self.entry = entry
        self.author = author
        self.confirmed = confirmed
    }
}

/// The parity lock: who changes one language leaves the other stale until somebody looks at it (criterion F11).
private enum Parity {
    static func stale(_ draft: FAQDraft, after known: FAQVersion?, reader: any FAQReader) -> [ReplyLanguage] {
        // A version that was stored could be read then; where rules became stricter since, everything counts as new.
        guard let known, let before = try? reader.entry(id: known.entry, text: known.text) else { return [] }
        let both = ReplyLanguage.allCases.filter { draft.entry.answers[$0] != nil && before.answers[$0] != nil }
        let changed = both.filter { draft.entry.differs(from: before, in: $0) }
        // A stale language that is changed alone catches up with the other.
        let isCatchingUp = changed.allSatisfy(known.stale.contains)
        let leftBehind = isCatchingUp ? [] : both.filter { !changed.contains($0) }
        return ReplyLanguage.allCases.filter { language in
            (known.stale.contains(language) || leftBehind.contains(language))
                && !changed.contains(language) && !draft.confirmed.contains(language)
                && draft.entry.answers[language] != nil
        }
    }
}

extension FAQEntry {
    /// Whether what a member is told in this language differs.
    fileprivate func differs(from other: FAQEntry, in language: ReplyLanguage) -> Bool {
        answers[language] != other.answers[language] || titles[language] != other.titles[language]
    }
}

extension FAQRecord {
    /// A version is answered from now on, and whatever waited is done.
    mutating func putInForce(_ number: Int, by login: String, at now: Date) {
        previous = published
        published = number
        publishedAt = now
        publishedBy = login
        inReviewSince = nil
        goLiveAt = nil
        isConflicting = false
        isFileWaiting = false
        isUnreviewedChange = false
        revision += 1
    }
}
