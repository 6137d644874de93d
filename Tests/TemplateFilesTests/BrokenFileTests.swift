import Comprehension
import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// A broken file is refused with file and line, and every problem at once.
struct BrokenFileTests {
    private static let sound = """
        ---
        id: quarantine
        topic: quarantine
        risk: high
        title: { zh: 隔离, en: Quarantine }
        groups: []
        countries: [DE]
        valid_from: 2020-03-28
        source: { name: 省防控办, date: 2020-03-26 }
        checked_on: 2020-04-10
        reviewer: starter-set
        ---
        # zh
        ## questions
        - 隔离几天?
        ## answer
        十四天。
        # en
        ## questions
        - How long?
        ## answer
        Fourteen days.
        """

    @Test func `a sound entry is read whole`() throws {
        let ledger = ProblemLedger()

        let entry = try #require(FAQFile.parse(Self.sound, path: "faq/quarantine.md", ledger: ledger))

        #expect(ledger.problems.isEmpty)
        #expect(entry.questions[.chinese] == ["隔离几天?"])
        #expect(entry.answers[.english] == "Fourteen days.")
        #expect(entry.countries == ["DE"] && entry.version.count == 12)
    }

    @Test(arguments: [
        ("id: quarantine\n", "id: other\n", 2, "file's name"),
        ("valid_from: 2020-03-28", "valid_from: 2020-02-30", 8, "a day such as"),
        ("risk: high", "risk: hihg", 4, "one of normal, high"),
        ("countries: [DE]", "countries: [germany]", 7, "two capital letters"),
        ("topic: quarantine", "topik: quarantine", 3, "not known here"),
        ("title: { zh: 隔离, en: Quarantine }", "title: { zh: [, en }", 5, "no valid YAML"),
        ("- 隔离几天?", "隔离几天?", 15, "begins with a dash"),
        ("十四天。", "请打 {{number}}", 13, "slot `number`"),
        ("# en", "# fr", 18, "# zh and # en"),
        ("十四天。", "<script>alert(1)</script>", 17, "no script"),
        ("十四天。", "请看 https://qr.example.com/visa", 17, "leads to its source"),
        ("十四天。", "请看 www.example.com", 17, "leads to its source"),
        ("十四天。", "十四\u{202E}天。", 17, "invisible"),
    ])
    func `a mistake is named with its line`(right: String, wrong: String, line: Int, message: String) {
        let ledger = ProblemLedger()

        let entry = FAQFile.parse(
            Self.sound.replacingOccurrences(of: right, with: wrong),
            path: "faq/quarantine.md",
            ledger: ledger
        )

        #expect(entry == nil)
        #expect(ledger.problems.contains { $0.line == line && $0.message.contains(message) }, "\(ledger.problems)")
    }

    @Test func `all problems of a file come at once`() {
        let ledger = ProblemLedger()
        let text = Self.sound.replacingOccurrences(of: "risk: high", with: "risk: x")
            .replacingOccurrences(of: "checked_on: 2020-04-10", with: "checked_on: soon")

        _ = FAQFile.parse(text, path: "faq/quarantine.md", ledger: ledger)

        #expect(ledger.problems.compactMap(\.line) == [4, 10])
    }

    @Test func `a missing folder is a problem, not a crash`() {
        #expect(throws: FileProblems.self) { try FAQFolder.read(URL(fileURLWithPath: "/nowhere/faq")) }
        #expect(throws: FileProblems.self) { try PhraseFolder(URL(fileURLWithPath: "/nowhere/replies")) }
        #expect(throws: FileProblems.self) { try DangerSignsFile.read(URL(fileURLWithPath: "/nowhere/signs.yaml")) }
    }

    @Test func `slots are filled, and one without a value leaves the answer unsent (F2)`() {
        #expect(Slots.fill("打 {{ a }} 或 {{b}}。", ["a": "112", "b": "110"]) == "打 112 或 110。")
        #expect(Slots.fill("打 {{a}}。", [:]) == nil)
        #expect(Slots.fill("没有空格 {{", [:]) == "没有空格 {{")
    }
}
