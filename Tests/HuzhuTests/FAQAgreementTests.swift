import Comprehension
import Foundation
import Logging
import MutualAid
import Storage
import Synchronization
import TemplateFiles
import Testing

/// Folder and database agree through every change, at either door, with the program ended anywhere between.
struct FAQAgreementTests {
    /// Two hundred, and a thousand where `HUZHU_THOROUGH` is set: each waits for several synced commits.
    private static let edits = ProcessInfo.processInfo.environment["HUZHU_THOROUGH"] == nil ? 200 : 1000

    @Test func `hundreds of edits at both doors with ends between lose no version, and all agree`() async throws {
        let town = try Town()
        var chance = Chance(state: 42)
        var accepted: [String: Set<String>] = [:]

        for number in 0..<Self.edits {
            let id = "entry-\(chance.next(5))"
            let text = Town.entry(id, "第\(number)版", "Version \(number)")
            if chance.next(2) == 0 {
                try town.put(id, text)
                accepted[id, default: []].insert(text)
                _ = try await town.agree()
            } else if let known = try await town.database.faqHistory(id) {
                try await town.savesAndPublishes(text, as: id, seeing: known)
                accepted[id, default: []].insert(text)
            }
            town.ends = [.never, .beforeWriting, .afterWriting][chance.next(3)]
            _ = try await town.agree()
            if number % 40 == 39 { try await town.startAgain() }
        }
        town.ends = .never
        for head in try await town.database.faqHeads() where head.record.isConflicting {
            try await town.publishes(head)
        }
        let inForce = try await town.agree()

        #expect(inForce.problems == [] && !inForce.isFileOwed)
        for (id, texts) in accepted {
            let known = try #require(try await town.database.faqHistory(id))
            #expect(texts.isSubset(of: known.versions.map(\.text)))
            #expect(known.versions.map(\.number) == Array(1...known.versions.count))
            #expect(town.file(id) == known.published?.text)
            #expect(inForce.entries.first { $0.id == id }?.version == known.published?.fingerprint)
        }
    }

    @Test func `an entry whose file is wrong or gone answers on from its last good version`() async throws {
        let town = try Town()
        try town.put("one", Town.entry("one", "十四天", "Fourteen days"))
        try town.put("two", Town.entry("two", "十四天", "Fourteen days"))
        let before = try await town.agree()

        try town.put("one", "---\nid: one\n")
        try FileManager.default.removeItem(at: town.folder.appendingPathComponent("two.md"))
        let after = try await town.agree()

        #expect(before.problems.isEmpty && after.entries == before.entries)
        #expect(after.problems.map(\.file) == ["faq/one.md", "faq/two.md"])
    }

    @Test func `a high-risk file that changes is held back, named, and never written over (F13)`() async throws {
        let town = try Town()
        try town.put("one", Town.entry("one", "十四天", "Fourteen days", topic: "visa"))
        let before = try await town.agree()
        let changed = Town.entry("one", "七天", "Seven days", topic: "visa")

        try town.put("one", changed)
        let held = try await town.agree()
        try await town.startAgain()
        let later = try await town.agree()

        #expect(held.entries == before.entries && later.entries == before.entries)
        #expect(later.notices.map(\.file) == ["faq/one.md"] && before.notices.isEmpty)
        #expect(town.file("one") == changed)
        let known = try #require(try await town.database.faqHistory("one"))
        try await town.publishes(known)
        let approved = try await town.agree()
        #expect(approved.entries.first?.answers[.english] == "Seven days" && approved.notices.isEmpty)
    }

    @Test func `what lies in the folder at first is in force, and a high-risk file that comes later waits (F13)`()
        async throws
    {
        let town = try Town()
        try town.put("one", Town.entry("one", "十四天", "Fourteen days", topic: "visa"))
        let first = try await town.agree()

        try town.put("two", Town.entry("two", "十四天", "Fourteen days", topic: "visa"))
        try town.put("three", Town.entry("three", "十四天", "Fourteen days"))
        let second = try await town.agree()

        #expect(first.entries.map(\.id) == ["one"])
        #expect(second.entries.map(\.id).sorted() == ["one", "three"])
        #expect(second.notices.map(\.file).sorted() == ["faq/three.md", "faq/two.md"])
    }

    @Test func `a file that cannot be written is named, tried again, and the published text is in force`() async throws
    {
        let town = try Town()
        try town.put("one", Town.entry("one", "十四天", "Fourteen days"))
        _ = try await town.agree()
        let known = try #require(try await town.database.faqHistory("one"))
        try await town.savesAndPublishes(Town.entry("one", "七天", "Seven days"), as: "one", seeing: known)

        town.ends = .beforeWriting
        let refused = try await town.agree()
        town.ends = .never
        let written = try await town.agree()

        #expect(refused.entries.first?.answers[.english] == "Seven days")
        #expect(refused.problems.map(\.file) == ["faq/one.md"] && refused.isFileOwed)
        #expect(written.problems.isEmpty && !written.isFileOwed)
    }

    @Test func `two files with one id do not touch the entry that has it`() async throws {
        let town = try Town()
        try town.put("one", Town.entry("one", "十四天", "Fourteen days"))
        let before = try await town.agree()

        try town.put("other", Town.entry("one", "七天", "Seven days"))
        let after = try await town.agree()

        #expect(after.entries == before.entries)
        #expect(after.problems.map(\.file) == ["faq/other.md"] && after.problems.first?.line == 2)
    }

    @Test func `a scheduled version goes live when the folder is looked at after its time`() async throws {
        let town = try Town()
        try town.put("one", Town.entry("one", "十四天", "Fourteen days"))
        _ = try await town.agree()
        let text = Town.entry("one", "七天", "Seven days")
        let saved = try await town.desk.save(text, as: "one", confirmed: [], by: Town.lin, expecting: .revision(1))
        let time = town.time.addingTimeInterval(3600)
        _ = try await town.desk.carryOut(
            .schedule(time, reason: nil),
            on: "one",
            by: Town.chen,
            expecting: .revision(saved.record.revision)
        )

        let early = try await town.agree()
        town.time = time.addingTimeInterval(1)
        let late = try await town.agree()

        #expect(early.entries.first?.answers[.english] == "Fourteen days" && early.nextGoLive == time)
        #expect(late.entries.first?.answers[.english] == "Seven days" && late.nextGoLive == nil)
        #expect(town.file("one") == text)
    }
}

/// An installation: a database, a folder, and a program that may end at the worst moments.
private final class Town: Sendable {
    enum End: Sendable { case never, beforeWriting, afterWriting }

    let root: URL
    let folder: URL
    private let opened: Mutex<Database>
    private let clock = Mutex(Date(timeIntervalSince1970: 1_586_500_000))
    private let end = Mutex(End.never)

    static let lin = person("lin", .disseminator)
    static let chen = person("chen", .coordinator)

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("town-\(UUID().uuidString)")
        folder = root.appendingPathComponent("faq")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        opened = Mutex(try Self.open(root))
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    var database: Database { opened.withLock { $0 } }

    var time: Date {
        get { clock.withLock { $0 } }
        set { clock.withLock { $0 = newValue } }
    }

    var ends: End {
        get { end.withLock { $0 } }
        set { end.withLock { $0 = newValue } }
    }

    var desk: FAQDesk {
        FAQDesk(
            store: database,
            reader: FAQTextReader(),
            register: DutyRegister(staff: database, duties: database, roster: database.roster),
            changes: FAQChanges(),
            now: { [self] in time }
        )
    }

    func agree() async throws -> FAQInForce {
        let files = EndingFiles(inner: FAQFolderFiles(folder: folder), end: ends)
        return try await FAQAgreement(
            store: database,
            files: files,
            reader: FAQTextReader(),
            now: { [self] in time }
        ).agree()
    }

    func savesAndPublishes(_ text: String, as id: String, seeing known: FAQHistory) async throws {
        let saved = try await desk.save(
            text,
            as: id,
            confirmed: [],
            by: Self.lin,
            expecting: .revision(known.record.revision)
        )
        try await publishes(saved)
    }

    func publishes(_ known: FAQHistory) async throws {
        _ = try await desk.carryOut(
            .publish(reason: nil),
            on: known.record.id,
            by: Self.chen,
            expecting: .revision(known.record.revision)
        )
    }

    func startAgain() async throws {
        try await database.close()
        let fresh = try Self.open(root)
        opened.withLock { $0 = fresh }
    }

    func put(_ id: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent("\(id).md"), options: .atomic)
    }

    func file(_ id: String) -> String? {
        FileManager.default.contents(atPath: folder.path + "/\(id).md").map { String(decoding: $0, as: UTF8.self) }
    }

    static func entry(_ id: String, _ chinese: String, _ english: String, topic: String = "masks") -> String {
        """
        ---
        id: \(id)
        topic: \(topic)
        risk: normal
        title: { zh: 口罩, en: Masks }
        groups: []
        countries: []
        valid_from: 2020-03-28
        source: { name: 公告, date: 2020-03-26 }
        checked_on: 2020-04-10
        reviewer: starter-set
        ---
        # zh
        ## questions
        - 怎么领口罩?
        ## answer
        \(chinese)
        # en
        ## questions
        - How do I get masks?
        ## answer
        \(english)
        """
    }

    private static func open(_ root: URL) throws -> Database {
        try Database.open(
            path: root.appendingPathComponent("huzhu.sqlite"),
            keyFile: root.appendingPathComponent("master.key"),
            ids: IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) },
            logger: Logger(label: "test")
        )
    }

    private static func person(_ login: String, _ role: StaffMember.Role) -> StaffMember {
        StaffMember(
            login: login,
            name: login,
            roles: [role],
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: true
        )
    }
}

/// The folder of a program that ends just before a file is written, or just after and before the database hears of it.
private struct EndingFiles: FAQFiles {
    let inner: FAQFolderFiles
    let end: Town.End

    func list() -> (files: [FAQText], problems: [FileProblem]) { inner.list() }

    func write(id: String, text: String, expecting: String?) -> FAQFileWriting {
        switch end {
        case .never: return inner.write(id: id, text: text, expecting: expecting)
        case .beforeWriting: return .notWritable
        case .afterWriting:
            _ = inner.write(id: id, text: text, expecting: expecting)
            return .notWritable
        }
    }
}

/// The same numbers each time (xorshift).
private struct Chance {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
