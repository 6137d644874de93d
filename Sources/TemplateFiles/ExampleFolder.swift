package import Comprehension
package import Foundation
package import MutualAid

/// `Templates/examples/`: labelled lines that the label model learns from, `labels | text` each.
package enum ExampleFolder {
    /// - Throws: `FileProblems` with every line that cannot be read.
    package static func read(_ folder: URL) throws(FileProblems) -> [LabelledExample] {
        let ledger = ProblemLedger()
        let examples = placed(folder, ledger: ledger).map(\.example)
        try ledger.check()
        return examples
    }

    /// Every line that cannot be read, that stands twice, or that stands elsewhere with other labels.
    package static func problems(_ folder: URL) -> [FileProblem] {
        let ledger = ProblemLedger()
        var first: [String: PlacedExample] = [:]
        for example in placed(folder, ledger: ledger) {
            let key = PlainText(example.example.text).string
            guard let earlier = first[key] else {
                first[key] = example
                continue
            }
            let place = "\(earlier.file):\(earlier.line)"
            let isSame = earlier.example.labels == example.example.labels
            ledger.note(
                example.file,
                example.line,
                isSame ? "stands at \(place) already" : "stands at \(place) with other labels"
            )
        }
        return ledger.problems
    }

    private static func placed(_ folder: URL, ledger: ProblemLedger) -> [PlacedExample] {
        TextFiles.list(folder, extension: "txt", ledger: ledger).flatMap { PlacedExample.read($0, ledger: ledger) }
    }
}

/// An example and where it stands.
struct PlacedExample {
    let file: String
    let line: Int
    let example: LabelledExample

    /// Every line of a file but blank ones and those that begin with `#`.
    static func read(_ file: TextFiles.TextFile, ledger: ProblemLedger) -> [PlacedExample] {
        file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            example(String(line), at: index + 1, in: file.path, ledger: ledger).map {
                PlacedExample(file: file.path, line: index + 1, example: $0)
            }
        }
    }

    private static func example(
        _ line: String,
        at number: Int,
        in path: String,
        ledger: ProblemLedger
    )
        -> LabelledExample?
    {
        let line = line.trimmingCharacters(in: .whitespaces)
        guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
        guard let bar = line.firstIndex(of: "|") else {
            ledger.note(path, number, "a line is `labels | text`")
            return nil
        }
        let names = line[..<bar].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let labels = names.compactMap(Label.init)
        guard labels.count == names.count, !labels.isEmpty else {
            let known = Label.allCases.map(\.rawValue).joined(separator: ", ")
            ledger.note(path, number, "an unknown label; known: \(known)")
            return nil
        }
        if labels.count > 1, labels.contains(.chatter) {
            ledger.note(path, number, "chatter stands alone")
            return nil
        }
        let text = line[line.index(after: bar)...].trimmingCharacters(in: .whitespaces)
        return LabelledExample(text: text, labels: Set(labels))
    }
}
