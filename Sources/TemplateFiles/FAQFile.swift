import Comprehension
import Crypto
import Foundation
package import MutualAid

/// One file of `Templates/faq/`: front matter in YAML, then both languages in Markdown.
package struct FAQFile {
    /// Reads an entry; problems go to the ledger, and `nil` comes back where there were any.
    package static func parse(_ text: String, path: String, ledger: ProblemLedger) -> FAQEntry? {
        let before = ledger.problems.count
        let plain = text.replacingOccurrences(of: "\r\n", with: "\n")
        let lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            ledger.note(path, 1, "the file begins with front matter between two lines of ---")
            return nil
        }
        let yaml = lines[1..<end].joined(separator: "\n")
        guard let front = YAMLMapping.parse(yaml, file: path, offset: 1, ledger: ledger) else { return nil }
        let body = FAQBody(lines: lines, from: end + 1, path: path, ledger: ledger)
        let host = front.mapping("source")?.optionalText("url").flatMap { URL(string: $0)?.host() }
        FAQSafety.check(lines, source: host, path: path, ledger: ledger)
        let entry = entry(front, body, text: text, path: path)
        front.refuseUnknownKeys()
        return ledger.problems.count == before ? entry : nil
    }

    private static func entry(_ front: YAMLMapping, _ body: FAQBody, text: String, path: String) -> FAQEntry {
        let id = front.text("id")
        let fileName = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        if !FAQName.isValid(id) {
            front.note(
                "id",
                "`id` has small letters, digits and dashes, at most 80, and is not corrections, misses, new, pinned or try"
            )
        }
        if id != fileName { front.note("id", "`id` is the file's name: \(fileName)") }
        let title = front.mapping("title")
        let source = front.mapping("source")
        if title == nil { front.note("title", "`title` is missing: { zh: …, en: … }") }
        if source == nil { front.note("source", "`source` is missing: { name: …, date: 2020-03-27, url: … }") }
        let countries = front.texts("countries")
        if countries.contains(where: { $0.count != 2 || $0 != $0.uppercased() }) {
            front.note("countries", "`countries` are two capital letters each, such as DE")
        }
        return FAQEntry(
            id: id,
            version: version(of: text),
            topic: front.text("topic"),
            risk: front.choice("risk", of: FAQEntry.Risk.self) ?? .normal,
            titles: [.chinese: title?.text("zh") ?? "", .english: title?.text("en") ?? ""],
            questions: body.questions,
            answers: body.answers,
            notAnswered: body.notAnswered,
            groups: front.texts("groups"),
            countries: countries,
            validFrom: required(front, "valid_from"),
            validUntil: front.day("valid_until"),
            source: FAQEntry.Source(
                name: source?.text("name") ?? "",
                date: source.map { required($0, "date") } ?? "",
                url: source?.optionalText("url")
            ),
            checkedOn: required(front, "checked_on"),
            reviewer: front.optionalText("reviewer"),
            unreviewed: front.texts("unreviewed").compactMap(ReplyLanguage.init),
            isPaused: front.flag("paused", default: false)
        )
    }

    private static func required(_ mapping: YAMLMapping, _ key: String) -> String {
        if !mapping.has(key) { mapping.note(key, "`\(key)` is missing: a day such as 2020-03-28") }
        return mapping.day(key) ?? ""
    }

    /// The first 12 hex digits of the SHA-256 of the file.
    static func version(of text: String) -> String {
        String(
            SHA256.hash(data: Data(text.utf8)).flatMap { byte in
                [byte >> 4, byte & 15].map { Character(String($0, radix: 16)) }
            }.prefix(12)
        )
    }
}

/// The Markdown below the front matter: `# zh` and `# en`, each with `## questions`, `## answer` and, where wanted,
/// `## not answered`: questions that sound alike and that it does not answer.
private struct FAQBody {
    var questions: [ReplyLanguage: [String]] = [:]
    var answers: [ReplyLanguage: String] = [:]
    var notAnswered: [ReplyLanguage: [String]] = [:]

    init(lines: [String], from start: Int, path: String, ledger: ProblemLedger) {
        var language: ReplyLanguage?
        var part = ""
        var collected: [ReplyLanguage: [String]] = [:]
        for number in lines.indices.dropFirst(start) {
            let line = lines[number].trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("## ") {
                part = String(line.dropFirst(3))
                if !["questions", "not answered", "answer"].contains(part) {
                    ledger.note(
                        path,
                        number + 1,
                        "a language has the parts ## questions, ## not answered and ## answer"
                    )
                }
            } else if line.hasPrefix("# ") {
                language = ReplyLanguage(rawValue: String(line.dropFirst(2)))
                part = ""
                if language == nil { ledger.note(path, number + 1, "the languages are # zh and # en") }
            } else if let language, part == "questions", line.hasPrefix("- ") {
                questions[language, default: []].append(String(line.dropFirst(2)))
            } else if let language, part == "not answered", line.hasPrefix("- ") {
                notAnswered[language, default: []].append(String(line.dropFirst(2)))
            } else if let language, part == "answer" {
                collected[language, default: []].append(line)
            } else if !line.isEmpty {
                ledger.note(path, number + 1, "a question is a line that begins with a dash and a blank")
            }
        }
        for (language, lines) in collected {
            answers[language] = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        }
        check(path: path, line: start + 1, ledger: ledger)
    }

    private func check(path: String, line: Int, ledger: ProblemLedger) {
        if questions.values.allSatisfy(\.isEmpty) {
            ledger.note(path, line, "no question is listed in either language")
        }
        if answers.values.allSatisfy(\.isEmpty) { ledger.note(path, line, "no answer is given in either language") }
        for (language, answer) in answers {
            for slot in Slots.named(in: answer) where !Slots.allowed.contains(slot) {
                let known = Slots.allowed.sorted().joined(separator: ", ")
                ledger.note(path, line, "the answer in \(language.rawValue) has the slot `\(slot)`; known: \(known)")
            }
        }
    }
}
