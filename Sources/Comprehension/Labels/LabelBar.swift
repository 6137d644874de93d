/// How one label's margin becomes a probability, and from which probability the label is decided.
struct LabelBar: Sendable, Equatable, Codable {
    /// The probability is 1 / (1 + e^-(slope × margin + offset)).
    let slope: Double
    let offset: Double
    /// The least probability that decides the label.
    let threshold: Double

    init(slope: Double, offset: Double, threshold: Double) {
        self.slope = slope
        self.offset = offset
        self.threshold = threshold
    }

    /// Fits both to the margins of lines that the weights were learnt without.
    ///
    /// The slope by Platt's method (Lin, Lin and Weng 2007), the threshold where precision and recall together (F1) are
    /// best, moved to the border by `caution`.
    init(fitting outcomes: [LabelOutcome], caution: Double) {
        let wanted = outcomes.count(where: \.isWanted)
        guard wanted >= 3, wanted < outcomes.count else {
            self.init(slope: 2, offset: 0, threshold: wanted == 0 ? 1.1 : 0.5)
            return
        }
        let (slope, offset) = Self.line(through: outcomes, wanted: wanted)
        let margin = Self.bestMargin(outcomes, wanted: wanted) * (1 - caution)
        self.init(slope: slope, offset: offset, threshold: Self.probability(slope * margin + offset))
    }

    func probability(of margin: Float) -> Double {
        Self.probability(slope * Double(margin) + offset)
    }

    private static func probability(_ value: Double) -> Double { 1 / (1 + exponential(-value)) }

    /// The margin half-way between the last line taken and the first one left where F1 is best.
    private static func bestMargin(_ outcomes: [LabelOutcome], wanted: Int) -> Double {
        let sorted = outcomes.sorted { $0.margin > $1.margin }
        var best = (f1: 0.0, margin: 0.0)
        var right = 0
        for (place, outcome) in sorted.enumerated() {
            if outcome.isWanted { right += 1 }
            let f1 = 2 * Double(right) / Double(wanted + place + 1)
            guard f1 > best.f1 else { continue }
            let next = sorted[min(place + 1, sorted.count - 1)].margin
            best = (f1, Double(outcome.margin + next) / 2)
        }
        return best.margin
    }

    /// Newton's method on the logistic loss, with both sides' goals drawn in a little.
    private static func line(through outcomes: [LabelOutcome], wanted: Int) -> (Double, Double) {
        let high = (Double(wanted) + 1) / (Double(wanted) + 2)
        let low = 1 / (Double(outcomes.count - wanted) + 2)
        var (slope, offset) = (2.0, 0.0)
        for _ in 0..<25 {
            var (gradientA, gradientB, aa, ab, bb) = (0.0, 0.0, 1e-6, 0.0, 1e-6)
            for outcome in outcomes {
                let margin = Double(outcome.margin)
                let value = probability(slope * margin + offset)
                let error = value - (outcome.isWanted ? high : low)
                let spread = value * (1 - value)
                gradientA += error * margin
                gradientB += error
                aa += spread * margin * margin
                ab += spread * margin
                bb += spread
            }
            let determinant = aa * bb - ab * ab
            guard determinant > 1e-12 else { break }
            let stepA = (bb * gradientA - ab * gradientB) / determinant
            let stepB = (aa * gradientB - ab * gradientA) / determinant
            slope = min(max(slope - stepA, 0.1), 20)
            offset = min(max(offset - stepB, -20), 20)
            if abs(stepA) < 1e-6, abs(stepB) < 1e-6 { break }
        }
        return (slope, offset)
    }
}

/// One line's margin for a label, and whether it has the label.
struct LabelOutcome: Sendable {
    let margin: Float
    let isWanted: Bool
}
