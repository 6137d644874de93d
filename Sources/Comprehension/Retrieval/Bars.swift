/// Picks the probabilities from which a question is answered, by what was right in trials.
enum Bars {
    /// The share of answers that must be right, by the lower bound of Wilson's interval: when addressed, and unasked.
    private static let precision = (addressed: 0.92, unasked: 0.95)

    /// The bars of a set of trials; those that nothing answers count as questions that were answered wrongly.
    static func thresholds(for trials: [Trial], by ranker: Ranker, ask: Double) -> ZoneThresholds {
        thresholds(for: outcomes(of: trials, by: ranker), ask: ask)
    }

    /// What the best candidate of each trial was worth.
    static func outcomes(of trials: [Trial], by ranker: Ranker) -> [Outcome] {
        trials.compactMap { trial in
            let probabilities = ranker.probabilities(trial.fits)
            guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else {
                return nil
            }
            return Outcome(
                probability: probabilities[best],
                isRight: trial.fits[best].entry == trial.right,
                weight: Double(trial.weight)
            )
        }
    }

    static func thresholds(for outcomes: [Outcome], ask: Double) -> ZoneThresholds {
        let outcomes = outcomes.sorted { $0.probability > $1.probability }
        return ZoneThresholds(
            answer: bar(outcomes, precision: precision.addressed, within: 0.5...0.8),
            answerUnasked: bar(outcomes, precision: precision.unasked, within: 0.6...0.9),
            lead: ZoneThresholds.shipped.lead,
            ask: ask
        )
    }

    /// How sure a trial's best candidate was, and whether it was right.
    struct Outcome {
        let probability: Double
        let isRight: Bool
        let weight: Double
    }

    private static func bar(_ outcomes: [Outcome], precision: Double, within range: ClosedRange<Double>) -> Double {
        var right = 0.0
        var all = 0.0
        var bar = range.upperBound
        for outcome in outcomes {
            all += outcome.weight
            if outcome.isRight { right += outcome.weight }
            if wilson(right, of: all) >= precision { bar = min(bar, outcome.probability) }
        }
        return max(bar, range.lowerBound)
    }

    /// The lower end of Wilson's 95 % interval.
    static func wilson(_ right: Double, of all: Double) -> Double {
        let share = right / all
        let z = 1.96
        let spread = z * ((share * (1 - share) + z * z / (4 * all)) / all).squareRoot()
        return (share + z * z / (2 * all) - spread) / (1 + z * z / all)
    }
}
