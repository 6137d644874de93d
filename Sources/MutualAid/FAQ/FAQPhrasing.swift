package import Comprehension

/// Puts one more phrasing into the text of an entry, or begins the text of a new one with it.
package enum FAQPhrasing {
    /// The text with one more line among the questions of a language; unchanged where it has that line already.
    ///
    /// - Parameters:
    ///   - phrasing: how it is asked; on one line.
    ///   - language: whose questions it joins.
    ///   - text: the whole file.
    /// - Returns: the whole file.
    package static func adding(_ phrasing: String, _ language: ReplyLanguage, to text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = "- " + oneLine(phrasing)
        guard let start = lines.firstIndex(where: { trimmed($0) == "# \(language.rawValue)" }) else {
            return text + (text.hasSuffix("\n") ? "" : "\n") + "# \(language.rawValue)\n## questions\n\(line)\n"
        }
        let end = lines[(start + 1)...].firstIndex { trimmed($0).hasPrefix("# ") } ?? lines.endIndex
        guard let heading = lines[start..<end].firstIndex(where: { trimmed($0) == "## questions" }) else {
            lines.insert(contentsOf: ["## questions", line], at: start + 1)
            return lines.joined(separator: "\n")
        }
        let part = lines[(heading + 1)..<end].prefix { !trimmed($0).hasPrefix("## ") }
        guard !part.contains(where: { trimmed($0) == line }) else { return text }
        let last = part.lastIndex { trimmed($0).hasPrefix("- ") } ?? heading
        lines.insert(line, at: last + 1)
        return lines.joined(separator: "\n")
    }

    /// The text of a new entry that has nothing yet but a question: neither language is reviewed, so nothing of it is
    /// sent before somebody has written the answer and taken `unreviewed` out; until then it counts as high risk.
    ///
    /// - Parameters:
    ///   - id: the entry's.
    ///   - phrasing: how it is asked.
    ///   - language: in which language.
    ///   - day: today, as `yyyy-MM-dd`.
    ///   - answer: what a person answered, in that language, to begin with; `nil`: nothing yet.
    ///   - placeholder: what stands where the title, the answer and the source are to be written, by language.
    /// - Returns: the whole file.
    package static func newEntry(
        _ id: String,
        asked phrasing: String,
        _ language: ReplyLanguage,
        on day: String,
        answer: String? = nil,
        placeholder: [ReplyLanguage: String]
    ) -> String {
        let title = ReplyLanguage.allCases.map { "\($0.rawValue): \"\(placeholder[$0] ?? "…")\"" }
        let front = """
            ---
            id: \(id)
            topic: other
            risk: high
            title: { \(title.joined(separator: ", ")) }
            groups: []
            countries: []
            valid_from: \(day)
            source: { name: "\(placeholder[.chinese] ?? "…")", date: \(day) }
            checked_on: \(day)
            unreviewed: [zh, en]
            ---

            """
        return front
            + ReplyLanguage.allCases.map { each in
                let questions = each == language ? "- \(oneLine(phrasing))\n" : ""
                let text = each == language ? answer.map(plain) : nil
                return "# \(each.rawValue)\n## questions\n\(questions)## answer\n\(text ?? placeholder[each] ?? "…")\n"
            }.joined()
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A text in which no line begins a part of the file.
    private static func plain(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == "#" || $0 == " " } }.joined(separator: "\n")
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop(while: \.isWhitespace).reversed()).replacing("\r", with: "")
    }
}
