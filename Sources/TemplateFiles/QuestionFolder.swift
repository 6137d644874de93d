package import Comprehension
package import Foundation
package import MutualAid

/// `Templates/examples/questions/`: questions in several wordings each, by topic, that the ranker learns from.
///
/// A line is a wording; a blank line ends a question; `#` begins a remark.
package enum QuestionFolder {
    /// - Throws: `FileProblems`: a question with one wording, or a wording that stands twice.
    package static func read(_ folder: URL) throws(FileProblems) -> [QuestionGroup] {
        let ledger = ProblemLedger()
        var places: [String: String] = [:]
        let groups = TextFiles.list(folder, extension: "txt", ledger: ledger).flatMap { file in
            var groups: [QuestionGroup] = []
            var wordings: [String] = []
            func finish(_ number: Int) {
                if wordings.count == 1 { ledger.note(file.path, number - 1, "a question needs two wordings or more") }
                if wordings.count > 1 { groups.append(QuestionGroup(topic: file.path, wordings: wordings)) }
                wordings = []
            }
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() {
                let text = line.trimmingCharacters(in: .whitespaces)
                if text.hasPrefix("#") { continue }
                if text.isEmpty {
                    finish(index + 1)
                } else {
                    if let earlier = places[text] { ledger.note(file.path, index + 1, "stands at \(earlier) already") }
                    places[text] = "\(file.path):\(index + 1)"
                    wordings.append(text)
                }
            }
            finish(lines.count + 1)
            return groups
        }
        try ledger.check()
        return groups
    }
}
