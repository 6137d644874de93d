package import Comprehension
package import Foundation
package import MutualAid

/// `Templates/examples/`: labelled lines that the label model learns from, `labels | text` each.
package enum ExampleFolder {
    package static func read(_ folder: URL) throws(FileProblems) -> [LabelledExample] {
        let ledger = ProblemLedger()
        let examples = TextFiles.list(folder, extension: "txt", ledger: ledger).flatMap { file in
            file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
                example(String(line), at: index + 1, in: file.path, ledger: ledger)
            }
        }
        try ledger.check()
        return examples
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
        let text = line[line.index(after: bar)...].trimmingCharacters(in: .whitespaces)
        return LabelledExample(text: text, labels: Set(labels))
    }
}
