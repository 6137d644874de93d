package import Comprehension
package import Foundation
package import MutualAid

/// A file of labelled lines: `labels | text` each in a `.txt`, JSON Lines `{"text","labels":[…]}` in any other.
package enum ExampleFile {
    /// - Throws: `FileProblems`, each with its line; also where there is no line to learn from.
    package static func read(_ file: URL) throws(FileProblems) -> [LabelledLine] {
        let lines = try measured(file).map(\.line)
        if lines.isEmpty {
            throw FileProblems([
                FileProblem(file: file.lastPathComponent, line: nil, message: "there is no labelled line")
            ])
        }
        return lines
    }

    /// The lines with the danger signs they are known to carry: `"danger":["self_harm"]`, where that is said.
    ///
    /// - Throws: `FileProblems`, each with its line.
    package static func measured(_ file: URL) throws(FileProblems) -> [MeasuredLine] {
        if file.pathExtension == "txt" {
            let ledger = ProblemLedger()
            let lines = TextFiles.read(file, ledger: ledger).map { text in
                PlacedExample.read(text, ledger: ledger)
            }
            try ledger.check()
            return (lines ?? []).map { example in
                MeasuredLine(
                    line: LabelledLine(
                        text: example.example.text,
                        labels: Set(example.example.labels.map(\.rawValue))
                    ),
                    danger: nil
                )
            }
        }
        return try JSONLines.read(file) { row, note in
            guard let text = row["text"] as? String else { return note("`text` is missing") }
            guard let labels = row["labels"] as? [String] else { return note("`labels` is a list of names") }
            guard row["danger"] == nil || row["danger"] is [String] else { return note("`danger` is a list of signs") }
            return MeasuredLine(
                line: LabelledLine(text: text, labels: Set(labels)),
                danger: (row["danger"] as? [String]).map(Set.init)
            )
        }
    }
}

/// A line to measure by.
package struct MeasuredLine: Sendable {
    package let line: LabelledLine
    /// The danger signs it carries; `nil` where nothing is said of them.
    package let danger: Set<String>?
}
