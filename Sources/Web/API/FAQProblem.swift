import Foundation
import HTTPTypes
import MutualAid

extension Problem {
    /// Why a change of an entry was refused, in words for who wanted it.
    init(_ conflict: FAQConflict) {
        switch conflict {
        case .notFound: self.init(.notFound, "There is no such entry")
        case .versionMissing:
            self.init(
                .preconditionRequired,
                "Send If-Match with the version you saw, or If-None-Match: * for a new one"
            )
        case .stale(let known):
            self.init(.conflict, "The entry has changed since")
            members["state"] = known.record.state.rawValue
            members["version"] = known.record.revision
            if let latest = known.latest {
                members["theirs"] = latest.text
                members["author"] = latest.author
            }
        case .illegal(let from, let move):
            self.init(.unprocessableContent, "An entry that is \(from.rawValue) cannot be moved by \(move.rawValue)")
        case .notAllowed: self.init(.forbidden, "Your roles do not include that")
        case .secondPersonNeeded:
            self.init(
                .unprocessableContent,
                "Somebody other than the author publishes this",
                detail: "send it for review; with nobody else on duty for 30 minutes, publish it with a reason"
            )
        case .pinnedQuestionsBreak(let questions):
            self.init(
                .conflict,
                "Pinned questions would no longer be answered as expected",
                detail: "publish with `override` and a reason, which is kept, or change the text"
            )
            members["pinned"] = questions.map(PinnedJSON.init)
        case .noSuchVersion: self.init(.unprocessableContent, "There is no such version to put in force")
        case .timeIsPast: self.init(.unprocessableContent, "The time must be to come")
        case .nothingToReview: self.init(.unprocessableContent, "What is in force was reviewed already")
        case .nameInvalid: self.init(.unprocessableContent, "An id has small letters, digits and dashes, at most 80")
        }
    }

    /// A text that is no entry: every problem with its line.
    init(_ problems: FileProblems) {
        self.init(.unprocessableContent, "The text is not in order")
        members["problems"] = problems.problems.map(LineJSON.init)
    }

    private struct LineJSON: Encodable, Sendable {
        let line: Int?
        let message: String

        init(_ problem: FileProblem) {
            line = problem.line
            message = problem.message
        }
    }
}
