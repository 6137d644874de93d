/// The shipped labels' model: what `Label` a message has.
///
/// Learnt from `Templates/examples/` in seconds, the same each time for the same lines in the same order.
package struct LabelModel: Sendable {
    /// What was learnt, without what this program makes of its bars.
    package let classifier: TextClassifier
    private let thresholds: [Double]

    /// Learns from labelled lines; with none, everything is chatter.
    ///
    /// - Parameters:
    ///   - examples: what to learn from.
    ///   - vector: gives the sentence vector of a text; without it only its pieces count.
    package init(learningFrom examples: [LabelledExample], vector: ((String) -> [Float])? = nil) {
        self.init(
            checked: TextClassifier(
                learningFrom: examples.map(\.asLine),
                names: Label.allCases.map(\.rawValue),
                caution: 0.75,
                vector: vector
            )
        )
    }

    /// A classifier learnt elsewhere; `nil` where its labels are not exactly those of `Label`.
    package init?(_ classifier: TextClassifier) {
        guard Set(classifier.names) == Set(Label.allCases.map(\.rawValue)) else { return nil }
        self.init(checked: classifier)
    }

    private init(checked classifier: TextClassifier) {
        self.classifier = classifier
        // A sensitive label closes the group to a whole burst and wakes a doctor: it needs more than a guess.
        // Few lines, none held back, leave a label that is rarer than the rest below one half.
        thresholds = zip(classifier.names, classifier.thresholds).map { name, threshold in
            guard classifier.isCalibrated else { return threshold == 0.5 ? 0.35 : threshold }
            return Label(rawValue: name)?.isSensitive == true ? max(threshold, 0.75) : threshold
        }
    }

    /// The same model after what people said of lines that it had labelled otherwise.
    ///
    /// - Parameters:
    ///   - corrected: those lines with the labels that hold.
    ///   - examples: what the model was learnt from, in the same order.
    ///   - vector: gives the sentence vector of a text, as it did then.
    /// - Returns: the model itself where nothing was corrected.
    package func learning(
        _ corrected: [LabelledExample],
        besides examples: [LabelledExample],
        vector: ((String) -> [Float])? = nil
    ) -> LabelModel {
        LabelModel(
            checked: classifier.learning(
                corrected.map(\.asLine),
                share: Self.correctedShare,
                besides: examples.map(\.asLine),
                vector: vector
            )
        )
    }

    /// A corrected line counts for so many examples: it was really written, and a person looked at it.
    private static let correctedShare: Float = 2

    /// Whether it was learnt with sentence vectors, and so needs one for each text.
    package var usesVectors: Bool { classifier.usesVectors }

    /// The probability of every label.
    package func probabilities(of text: PlainText, vector: [Float]? = nil) -> [Label: Double] {
        guard !text.scalars.isEmpty else {
            return Dictionary(uniqueKeysWithValues: Label.allCases.map { ($0, $0 == .chatter ? 1 : 0) })
        }
        let probabilities = zip(classifier.names, classifier.probabilities(of: text, vector: vector))
        return Dictionary(
            uniqueKeysWithValues: probabilities.compactMap { name, value in Label(rawValue: name).map { ($0, value) } }
        )
    }

    /// The labels that reached their threshold.
    ///
    /// `chatter` stands alone: it is decided when nothing else is.
    package func decided(_ probabilities: [Label: Double]) -> [Label] {
        let bars = Dictionary(uniqueKeysWithValues: zip(classifier.names, thresholds))
        let reached = Label.allCases.filter { label in
            label != .chatter && probabilities[label, default: 0] >= bars[label.rawValue, default: 1]
        }
        return reached.isEmpty ? [.chatter] : reached
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

    fileprivate var asLine: LabelledLine { LabelledLine(text: text, labels: Set(labels.map(\.rawValue))) }
}
