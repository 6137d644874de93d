import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// The console's words in three languages (criterion X5).
struct ConsoleWordsTests {
    private let files: PageFiles

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        files = try PageFiles.read(root.appendingPathComponent("Templates"))
    }

    private func slots(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{[a-z]+\}/).map { String($0.output) })
    }

    @Test(arguments: ["zh-Hant", "en"])
    func `every language has the same words with the same slots`(tag: String) throws {
        let first = try #require(files.consoleWords["zh-Hans"])
        let other = try #require(files.consoleWords[tag])

        #expect(Set(first.keys).symmetricDifference(other.keys) == [])
        #expect(first.keys.filter { slots(first[$0] ?? "") != slots(other[$0] ?? "") } == [])
    }

    @Test func `every word that a page uses is there`() throws {
        let words = try #require(files.consoleWords["zh-Hans"])
        let used = files.console.filter { $0.key != "home-page" }.values.flatMap { text in
            text.matches(of: /words\.([a-zA-Z0-9_]+)/).map { String($0.output.1) }
        }

        #expect(used.count > 100)
        #expect(Set(used).subtracting(words.keys) == [])
    }

    @Test func `every reason, effect, outcome and care list has its word`() throws {
        let words = try #require(files.consoleWords["zh-Hans"])
        let said =
            Reason.allCases.map { "why_\($0.rawValue)" } + ReplayEffect.allCases.map { "effect_\($0.rawValue)" }
            + AskedOutcome.allCases.map { "outcome_\($0.rawValue)" } + CareList.allCases.map { "tend_\($0.rawValue)" }
            + Correction.State.allCases.map { "correct_\($0.rawValue)" }
            + TrialDesk.Source.allCases.map { "try_\($0.rawValue)" }
        #expect(Set(said).subtracting(words.keys) == [])
    }

    @Test func `no page writes a value without escaping it`() {
        #expect(files.console.filter { $0.value.contains("{{{") || $0.value.contains("{{&") }.keys.sorted() == [])
    }

    @Test func `every canned reply is there in both languages`() {
        #expect(files.canned.count >= 5)
        #expect(files.canned.filter { $0.name.isEmpty || $0.chinese.isEmpty || $0.english.isEmpty } == [])
    }
}
