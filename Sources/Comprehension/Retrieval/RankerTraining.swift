/// One question in several wordings.
package struct QuestionGroup: Sendable, Equatable {
    /// What the file it stands in is about; groups of one topic are near misses of each other.
    package let topic: String
    package let wordings: [String]

    package init(topic: String, wordings: [String]) {
        self.topic = topic
        self.wordings = wordings
    }
}

/// A question with the entry that answers it; `nil` where none does.
package struct KnownQuestion: Sendable, Equatable {
    package let text: String
    package let entry: String?

    package init(text: String, entry: String?) {
        self.text = text
        self.entry = entry
    }
}

/// Learns how to rank: in general from the project's own questions, and for one desk from its confirmed ones.
package enum RankerTraining {
    /// Learns general weights from questions in several wordings, over many topics.
    ///
    /// It makes knowledge bases of them: each entry has some wordings of a question, other wordings are asked, and a
    /// quarter of the questions has no entry. The same bytes for the same questions each time. Without `vector`, which
    /// gives sentence vectors, only the weights for words are learnt.
    package static func general(
        from groups: [QuestionGroup],
        vector: ((String) -> [Float])?,
        meanings: PieceMeanings? = nil
    ) -> Rankers {
        var rankers = Rankers.shipped
        let words = trials(from: groups, vector: nil, meanings: nil)
        (rankers.words, rankers.wordThresholds) = learnt(from: words, beginning: rankers.words)
        if let vector {
            let both = trials(from: groups, vector: vector, meanings: meanings)
            (rankers.vectors, rankers.vectorThresholds) = learnt(from: both, beginning: rankers.vectors)
        }
        return rankers
    }

    /// Learns from a desk's questions with known entries, and keeps where the answered ones lie.
    ///
    /// Questions that nothing answers teach as much. Learning begins with `rankers`; `vector` gives sentence vectors, as
    /// it will when the knowledge base is asked.
    package static func ofDesk(
        _ entries: [KnowledgeEntry],
        _ questions: [KnownQuestion],
        from rankers: Rankers,
        vector: ((String) -> [Float])?,
        meanings: PieceMeanings? = nil
    ) -> Rankers {
        var learnt = rankers
        learnt.isOfDesk = true
        if let vector {
            learnt.confirmed = questions.compactMap { question in
                question.entry.map { Rankers.Confirmed(entry: $0, vector: vector(question.text)) }
            }
        }
        let index = KnowledgeIndex(unfitted: entries, rankers: learnt, vector: vector, meanings: meanings)
        let places = Dictionary(
            entries.enumerated().map { ($0.element.id, Int32($0.offset)) },
            uniquingKeysWith: { first, _ in first }
        )
        var row = index.phrasings.count
        let trials = questions.map { question -> Trial in
            let right = question.entry.flatMap { places[$0] }
            var withheld = Withheld.nothing
            if right != nil, vector != nil {
                withheld = .confirmed(row)
                row += 1
            }
            let asked = Question(PlainText(question.text), vector: vector?(question.text), meanings: meanings)
            return Trial(
                fits: index.fits(asked, withheld: withheld),
                right: right,
                weight: 1
            )
        }
        if vector == nil {
            (learnt.words, learnt.wordThresholds) = Self.learnt(from: trials, beginning: rankers.words)
        } else {
            (learnt.vectors, learnt.vectorThresholds) = Self.learnt(from: trials, beginning: rankers.vectors)
        }
        return learnt
    }

    /// Weights from all trials; bars from trials that the weights they are judged by had not seen.
    private static func learnt(from trials: [Trial], beginning ranker: Ranker) -> (Ranker, ZoneThresholds) {
        func fitted(_ trials: [Trial]) -> Ranker { ranker.fitted(to: trials, rounds: 400, pull: 0.0005, rate: 0.1) }
        var judged: [Bars.Outcome] = []
        for fold in 0..<3 {
            let others = trials.indices.filter { $0 % 3 != fold }.map { trials[$0] }
            let held = trials.indices.filter { $0 % 3 == fold }.map { trials[$0] }
            judged += Bars.outcomes(of: held, by: fitted(others))
        }
        return (fitted(trials), Bars.thresholds(for: judged, ask: ZoneThresholds.shipped.ask))
    }

    // MARK: made-up knowledge bases

    private struct Recipe {
        let wordings: Int
        let languages: Set<Language>
        /// How many reworded questions there are for each other wording.
        let reworded: Double
    }

    private static let recipes = [
        Recipe(wordings: 1, languages: [.chinese], reworded: 3),
        Recipe(wordings: 1, languages: [.english], reworded: 2),
        Recipe(wordings: 2, languages: [.chinese], reworded: 3),
        Recipe(wordings: 3, languages: [.english], reworded: 2),
        Recipe(wordings: 3, languages: [.chinese, .english], reworded: 2),
    ]

    /// The share of questions that no entry answers.
    private static let unanswered = 0.25

    /// The share of those that its neighbour says it does not answer.
    private static let declined = 0.4

    private static func trials(
        from groups: [QuestionGroup],
        vector: ((String) -> [Float])?,
        meanings: PieceMeanings?
    ) -> [Trial] {
        var random = SplitMix(seed: 20_200_315)
        let topics = Array(Set(groups.map(\.topic))).sorted()
        var made = recipes.map { MadeUpKnowledge(groups, by: $0, &random) }
        for recipe in recipes + recipes.prefix(3) where topics.count > 12 {
            let few = Set(topics.shuffled(using: &random).prefix(8))
            made.append(MadeUpKnowledge(groups.filter { few.contains($0.topic) }, by: recipe, &random))
        }
        return made.flatMap { $0.trials(vector: vector, meanings: meanings) }
    }

    /// A knowledge base made of some wordings, and others to ask it.
    private struct MadeUpKnowledge {
        private var entries: [KnowledgeEntry] = []
        private var questions: [(text: String, right: Int32?)] = []

        init(_ groups: [QuestionGroup], by recipe: Recipe, _ random: inout SplitMix) {
            var neighbour: String?
            for group in groups {
                let wordings = group.wordings.filter { recipe.languages.contains(Rewording.language(of: $0)) }
                    .shuffled(using: &random)
                guard wordings.count >= 2 else { continue }
                let kept = Array(wordings.prefix(min(recipe.wordings, wordings.count - 1)))
                let isAnswered = Double.random(in: 0..<1, using: &random) >= unanswered
                let right = isAnswered ? Int32(entries.count) : nil
                questions += wordings.dropFirst(kept.count).map { ($0, right) }
                for _ in 0..<Int((Double(wordings.count - kept.count) * recipe.reworded).rounded(.up)) {
                    let wording = kept[Int.random(in: kept.indices, using: &random)]
                    questions.append((Rewording.reworded(wording, &random), right))
                }
                if isAnswered {
                    neighbour = group.topic
                    entries.append(KnowledgeEntry(id: "\(entries.count)", phrasings: kept))
                } else if neighbour == group.topic, Double.random(in: 0..<1, using: &random) < declined {
                    let last = entries.removeLast()
                    entries.append(
                        KnowledgeEntry(id: last.id, phrasings: last.phrasings, notAnswered: last.notAnswered + kept)
                    )
                }
            }
        }

        func trials(vector: ((String) -> [Float])?, meanings: PieceMeanings?) -> [Trial] {
            let index = KnowledgeIndex(unfitted: entries, rankers: .shipped, vector: vector, meanings: meanings)
            return questions.map { question in
                let asked = Question(PlainText(question.text), vector: vector?(question.text), meanings: meanings)
                return Trial(fits: index.fits(asked), right: question.right, weight: 1)
            }
        }
    }
}
