import Comprehension
package import struct Foundation.Date

/// Brings the folder that people edit and the database together, and says what is answered from.
///
/// The database is written first and the folder after it, each all or nothing, so that a crash between leaves a file
/// that is owed and written at the next round.
package struct FAQAgreement: Sendable {
    private let store: any FAQStore
    private let files: any FAQFiles
    private let reader: any FAQReader
    private let now: @Sendable () -> Date

    /// How many entries are written at once, so that they share commits.
    private static let company = 64

    package init(
        store: any FAQStore,
        files: any FAQFiles,
        reader: any FAQReader,
        now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.files = files
        self.reader = reader
        self.now = now
    }

    /// Reads what changed in the folder, lets scheduled versions go live, and writes back what the page published.
    ///
    /// - Returns: the entries in force, with every problem; an entry whose file is wrong keeps its last good version.
    /// - Throws: `StoreFailure`.
    package func agree() async throws -> FAQInForce {
        let listed = files.list()
        var problems = listed.problems
        let known = Dictionary(uniqueKeysWithValues: try await store.faqHeads().map { ($0.record.id, $0) })
        let isBeginning = try await !store.isFAQFolderTaken()
        let changed = listed.files.filter { known[$0.id]?.record.fileFingerprint != $0.fingerprint }
        problems += try await take(changed, isBeginning: isBeginning)
        // Only now: a start that was cut short begins anew.
        if isBeginning, !listed.files.isEmpty { try await store.rememberFAQFolderTaken() }
        for head in known.values where (head.record.goLiveAt ?? .distantFuture) <= now() {
            let time = now()
            _ = try await store.changeFAQ(head.record.id, now: time) { $0.flatMap { FAQRules.goLive($0, at: time) } }
        }
        let heads = try await store.faqHeads()
        var isFileOwed = false
        for head in heads {
            guard let problem = try await giveBack(head) else { continue }
            problems.append(problem)
            isFileOwed = true
        }
        let present = Set(listed.files.map(\.id) + listed.problems.compactMap { FAQName.entry(ofFile: $0.file) })
        problems += heads.compactMap { problem(of: $0.record, isPresent: present.contains($0.record.id)) }
        return FAQInForce(
            entries: heads.compactMap(entryInForce),
            problems: problems,
            nextGoLive: heads.compactMap(\.record.goLiveAt).min(),
            notices: heads.compactMap { notice(of: $0.record) },
            isFileOwed: isFileOwed
        )
    }

    private func take(_ changed: [FAQText], isBeginning: Bool) async throws -> [FileProblem] {
        var problems: [FileProblem] = []
        for start in stride(from: 0, to: changed.count, by: Self.company) {
            let some = changed[start..<min(start + Self.company, changed.count)]
            problems += try await withThrowingTaskGroup(of: [FileProblem].self) { tasks in
                for file in some { tasks.addTask { try await take(file, isBeginning: isBeginning) } }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
        }
        return problems
    }

    private func take(_ file: FAQText, isBeginning: Bool) async throws -> [FileProblem] {
        let entry: FAQEntry
        do {
            entry = try reader.entry(id: file.id, text: file.text)
        } catch {
            return error.problems
        }
        let time = now()
        _ = try await store.changeFAQ(file.id, now: time) { [reader] in
            FAQRules.read(file, entry, on: $0, isBeginning: isBeginning, reader: reader, at: time)
        }
        return []
    }

    /// Writes the published text into the folder where that is owed.
    private func giveBack(_ head: FAQHistory) async throws -> FileProblem? {
        guard let owed = head.owedToFile else { return nil }
        switch files.write(id: owed.entry, text: owed.text, expecting: head.record.fileFingerprint) {
        case .written:
            _ = try await store.changeFAQ(owed.entry, now: now()) {
                $0.flatMap { FAQRules.written(owed.fingerprint, on: $0) }
            }
            return nil
        case .changedMeanwhile:
            return FileProblem(
                file: FAQName.file(of: owed.entry),
                line: nil,
                message: "the file changed while a version was published on the page; it was left alone"
            )
        case .notWritable:
            return FileProblem(
                file: FAQName.file(of: owed.entry),
                line: nil,
                message: "the file cannot be written; what was published is in force, the file has its old text"
            )
        }
    }

    private func problem(of record: FAQRecord, isPresent: Bool) -> FileProblem? {
        let file = FAQName.file(of: record.id)
        if record.isConflicting {
            let message = "file and page changed at once; both versions are kept: publish or roll back to choose"
            return FileProblem(file: file, line: nil, message: message)
        }
        guard record.fileFingerprint != nil, record.state.isAnsweredFrom, !isPresent else { return nil }
        let message = "the file is gone while its entry is published; the last good version answers on"
        return FileProblem(file: file, line: nil, message: message)
    }

    private func notice(of record: FAQRecord) -> FileProblem? {
        let file = FAQName.file(of: record.id)
        if record.isFileWaiting {
            let message = "changed in the folder; a high-risk text waits for a second person, the old one stays"
            return FileProblem(file: file, line: nil, message: message)
        }
        guard record.isUnreviewedChange, record.state.isAnsweredFrom else { return nil }
        return FileProblem(file: file, line: nil, message: "changed in the folder, not reviewed; it is in force")
    }

    private func entryInForce(_ head: FAQHistory) -> FAQEntry? {
        guard head.record.state.isAnsweredFrom, let published = head.published else { return nil }
        // What was stored could be read then; where the rules became stricter since, it no longer answers.
        let entry = try? reader.entry(id: published.entry, text: published.text)
        return entry?.inForce(stale: published.stale, isPaused: head.record.state == .paused)
    }
}

/// What is answered from, and what is wrong.
package struct FAQInForce: Sendable, Equatable {
    package let entries: [FAQEntry]
    package let problems: [FileProblem]
    /// When the next scheduled version goes live.
    package let nextGoLive: Date?
    /// What changed in the folder and wants somebody's eyes: no problem, but not to be passed over either.
    package let notices: [FileProblem]
    /// Whether a published text could not be written to its file and is to be tried again.
    package let isFileOwed: Bool
}
