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
        let own = index.phrasings.indices.filter { $0 % stride == 0 }
        let sparing = max(1, index.declined.count / 600)
        let declined = index.declined.indices.filter { $0 % sparing == 0 }
        return together(own.map { ($0, index.question(of: $0)) }, in: index) { trials($0, $1, $2, in: index) }
            + together(declined.map { ($0, index.declined[$0]) }, in: index) { number, question, sight in
                let fits = index.fits(question, sight, withheld: .declined(number), limit: 8)
                return [Trial(fits: fits, right: nil, weight: 0.4)]
            }
    }

    /// Looks at so many questions at once: it is quicker than one by one, and does not take much memory.
    private static let company = 32

    private static func together(
        _ questions: [(number: Int, question: Question)],
        in index: KnowledgeIndex,
        _ trials: (Int, Question, Sight?) -> [Trial]
    ) -> [Trial] {
        stride(from: 0, to: questions.count, by: company).flatMap { start in
            let some = questions[start..<min(start + company, questions.count)]
            return zip(some, index.sights(of: some.map(\.question))).flatMap { each, sight in
                trials(each.number, each.question, sight)
            }
        }
    }

    private static func trials(
        _ number: Int,
        _ question: Question,
        _ sight: Sight?,
        in index: KnowledgeIndex
    ) -> [Trial] {
        func trial(_ question: Question, _ withheld: Withheld, right: Int32?, weight: Float) -> Trial {
            Trial(fits: index.fits(question, sight, withheld: withheld, limit: 8), right: right, weight: weight)
        }
        let owner = index.phrasings[number].owner
        var made = [
            trial(question, .phrasing(number), right: owner, weight: 1),
            trial(question, .entry(owner), right: nil, weight: 0.35),
        ]
        let profile = index.profiles[Int(owner)]
        if question.query.places.contains(where: { profile.ownPlaces.contains($0.place) }) {
            var moved = question
            moved.query = question.query.moved(from: profile.ownPlaces)
            made.append(trial(moved, .phrasing(number), right: nil, weight: 0.7))
        }
        return made
    }
}
