/// What a knowledge base teaches about itself: each phrasing is asked with itself withheld, with its entry withheld,
/// and about another place, so that the probability is honest about questions that nothing answers.
struct Trials {
    let ranker: Ranker
    let thresholds: ZoneThresholds

    init(of index: KnowledgeIndex) {
        let trials = Self.all(of: index)
        guard trials.count >= 150 else {
            ranker = .general
            thresholds = .shipped
            return
        }
        ranker = Ranker.general.fitted(to: trials, rounds: 30, pull: 0.02)
        thresholds = Self.thresholds(for: trials, by: ranker)
    }

    static func all(of index: KnowledgeIndex) -> [Trial] {
        // A large knowledge base teaches as much from an even sample, in a bounded time.
        let stride = max(1, index.phrasings.count / 600)
        return index.phrasings.indices.filter { $0 % stride == 0 }.flatMap { trials($0, in: index) }
    }

    private static func trials(_ number: Int, in index: KnowledgeIndex) -> [Trial] {
        let phrasing = index.phrasings[number]
        var made = [
            trial(phrasing.query, .phrasing(number), right: phrasing.owner, weight: 1, in: index),
            trial(phrasing.query, .entry(phrasing.owner), right: nil, weight: 0.7, in: index),
        ]
        let profile = index.profiles[Int(phrasing.owner)]
        if phrasing.query.places.contains(where: { profile.ownPlaces.contains($0.place) }) {
            let moved = phrasing.query.moved(from: profile.ownPlaces)
            made.append(trial(moved, .phrasing(number), right: nil, weight: 0.7, in: index))
        }
        return made
    }

    private static func trial(
        _ query: Query,
        _ withheld: Withheld,
        right: Int32?,
        weight: Float,
        in index: KnowledgeIndex
    ) -> Trial {
        Trial(fits: index.fits(query, withheld: withheld, limit: 8), right: right, weight: weight)
    }

    /// The least bar at which the withheld phrasings that reach it are right, by the lower bound of Wilson's interval.
    private static func thresholds(for trials: [Trial], by ranker: Ranker) -> ZoneThresholds {
        let outcomes: [(probability: Double, isRight: Bool)] = trials.filter { $0.right != nil }.compactMap { trial in
            let probabilities = ranker.probabilities(trial.fits)
            guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else {
                return nil
            }
            return (probabilities[best], trial.fits[best].entry == trial.right)
        }
        .sorted { $0.probability > $1.probability }
        return ZoneThresholds(
            answer: bar(outcomes, precision: 0.88, within: 0.5...0.6),
            answerUnasked: bar(outcomes, precision: 0.92, within: 0.6...0.75),
            lead: ZoneThresholds.shipped.lead,
            ask: ZoneThresholds.shipped.ask
        )
    }

    private static func bar(
        _ outcomes: [(probability: Double, isRight: Bool)],
        precision: Double,
        within range: ClosedRange<Double>
    ) -> Double {
        var right = 0.0
        var bar = range.upperBound
        for (place, outcome) in outcomes.enumerated() {
            if outcome.isRight { right += 1 }
            if wilson(right, of: Double(place + 1)) >= precision { bar = min(bar, outcome.probability) }
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
