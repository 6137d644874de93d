/// One linear model a label over hashed pieces of a text, with one threshold a label.
///
/// Learnt from `Templates/examples/` in seconds, the same weights every time for the same lines in the same order.
package struct LabelModel: Sendable {
    private let weights: LabelWeights
    /// The probability from which each label counts as decided, in the order of `Label.allCases`.
    private let thresholds: [Double]

    static let places = 1 << 17

    /// Learns from labelled lines; with none, everything is chatter.
    package init(learningFrom examples: [LabelledExample]) {
        let samples = examples.map(LabelSample.init)
        weights = LabelWeights(learningFrom: samples, rounds: 14)
        thresholds = LabelThresholds.chosen(for: samples)
    }

    /// The probability of every label: for the whole text or its clearest clause, whichever is more.
    package func probabilities(of text: PlainText) -> [Label: Double] {
        guard !text.scalars.isEmpty else {
            return Dictionary(uniqueKeysWithValues: Label.allCases.map { ($0, $0 == .chatter ? 1 : 0) })
        }
        var best = weights.probabilities(of: LabelFeatures(text))
        for clause in Clauses.of(text) {
            let probabilities = weights.probabilities(of: LabelFeatures(clause))
            for number in best.indices { best[number] = max(best[number], probabilities[number]) }
        }
        return Dictionary(uniqueKeysWithValues: zip(Label.allCases, best.map(Double.init)))
    }

    /// The labels that reached their threshold.
    ///
    /// `chatter` stands alone: it is decided when nothing else is.
    package func decided(_ probabilities: [Label: Double]) -> [Label] {
        let reached = zip(Label.allCases, thresholds).filter { label, threshold in
            label != .chatter && probabilities[label, default: 0] >= threshold
        }
        return reached.isEmpty ? [.chatter] : reached.map(\.0)
    }
}

/// A line of `Templates/examples/`: what people write, and what it is.
package struct LabelledExample: Sendable, Equatable {
    package let text: String
    package let labels: Set<Label>

    package init(text: String, labels: Set<Label>) {
        self.text = text
        self.labels = labels
    }
}

/// An example taken apart.
struct LabelSample: Sendable {
    let features: LabelFeatures
    /// Whether it has each label, in the order of `Label.allCases`.
    let isWanted: [Bool]

    init(_ example: LabelledExample) {
        features = LabelFeatures(PlainText(example.text))
        isWanted = Label.allCases.map { example.labels.contains($0) }
    }
}

/// The parts of a message that may say different things: "收到了,谢谢!另外想问隔离几天?".
enum Clauses {
    /// At most eight clauses of at least four characters; none where the text is one clause or very long.
    static func of(_ text: PlainText) -> [ArraySlice<Unicode.Scalar>] {
        guard text.scalars.count <= 400 else { return [] }
        let parts = text.scalars.split { marks.contains($0) }.filter { $0.count >= 4 }
        return parts.count < 2 ? [] : Array(parts.prefix(8))
    }

    private static let marks: Set<Unicode.Scalar> = ["!", "?", "。", ";", "…", "~", "\n"]
}
