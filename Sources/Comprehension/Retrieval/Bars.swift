/// Picks the probabilities from which a question is answered, by what was right in trials.
enum Bars {
    /// The share of answers that must be right, by the lower bound of Wilson's interval.
    private struct Demand {
        /// When the bot was addressed, and when it was not.
        let addressed: Double
        let unasked: Double
    }

    private static let ofQuestions = Demand(addressed: 0.93, unasked: 0.95)
    /// A phrasing that is withheld is harder than most questions.
    private static let ofWithheld = Demand(addressed: 0.88, unasked: 0.92)

    /// The bars of a knowledge base by its own withheld phrasings: near those it began with, since they say nothing of
    /// questions that nothing answers.
    static func thresholds(for trials: [Trial], by ranker: Ranker, near general: ZoneThresholds) -> ZoneThresholds {
        let own = thresholds(for: outcomes(of: trials, by: ranker), demand: ofWithheld, ask: general.ask)
        func bounded(_ bar: Double, _ middle: Double) -> Double { min(max(bar, middle - 0.03), middle + 0.05) }
        return ZoneThresholds(
            answer: bounded(own.answer, general.answer),
            answerUnasked: bounded(own.answerUnasked, general.answerUnasked),
            lead: general.lead,
            ask: general.ask
        )
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

    /// The bars of questions with known entries.
    static func thresholds(for outcomes: [Outcome], ask: Double) -> ZoneThresholds {
        thresholds(for: outcomes, demand: ofQuestions, ask: ask)
    }

    private static func thresholds(for outcomes: [Outcome], demand: Demand, ask: Double) -> ZoneThresholds {
        let outcomes = outcomes.sorted { $0.probability > $1.probability }
        return ZoneThresholds(
            answer: bar(outcomes, precision: demand.addressed, within: 0.5...0.8),
            answerUnasked: bar(outcomes, precision: demand.unasked, within: 0.6...0.9),
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
