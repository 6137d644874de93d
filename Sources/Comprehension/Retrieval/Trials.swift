/// What a knowledge base teaches about itself: each phrasing is asked with itself withheld, with its entry withheld,
/// and about another place, so that the probability is honest about questions that nothing answers.
struct Trials {
    let ranker: Ranker
    let thresholds: ZoneThresholds

    init(of index: KnowledgeIndex) {
        let trials = Self.all(of: index)
        // Where most entries have one phrasing only, withholding it leaves nothing to be right about.
        let right = trials.count { trial in
            trial.right.map { right in trial.fits.contains { $0.entry == right } } ?? false
        }
        guard right >= 100 else {
            ranker = index.ranker
            thresholds = index.thresholds
            return
        }
        ranker = index.ranker.fitted(to: trials, rounds: 30, pull: 0.02)
        thresholds = Bars.thresholds(for: trials.filter { $0.right != nil }, by: ranker, near: index.thresholds)
    }

    static func all(of index: KnowledgeIndex) -> [Trial] {
        // A large knowledge base teaches as much from an even sample, in a bounded time.
        let stride = max(1, index.phrasings.count / 600)
        let own = index.phrasings.indices.filter { $0 % stride == 0 }.flatMap { trials($0, in: index) }
        let sparing = max(1, index.declined.count / 600)
        let declined = index.declined.indices.filter { $0 % sparing == 0 }.map { number in
            let fits = index.fits(index.declined[number], withheld: .declined(number), limit: 8)
            return Trial(fits: fits, right: nil, weight: 0.4)
        }
        return own + declined
    }

    private static func trials(_ number: Int, in index: KnowledgeIndex) -> [Trial] {
        let phrasing = index.phrasings[number]
        var made = [
            trial(number, .phrasing(number), right: phrasing.owner, weight: 1, in: index),
            trial(number, .entry(phrasing.owner), right: nil, weight: 0.35, in: index),
        ]
        let profile = index.profiles[Int(phrasing.owner)]
        if phrasing.query.places.contains(where: { profile.ownPlaces.contains($0.place) }) {
            let moved = phrasing.query.moved(from: profile.ownPlaces)
            made.append(trial(number, as: moved, .phrasing(number), right: nil, weight: 0.7, in: index))
        }
        return made
    }

    private static func trial(
        _ number: Int,
        as query: Query? = nil,
        _ withheld: Withheld,
        right: Int32?,
        weight: Float,
        in index: KnowledgeIndex
    ) -> Trial {
        let phrasing = index.phrasings[number]
        let question = Question(
            query ?? phrasing.query,
            vector: index.vectors?.vector(of: number),
            pieces: phrasing.pieces
        )
        return Trial(
            fits: index.fits(question, withheld: withheld, limit: 8),
            right: right,
            weight: weight
        )
    }
}
