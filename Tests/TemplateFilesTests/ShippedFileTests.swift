import Comprehension
import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// The files that ship, as a newcomer gets them.
struct ShippedFileTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let templates = root.appendingPathComponent("Templates")
    static let config = root.appendingPathComponent("Config")

    @Test func `at least forty entries, each in both languages with five ways to ask it`() throws {
        let entries = try FAQFolder.read(Self.templates.appendingPathComponent("faq"))

        #expect(entries.count >= 40)
        for entry in entries {
            for language in ReplyLanguage.allCases {
                #expect(entry.questions[language]?.count ?? 0 >= 5, "\(entry.id)")
                #expect(entry.answers[language]?.isEmpty == false, "\(entry.id)")
                #expect(entry.titles[language]?.isEmpty == false, "\(entry.id)")
            }
        }
    }

    @Test func `what a group sees of an answer is at most two lines`() throws {
        for entry in try FAQFolder.read(Self.templates.appendingPathComponent("faq")) {
            for (language, answer) in entry.answers {
                let headline = answer.components(separatedBy: "\n\n")[0]
                #expect(headline.split(separator: "\n").count <= 2, "\(entry.id) \(language)")
            }
        }
    }

    @Test func `no question is listed for two entries`() throws {
        var owners: [String: String] = [:]
        for entry in try FAQFolder.read(Self.templates.appendingPathComponent("faq")) {
            for question in entry.questions.values.joined() {
                let plain = PlainText(question).string
                #expect(owners[plain] ?? entry.id == entry.id, "\(entry.id)")
                owners[plain] = entry.id
            }
        }
    }

    @Test func `an entry that is medical, or about visas, flights or quarantine is of high risk`() throws {
        let topics: Set = ["quarantine", "testing", "flight", "transit", "visa", "symptoms"]
        let entries = try FAQFolder.read(Self.templates.appendingPathComponent("faq"))

        #expect(entries.filter { topics.contains($0.topic) && $0.risk != .high }.map(\.id) == [])
    }

    @Test func `every phrase can be said in both languages, with and without somebody able`() throws {
        let phrases = try PhraseFolder(Self.templates.appendingPathComponent("replies"))
        let texts: [String: PhraseSlot] = [
            "answer": "A", "source_line": "S", "details": "D", "title": "T", "time": "14:05 UTC", "source_name": "N",
            "source_date": "2020-03-26", "checked_on": "2020-04-10", "as_of": "2020-04-10", "local_numbers": "112",
            "consular_hotline": "12308", "crisis_line": "0800 111", "severity": "S0", "desk": "counselors", "link": "L",
            "choices": .rows([["number": "1", "title": "T"]]),
        ]
        for language in ReplyLanguage.allCases {
            for phrase in Phrase.allCases {
                for able in [true, false] {
                    let said = phrases.say(phrase, in: language, texts.merging(["somebody_able": .flag(able)]) { $1 })
                        .exposed
                    #expect(!said.isEmpty && !said.contains("{{") && !said.contains("&#"), "\(phrase) \(language)")
                }
            }
        }
    }

    @Test(
        arguments: Phrase.allCases.filter { $0.rawValue.hasPrefix("emergency_") || $0.rawValue.hasPrefix("holding_") }
    )
    func `without anybody able a text says so and names 12308 and the local number`(phrase: Phrase) throws {
        let phrases = try PhraseFolder(Self.templates.appendingPathComponent("replies"))
        let slots: [String: PhraseSlot] = [
            "somebody_able": false, "local_numbers": "LOCAL", "consular_hotline": "12308", "crisis_line": "CRISIS",
        ]
        let promises = ["会有人回复", "马上有人", "会回复您", "will answer you", "will reply to you"]

        for language in ReplyLanguage.allCases {
            let said = phrases.say(phrase, in: language, slots).exposed
            #expect(said.contains("LOCAL") && said.contains("12308"), "\(language)")
            #expect(said.contains(language == .chinese ? "没有人值班" : "obody is on duty"), "\(language)")
            #expect(!promises.contains { said.contains($0) }, "\(language)")
        }
    }

    @Test func `a notice to staff says in one short line what happened, of which class, and where to look`() throws {
        let phrases = try PhraseFolder(Self.templates.appendingPathComponent("replies"))
        let slots: [String: PhraseSlot] = ["severity": "S2", "desk": "counselors", "link": "LINK"]

        for language in ReplyLanguage.allCases {
            let bare = phrases.say(.staffNotice, in: language, slots).exposed
            let said = StaffNotice.Kind.allCases.map { kind in
                phrases.say(.staffNotice, in: language, slots.merging([kind.rawValue: true]) { $1 }).exposed
            }
            #expect(Set(said).count == StaffNotice.Kind.allCases.count && !said.contains(bare), "\(language)")
            for line in said {
                #expect(line.hasPrefix("S2") && line.contains("counselors") && line.hasSuffix("LINK"), "\(line)")
                #expect(line.count <= 120 && !line.contains("\n"), "\(line)")
            }
        }
    }

    @Test func `how-are-you after a crisis tells nothing of it, promises no answer, and asks for any line`() throws {
        let phrases = try PhraseFolder(Self.templates.appendingPathComponent("replies"))
        let telling = [
            "危机", "自杀", "不想活", "医生", "心理", "症状", "紧急", "crisis", "suicid", "doctor", "psych", "symptom",
            "emergency", "danger",
        ]
        let promises = ["马上", "立刻", "会回复", "will answer", "will reply", "at once", "immediately"]

        for (language, askedFor) in [(ReplyLanguage.chinese, "随便回一句"), (.english, "Any line will do")] {
            let said = phrases.say(.checkIn, in: language, [:]).exposed
            #expect(said.contains(askedFor) && said.count <= 250 && !said.contains("\n"))
            #expect((telling + promises).filter { said.lowercased().contains($0) } == [])
        }
    }

    @Test func `emergency numbers cover at least sixty-five countries, each with a number to dial`() throws {
        let numbers = try EmergencyNumbersFile.read(Self.config.appendingPathComponent("emergency-numbers.yaml"))

        #expect(numbers.countries.count >= 65)
        #expect(numbers.countries.values.allSatisfy { !$0.emergency.isEmpty })
        #expect(numbers.local("DE", in: .chinese).contains("112"))
        #expect(numbers.local(nil, in: .english).contains("112") && numbers.local(nil, in: .english).contains("911"))
        #expect(numbers.consularHotline.contains("12308"))
    }

    @Test func `rules find every kind of danger sign`() throws {
        let rules = try DangerSignsFile.read(Self.config.appendingPathComponent("danger-signs.yaml"))

        #expect(rules.findings(in: PlainText("我不想活了")).map(\.sign) == [.selfHarm])
    }

    @Test func `examples are read, and chatter stands alone`() throws {
        let examples = try ExampleFolder.read(Self.templates.appendingPathComponent("examples"))

        #expect(examples.count >= 1000)
        #expect(examples.filter { $0.labels.contains(.chatter) && $0.labels.count > 1 }.map(\.text) == [])
    }

    @Test func `the five groups are read with their rooms`() throws {
        let ledger = ProblemLedger()
        let groups = GroupsFile.read(Self.config.appendingPathComponent("groups.yaml"), ledger: ledger)

        #expect(groups.map(\.id) == ["asia", "europe", "americas", "africa", "oceania"])
        #expect(ledger.problems.isEmpty)
    }
}
