import Comprehension
import Foundation
package import MutualAid

/// Writes an entry as the files of `Templates/faq/` are written: what the page saves is what a person would type.
package struct FAQTextWriter: FAQWriter {
    package init() {}

    package var slots: [String] { Slots.allowed.sorted() }

    package func text(of entry: FAQEntry) -> String {
        (["---"] + front(entry) + ["---"] + ReplyLanguage.allCases.flatMap { body(entry, $0) })
            .joined(separator: "\n") + "\n"
    }

    package func problems(in text: String, source: String?) -> [FAQTextProblem] {
        let host = source.flatMap { URL(string: $0)?.host() }
        let lines = text.split(separator: "\n").map(String.init)
        let headings: [FAQTextProblem] = lines.contains(where: Self.isHeading) ? [.heading] : []
        let slots = Slots.named(in: text).filter { !Slots.allowed.contains($0) }.map(FAQTextProblem.unknownSlot)
        let found = lines.flatMap { FAQSafety.problems(in: $0, source: host) } + headings + slots
        return found.enumerated().filter { found.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    /// Whether a file would read the line as the beginning of a language or of a part.
    private static func isHeading(_ line: String) -> Bool {
        line.drop(while: \.isWhitespace).hasPrefix("# ") || line.drop(while: \.isWhitespace).hasPrefix("## ")
    }

    private func front(_ entry: FAQEntry) -> [String] {
        let address = entry.source.url.map { ", url: \(quoted($0))" } ?? ""
        let source = "{ name: \(quoted(entry.source.name)), date: \(entry.source.date)\(address) }"
        let titles = ReplyLanguage.allCases.map { "\($0.rawValue): \(quoted(entry.titles[$0] ?? ""))" }
        var lines = [
            "id: \(entry.id)", "topic: \(entry.topic)", "risk: \(entry.risk.rawValue)",
            "title: { \(titles.joined(separator: ", ")) }", "groups: [\(entry.groups.joined(separator: ", "))]",
            "countries: [\(entry.countries.map(country).joined(separator: ", "))]", "valid_from: \(entry.validFrom)",
        ]
        if let last = entry.validUntil { lines.append("valid_until: \(last)") }
        lines += ["source: \(source)", "checked_on: \(entry.checkedOn)"]
        if let reviewer = entry.reviewer { lines.append("reviewer: \(quoted(reviewer))") }
        if !entry.unreviewed.isEmpty {
            lines.append("unreviewed: [\(entry.unreviewed.map(\.rawValue).joined(separator: ", "))]")
        }
        if entry.isPaused { lines.append("paused: true") }
        return lines
    }

    private func body(_ entry: FAQEntry, _ language: ReplyLanguage) -> [String] {
        let parts = [("questions", entry.questions[language]), ("not answered", entry.notAnswered[language])]
        let lists = parts.flatMap { name, lines -> [String] in
            guard let lines, !lines.isEmpty else { return [] }
            return ["## \(name)"] + lines.map { "- \($0)" }
        }
        let answer = entry.answers[language].map { ["## answer", $0] } ?? []
        return lists.isEmpty && answer.isEmpty ? [] : ["# \(language.rawValue)"] + lists + answer
    }

    /// `NO` is Norway, which YAML alone would read as a no.
    private func country(_ code: String) -> String { code == "NO" ? quoted(code) : code }

    /// A text as YAML has it between double quotes, on one line.
    private func quoted(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\"" + line.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            + "\""
    }
}
