import Comprehension
import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// What the page saves is a file like any other.
struct FAQTextWriterTests {
    private static let templates = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Templates")

    @Test func `every shipped entry says the same after it was written by the page`() throws {
        let entries = try FAQFolder.read(Self.templates.appendingPathComponent("faq"))
        let writer = FAQTextWriter()

        for entry in entries {
            let text = writer.text(of: entry)
            let read = try FAQTextReader().entry(id: entry.id, text: text)
            #expect(writer.text(of: read) == text, "\(entry.id)")
            #expect(read.answers == entry.answers && read.questions == entry.questions, "\(entry.id)")
            #expect(read.titles == entry.titles && read.source == entry.source, "\(entry.id)")
            #expect(read.notAnswered == entry.notAnswered && read.countries == entry.countries, "\(entry.id)")
        }
        #expect(entries.count > 80)
    }

    @Test func `quotes, backslashes, Norway and one language alone survive`() throws {
        let entry = FAQEntry(
            id: "odd",
            version: "",
            topic: "visa",
            risk: .high,
            titles: [.chinese: #"他说"好\坏""#, .english: ""],
            questions: [.chinese: ["问?"]],
            answers: [.chinese: "答\n\n细节"],
            groups: ["europe"],
            countries: ["NO", "DE"],
            validFrom: "2020-03-28",
            validUntil: "2020-05-01",
            source: .init(name: #"a "notice": 1"#, date: "2020-03-26", url: nil),
            checkedOn: "2020-04-10",
            reviewer: "文静",
            unreviewed: [.chinese],
            isPaused: true
        )

        let read = try FAQTextReader().entry(id: "odd", text: FAQTextWriter().text(of: entry))

        #expect(read.titles == entry.titles && read.source == entry.source && read.reviewer == "文静")
        #expect(read.countries == ["NO", "DE"] && read.groups == ["europe"] && read.isPaused)
        #expect(read.unreviewed == [.chinese] && read.validUntil == "2020-05-01" && read.answers == entry.answers)
    }

    @Test(arguments: [
        ("打 {{where}}", FAQTextProblem.unknownSlot("where")), ("<script>", .markup),
        ("a\u{202E}b", .invisibleCharacters),
        ("见 https://other.example/x", .foreignLink), ("# en", .heading),
    ])
    func `what no entry may have is named before it is saved`(text: String, problem: FAQTextProblem) {
        #expect(FAQTextWriter().problems(in: text, source: "https://good.example/notice") == [problem])
    }
}
