package import struct Foundation.Date

extension FAQRules {
    /// A file of the folder that can be read: a new or changed one is a new version in force.
    ///
    /// Whoever may write the folder runs the installation, so it is not asked for a second person; the event tells it.
    /// Where the page has published since the folder was last in agreement, both texts are kept and the page's stays.
    ///
    /// - Parameters:
    ///   - file: as it lies in the folder.
    ///   - entry: what it says.
    ///   - known: what the database knows.
    ///   - reader: reads the text it had.
    ///   - now: when.
    /// - Returns: `nil` where the two agree already.
    package static func read(
        _ file: FAQText,
        _ entry: FAQEntry,
        on known: FAQHistory?,
        reader: any FAQReader,
        at now: Date
    ) -> FAQStep? {
        var record = known?.record ?? FAQRecord(id: file.id)
        if record.fileFingerprint == file.fingerprint { return nil }
        if let published = known?.published, published.fingerprint == file.fingerprint {
            record.fileFingerprint = file.fingerprint
            record.isConflicting = false
            record.revision += 1
            return FAQStep(record: record, move: .file, actor: "file")
        }
        let isAhead = known?.published.map { $0.fingerprint != record.fileFingerprint } ?? false
        let move: FAQMove = isAhead || record.isConflicting ? .conflict : .file
        let draft = FAQDraft(text: file.text, entry: entry, author: "file")
        let version = next(draft, on: known, reader: reader, at: now)
        record.state = known == nil ? .published : record.state.after(move, hasDraft: record.hasDraft) ?? .published
        record.latest = version.number
        record.fileFingerprint = file.fingerprint
        if move == .conflict {
            record.isConflicting = true
            record.revision += 1
        } else {
            record.putInForce(version.number, by: "file", at: now)
        }
        return FAQStep(record: record, version: version, move: move, actor: "file")
    }

    /// A text that an operator brings in: a new version in force, which then goes to the folder.
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
        guard !record.isConflicting, record.state.isAnsweredFrom, let published,
            published.fingerprint != record.fileFingerprint
        else { return nil }
        return published
    }
}
