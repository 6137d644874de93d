import Comprehension
import Foundation
import Testing

@testable import MutualAid

/// What a change makes of an entry: states, second persons, undo, schedule and stale languages.
struct FAQRulesTests {
    private static let now = Date(timeIntervalSince1970: 1_586_500_000)

    @Test func `every state and move leads where the table says, or is refused`() {
        let legal: [FAQState: Set<FAQMove>] = [
            .draft: [.save, .review, .schedule, .publish, .archive, .file, .fileHeldBack],
            .inReview: [.save, .schedule, .publish, .archive, .file, .fileHeldBack],
            .scheduled: [.save, .review, .schedule, .publish, .archive, .file, .fileHeldBack],
            .published: [.save, .pause, .rollback, .archive, .file, .fileHeldBack, .approve, .conflict],
            .publishedWithDraft: [
                .save, .review, .schedule, .publish, .pause, .rollback, .archive, .file, .fileHeldBack, .approve,
                .conflict,
            ],
            .paused: [
                .save, .review, .publish, .resume, .rollback, .archive, .file, .fileHeldBack, .approve, .conflict,
            ],
            .expired: [.save, .pause, .rollback, .archive, .file, .fileHeldBack, .approve, .conflict],
            .archived: [.save, .file, .fileHeldBack],
        ]

        for state in FAQState.allCases {
            for move in FAQMove.allCases {
                #expect((state.after(move, hasDraft: true) != nil) == legal[state]?.contains(move), "\(state) \(move)")
            }
        }
        #expect(FAQState.paused.after(.resume, hasDraft: true) == .publishedWithDraft)
        #expect(FAQState.paused.after(.resume, hasDraft: false) == .published)
    }

    @Test func `saving is a new version and what is answered from stays (F12)`() throws {
        let published = try published("zh1|en1")

        let saved = try apply(save("zh2|en2", by: "lin", on: published), to: published)

        #expect(saved.record.state == .publishedWithDraft)
        #expect(saved.published?.text == "zh1|en1" && saved.latest?.text == "zh2|en2")
        #expect(saved.versions.map(\.number) == [1, 2])
    }

    @Test func `changing one language leaves the other stale until somebody confirms it (F11)`() throws {
        let known = try published("zh1|en1")

        let chineseOnly = try save("zh2|en1", by: "lin", on: known)
        let confirmed = try save("zh2|en1", by: "lin", on: known, confirmed: [.english])
        let stale = try apply(chineseOnly, to: known)
        let caughtUp = try save("zh2|en2", by: "lin", on: stale)
        let again = try save("zh3|en1", by: "lin", on: stale)

        #expect(chineseOnly.version?.stale == [.english])
        #expect(confirmed.version?.stale == [])
        #expect(caughtUp.version?.stale == [])
        #expect(again.version?.stale == [.english])
    }

    @Test func `a stale language is never sent by itself (F11)`() throws {
        let reader = LineReader()
        let entry = try reader.entry(id: "entry", text: "zh1|en1").inForce(stale: [.english], isPaused: false)

        #expect(entry.isReviewed(in: .chinese, asOf: "2020-04-10"))
        #expect(!entry.isReviewed(in: .english, asOf: "2020-04-10"))
    }

    @Test func `a high-risk text is published by somebody other than its author (F13)`() throws {
        let known = try apply(save("zh1|en1|visa", by: "lin", on: nil), to: nil)

        #expect(throws: FAQConflict.secondPersonNeeded) { try publish(known, by: "lin") }
        #expect(try publish(known, by: "chen").record.published == 1)
    }

    @Test func `with nobody else on duty for half an hour one person publishes with a reason, marked for review`()
        throws
    {
        let draft = try apply(save("zh1|en1|visa", by: "lin", on: nil), to: nil)
        let waiting = try apply(FAQRules.move(.review, draft, by: "lin", at: Self.now), to: draft)
        let later = Self.now.addingTimeInterval(FAQPublisher.patience)
        let chen = StaffMember.test("chen", isOnDuty: true)

        #expect(throws: FAQConflict.secondPersonNeeded) { try publish(waiting, by: "lin", reason: "new rule") }
        #expect(throws: FAQConflict.secondPersonNeeded) { try publish(waiting, by: "lin", at: later) }
        #expect(throws: FAQConflict.secondPersonNeeded) {
            try publish(waiting, by: "lin", reason: "new rule", staff: [chen], at: later)
        }
        let step = try publish(waiting, by: "lin", reason: "new rule", at: later)
        #expect(step.record.needsReview && step.reason == "new rule")
    }

    @Test func `who scheduled alone does not approve what then went live by itself, and a schedule takes no mark off`()
        throws
    {
        let draft = try apply(save("zh1|en1|visa", by: "lin", on: nil), to: nil)
        let waiting = try apply(FAQRules.move(.review, draft, by: "lin", at: Self.now), to: draft)
        let later = Self.now.addingTimeInterval(FAQPublisher.patience)
        let time = later.addingTimeInterval(60)
        let lin = FAQPublisher(login: "lin", reason: "new rule", staff: [])
        let chen = FAQPublisher(login: "chen", reason: nil, staff: [])

        let scheduled = try apply(
            FAQRules.schedule(waiting, isHighRisk: true, for: time, by: lin, at: later),
            to: waiting
        )
        let live = try apply(#require(FAQRules.goLive(scheduled, at: time)), to: scheduled)
        let saved = try apply(save("zh2|en2|visa", by: "lin", on: live), to: live)
        let next = try FAQRules.schedule(saved, isHighRisk: true, for: time.addingTimeInterval(60), by: chen, at: time)

        #expect(throws: FAQConflict.secondPersonNeeded) { try FAQRules.approve(live, by: "lin", at: time) }
        #expect(try !FAQRules.approve(live, by: "chen", at: time).record.needsReview)
        #expect(next.record.needsReview)
    }

    @Test func `a draft does not take the risk off by calling itself something else (F13)`() throws {
        let known = try published("zh1|en1|visa")
        let saved = try apply(save("zh2|en2|masks", by: "lin", on: known), to: known)
        let lin = FAQPublisher(login: "lin", reason: nil, staff: [])

        #expect(throws: FAQConflict.secondPersonNeeded) {
            try FAQOrder.publish(reason: nil).step(on: saved, by: lin, reader: LineReader(), at: Self.now)
        }
    }

    @Test func `what was withdrawn is not brought back by its schedule`() throws {
        let known = try published("zh1|en1")
        let saved = try apply(save("zh2|en2", by: "lin", on: known), to: known)
        let chen = FAQPublisher(login: "chen", reason: nil, staff: [])
        let time = Self.now.addingTimeInterval(60)
        let scheduled = try apply(
            FAQRules.schedule(saved, isHighRisk: false, for: time, by: chen, at: Self.now),
            to: saved
        )

        let paused = try apply(FAQRules.move(.pause, scheduled, by: "lin", at: Self.now), to: scheduled)

        #expect(FAQRules.goLive(paused, at: time) == nil)
    }

    @Test func `withdrawing never needs a second person`() throws {
        let known = try published("zh1|en1|visa", author: "lin")

        let paused = try FAQRules.move(.pause, known, by: "lin", at: Self.now)

        #expect(paused.record.state == .paused)
    }

    @Test func `within the undo window one person brings back the version before`() throws {
        let first = try published("zh1|en1|visa", author: "lin")
        let second = try apply(save("zh2|en2|visa", by: "lin", on: first), to: first)
        let live = try apply(publish(second, by: "chen"), to: second)
        let entry = try LineReader().entry(id: "entry", text: "zh1|en1|visa")
        let lin = FAQPublisher(login: "lin", reason: nil, staff: [])
        let late = Self.now.addingTimeInterval(FAQPublisher.undoWindow + 1)

        let undone = try FAQRules.rollBack(live, to: 1, isHighRisk: entry.needsSecondPerson, by: lin, at: Self.now)

        #expect(undone.record.published == 3 && undone.version?.text == "zh1|en1|visa")
        #expect(throws: FAQConflict.secondPersonNeeded) {
            try FAQRules.rollBack(live, to: 1, isHighRisk: entry.needsSecondPerson, by: lin, at: late)
        }
    }

    @Test func `a scheduled version goes live at its time, also when that was missed`() throws {
        let draft = try apply(save("zh1|en1", by: "lin", on: nil), to: nil)
        let entry = try LineReader().entry(id: "entry", text: "zh1|en1")
        let chen = FAQPublisher(login: "chen", reason: nil, staff: [])
        let time = Self.now.addingTimeInterval(60)

        let scheduled = try apply(
            FAQRules.schedule(draft, isHighRisk: entry.needsSecondPerson, for: time, by: chen, at: Self.now),
            to: draft
        )

        #expect(scheduled.record.state == .scheduled && scheduled.record.published == nil)
        #expect(FAQRules.goLive(scheduled, at: Self.now) == nil)
        #expect(FAQRules.goLive(scheduled, at: time.addingTimeInterval(86400))?.record.published == 1)
        #expect(throws: FAQConflict.timeIsPast) {
            try FAQRules.schedule(draft, isHighRisk: entry.needsSecondPerson, for: Self.now, by: chen, at: Self.now)
        }
    }

    @Test func `a second editor with an old version is refused and gets the newer text (F13)`() throws {
        let known = try published("zh1|en1")

        #expect(throws: FAQConflict.stale(known)) { try FAQExpectation.revision(99).check(known) }
        #expect(throws: FAQConflict.stale(known)) { try FAQExpectation.none.check(known) }
        #expect(throws: FAQConflict.versionMissing) { try FAQExpectation.unnamed.check(known) }
    }

    @Test func `a file that changed while the page published is kept beside it, and the page's text stays`() throws {
        let reader = LineReader()
        let first = FAQText(id: "entry", text: "zh1|en1", fingerprint: "zh1|en1")
        let begun = try apply(#require(try read(first, on: nil)), to: nil)
        let saved = try apply(save("zh2|en2", by: "lin", on: begun), to: begun)
        let live = try apply(publish(saved, by: "chen"), to: saved)
        let edited = FAQText(id: "entry", text: "zh9|en9", fingerprint: "zh9|en9")

        let both = try apply(#require(try read(edited, on: live)), to: live)

        #expect(both.record.isConflicting && both.owedToFile == nil)
        #expect(both.published?.text == "zh2|en2" && both.latest?.text == "zh9|en9")
        let chosen = try apply(publish(both, by: "chen"), to: both)
        #expect(!chosen.record.isConflicting && chosen.published?.text == "zh9|en9")
        #expect(try reader.entry(id: "entry", text: "zh9|en9").id == "entry")
    }

    @Test func `a file that conflicts with what is in force does not go live in place of the scheduled text`() throws {
        let begun = try apply(#require(try read(Self.file("zh1|en1"), on: nil, isBeginning: true)), to: nil)
        let saved = try apply(save("zh2|en2", by: "lin", on: begun), to: begun)
        let live = try apply(publish(saved, by: "chen"), to: saved)
        let next = try apply(save("zh3|en3", by: "lin", on: live), to: live)
        let chen = FAQPublisher(login: "chen", reason: nil, staff: [])
        let time = Self.now.addingTimeInterval(60)
        let scheduled = try apply(
            FAQRules.schedule(next, isHighRisk: false, for: time, by: chen, at: Self.now),
            to: next
        )

        let both = try apply(#require(try read(Self.file("zh9|en9|visa"), on: scheduled)), to: scheduled)

        #expect(both.record.isConflicting && both.published?.text == "zh2|en2")
        #expect(FAQRules.goLive(both, at: time) == nil)
    }

    @Test func `a high-risk text changed in the folder waits for a second person, and the old one stays (F13)`() throws
    {
        let begun = try apply(#require(try read(Self.file("zh1|en1|visa"), on: nil, isBeginning: true)), to: nil)

        let held = try apply(#require(try read(Self.file("zh2|en2|visa"), on: begun)), to: begun)
        let again = try apply(#require(try read(Self.file("zh3|en3|visa"), on: held)), to: held)

        #expect(begun.record.state == .published && !begun.record.isUnreviewedChange)
        #expect(held.published?.text == "zh1|en1|visa" && held.record.state == .publishedWithDraft)
        #expect(held.owedToFile == nil && held.record.inReviewSince == Self.now)
        #expect(again.record.isFileWaiting && !again.record.isConflicting && again.latest?.number == 3)
        let approved = try apply(publish(again, by: "chen"), to: again)
        #expect(approved.published?.text == "zh3|en3|visa" && !approved.record.isFileWaiting)
    }

    @Test func `a file does not take the risk off by calling itself something else (F13)`() throws {
        let begun = try apply(#require(try read(Self.file("zh1|en1|visa"), on: nil, isBeginning: true)), to: nil)

        let held = try apply(#require(try read(Self.file("zh2|en2|masks"), on: begun)), to: begun)

        #expect(held.published?.text == "zh1|en1|visa" && held.record.isFileWaiting)
    }

    @Test func `a new high-risk file is in review and not answered from (F13)`() throws {
        let held = try apply(#require(try read(Self.file("zh1|en1|visa"), on: nil)), to: nil)

        #expect(held.record.state == .inReview && held.published == nil)
    }

    @Test func `another text changed in the folder is in force and marked until somebody approves it`() throws {
        let begun = try apply(#require(try read(Self.file("zh1|en1"), on: nil, isBeginning: true)), to: nil)
        let changed = try apply(#require(try read(Self.file("zh2|en2"), on: begun)), to: begun)

        let approved = try FAQRules.approve(changed, by: "chen", at: Self.now)

        #expect(changed.published?.text == "zh2|en2" && changed.record.isUnreviewedChange)
        #expect(!approved.record.isUnreviewedChange && approved.record.state == .published)
        #expect(throws: FAQConflict.nothingToReview) { try FAQRules.approve(begun, by: "chen", at: Self.now) }
    }

    private static func file(_ text: String) -> FAQText { FAQText(id: "entry", text: text, fingerprint: text) }

    private func published(_ text: String, author: String = "lin") throws -> FAQHistory {
        let draft = try apply(save(text, by: author, on: nil), to: nil)
        return try apply(publish(draft, by: "chen"), to: draft)
    }

    private func save(
        _ text: String,
        by author: String,
        on known: FAQHistory?,
        confirmed: [ReplyLanguage] = []
    ) throws -> FAQStep {
        let entry = try LineReader().entry(id: "entry", text: text)
        let draft = FAQDraft(text: text, entry: entry, author: author, confirmed: confirmed)
        return try FAQRules.save(draft, on: known, reader: LineReader(), at: Self.now)
    }

    private func publish(
        _ known: FAQHistory,
        by login: String,
        reason: String? = nil,
        staff: [StaffMember] = [],
        at time: Date = now
    ) throws -> FAQStep {
        let entry = try LineReader().entry(id: "entry", text: known.latest?.text ?? "")
        let publisher = FAQPublisher(login: login, reason: reason, staff: staff)
        return try FAQRules.publish(known, isHighRisk: entry.needsSecondPerson, by: publisher, at: time)
    }

    private func read(
        _ file: FAQText,
        on known: FAQHistory?,
        isBeginning: Bool = false
    ) throws -> FAQStep? {
        let entry = try LineReader().entry(id: file.id, text: file.text)
        return FAQRules.read(file, entry, on: known, isBeginning: isBeginning, reader: LineReader(), at: Self.now)
    }

    private func apply(_ step: FAQStep, to known: FAQHistory?) throws -> FAQHistory {
        FAQHistory(record: step.record, versions: (known?.versions ?? []) + [step.version].compactMap { $0 })
    }
}

/// Reads entries written in one line: Chinese, English and a topic, between bars.
struct LineReader: FAQReader {
    func entry(id: String, text: String) throws(FileProblems) -> FAQEntry {
        let parts = text.split(separator: "|").map(String.init)
        guard parts.count >= 2 else {
            throw FileProblems([FileProblem(file: id, line: 1, message: "two languages are expected")])
        }
        return FAQEntry(
            id: id,
            version: text,
            topic: parts.count > 2 ? parts[2] : "masks",
            risk: .normal,
            titles: [.chinese: parts[0], .english: parts[1]],
            questions: [.chinese: [parts[0]], .english: [parts[1]]],
            answers: [.chinese: parts[0], .english: parts[1]],
            groups: [],
            countries: [],
            validFrom: "2020-01-01",
            validUntil: nil,
            source: FAQEntry.Source(name: "notice", date: "2020-01-01", url: nil),
            checkedOn: "2020-04-10",
            reviewer: "lin",
            unreviewed: [],
            isPaused: false
        )
    }
}

extension StaffMember {
    /// A coordinator.
    static func test(_ login: String, isOnDuty: Bool) -> StaffMember {
        StaffMember(
            login: login,
            name: login,
            roles: [.coordinator],
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: isOnDuty
        )
    }
}
