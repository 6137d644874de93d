package import struct Foundation.Date

extension FAQRules {
    /// A file of the folder that can be read and is new or changed.
    ///
    /// Before the folder was ever taken, all of it goes in force: that is what the installation begins with. After that
    /// a high-risk text waits for a second person, as it would on the page (criterion F13), while the old one answers on;
    /// any other goes in force, marked as changed in the folder and not reviewed.
    /// Where the page has published since the folder was last in agreement, both texts are kept and the page's stays.
    ///
    /// - Parameters:
    ///   - file: as it lies in the folder.
    ///   - entry: what it says.
    ///   - known: what the database knows.
    ///   - isBeginning: whether the folder is taken for the first time.
    ///   - reader: reads the text it had.
    ///   - now: when.
    /// - Returns: `nil` where the two agree already.
    package static func read(
        _ file: FAQText,
        _ entry: FAQEntry,
        on known: FAQHistory?,
        isBeginning: Bool,
        reader: any FAQReader,
        at now: Date
    ) -> FAQStep? {
        var record = known?.record ?? FAQRecord(id: file.id)
        if record.fileFingerprint == file.fingerprint { return nil }
        if let published = known?.published, published.fingerprint == file.fingerprint {
            record.fileFingerprint = file.fingerprint
            record.isConflicting = false
            record.isFileWaiting = false
            record.revision += 1
            return FAQStep(record: record, move: .file, actor: "file")
        }
        let isAhead = known?.published.map { $0.fingerprint != record.fileFingerprint } ?? false
        let isConflict = isAhead && !record.isFileWaiting || record.isConflicting
        let isHeldBack = !isBeginning && isHighRisk(entry, known, reader)
        let move: FAQMove = isConflict ? .conflict : isHeldBack ? .fileHeldBack : .file
        let draft = FAQDraft(text: file.text, entry: entry, author: "file")
        let version = next(draft, on: known, reader: reader, at: now)
        let fallback: FAQState = move == .fileHeldBack ? .inReview : .published
        record.state = known == nil ? fallback : record.state.after(move, hasDraft: record.hasDraft) ?? fallback
        record.latest = version.number
        record.fileFingerprint = file.fingerprint
        switch move {
        case .conflict:
            record.isConflicting = true
            // What was to go live is no longer the newest text: a person chooses first.
            record.goLiveAt = nil
            record.revision += 1
        case .fileHeldBack:
            record.isFileWaiting = true
            record.inReviewSince = now
            record.goLiveAt = nil
            record.revision += 1
        default:
            record.putInForce(version.number, by: "file", at: now)
            record.isUnreviewedChange = !isBeginning
        }
        return FAQStep(record: record, version: version, move: move, actor: "file")
    }

    /// The text in force counts too, so that no file takes the risk off by calling itself something else.
    private static func isHighRisk(_ entry: FAQEntry, _ known: FAQHistory?, _ reader: any FAQReader) -> Bool {
        if entry.needsSecondPerson { return true }
        guard let published = known?.published else { return false }
        // What was stored could be read then; where rules became stricter since, a second person looks.
        let before = try? reader.entry(id: published.entry, text: published.text)
        return before?.needsSecondPerson ?? true
    }

    /// A text that an operator brings in: a new version in force, which then goes to the folder.
    ///
    /// It comes from another installation's review; a high-risk one is marked, so that somebody here looks at it too.
    package static func bringIn(
        _ file: FAQText,
        _ entry: FAQEntry,
        on known: FAQHistory?,
        reader: any FAQReader,
        at now: Date
    ) -> FAQStep? {
        if known?.published?.fingerprint == file.fingerprint { return nil }
        var record = known?.record ?? FAQRecord(id: file.id)
        let draft = FAQDraft(text: file.text, entry: entry, author: "operator")
        let version = next(draft, on: known, reader: reader, at: now)
        record.state = known == nil ? .published : record.state.after(.file, hasDraft: record.hasDraft) ?? .published
        record.latest = version.number
        record.putInForce(version.number, by: "operator", at: now)
        record.needsReview = entry.needsSecondPerson
        return FAQStep(record: record, version: version, move: .file, actor: "operator")
    }

    /// The published text now lies in the folder.
    package static func written(_ fingerprint: String, on known: FAQHistory) -> FAQStep? {
        var record = known.record
        guard record.fileFingerprint != fingerprint else { return nil }
        record.fileFingerprint = fingerprint
        record.revision += 1
        return FAQStep(record: record, move: .file, actor: "bot")
    }
}

extension FAQHistory {
    /// The text the folder should hold and does not yet; `nil` where it holds it, or where a person must choose first.
    package var owedToFile: FAQVersion? {
        guard !record.isConflicting, !record.isFileWaiting, record.state.isAnsweredFrom, let published,
            published.fingerprint != record.fileFingerprint
        else { return nil }
        return published
    }
}
