/// Something wrong in a file that a person edits, where it is and what would be right.
package struct FileProblem: Sendable, Equatable, CustomStringConvertible {
    package let file: String
    /// Counted from 1; `nil` where no line is to blame.
    package let line: Int?
    package let message: String

    package init(file: String, line: Int?, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    package var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}

/// Every problem found at once, so that a person mends them in one go.
package struct FileProblems: Error, Sendable, Equatable, CustomStringConvertible {
    package let problems: [FileProblem]

    package init(_ problems: [FileProblem]) {
        self.problems = problems
    }

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
