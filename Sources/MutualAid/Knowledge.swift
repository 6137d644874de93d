package import Comprehension

/// The FAQ in force: entries by id, and the interpreter whose candidates name them.
package struct Knowledge: Sendable {
    package let entries: [String: FAQEntry]
    package let interpreter: Interpreter
    /// Names the texts, rules and model this is made of; kept with each decision.
    package let fingerprint: String
    /// Whether the FAQ could be read; where it could not, everything that asks goes to a person (criterion F16).
    package let isAvailable: Bool
    /// Tells whether two questions are the same, so that one answer serves both; `nil`: every question is its own case.
    package let likeness: (any Likeness)?

    package init(
        entries: [FAQEntry],
        interpreter: Interpreter,
        fingerprint: String,
        isAvailable: Bool,
        likeness: (any Likeness)? = nil
    ) {
        self.entries = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.interpreter = interpreter
        self.fingerprint = fingerprint
        self.isAvailable = isAvailable
        self.likeness = likeness
    }

    /// The same with a label model that has learnt from corrections since; what names them goes into the fingerprint.
    package func replacing(labels: LabelModel, corrections: String) -> Knowledge {
        let versions = fingerprint.split(separator: " ").map { version in
            guard version.hasPrefix("labels-") else { return String(version) }
            return version.prefix { $0 != "+" } + (corrections.isEmpty ? "" : "+" + corrections)
        }
        return Knowledge(
            entries: Array(entries.values),
            interpreter: interpreter.replacing(labels: labels),
            fingerprint: versions.joined(separator: " "),
            isAvailable: isAvailable,
            likeness: likeness
        )
    }
}

/// Holds the knowledge in force, which is swapped in whole; readers never see half an edit.
package final class KnowledgeShelf: Sendable {
    private let knowledge: Guarded<Knowledge>

    package init(_ knowledge: Knowledge) {
        self.knowledge = Guarded(knowledge)
    }

    package var current: Knowledge { knowledge.withLock { $0 } }

    package func replace(with fresh: Knowledge) {
        knowledge.withLock { $0 = fresh }
    }
}
