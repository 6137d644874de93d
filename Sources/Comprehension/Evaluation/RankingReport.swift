/// How well a knowledge base answers questions whose entries are known.
package struct RankingReport: Sendable, Codable, Equatable {
    /// All questions, and those that an entry answers.
    package let questions: Int
    package let answerable: Int
    /// Of the answerable: the right entry first, and among the first five.
    package let recallAt1: Double
    package let recallAt5: Double
    /// Mean reciprocal rank of the right entry over the answerable, among ten.
    package let meanReciprocalRank: Double
    /// Area under the risk–coverage curve over all questions (El-Yaniv and Wiener 2010); less is better.
    package let areaUnderRiskCoverage: Double
    /// The greatest share of questions that could be answered with 95 % of the answers right.
    package let coverageAt95: Double
    /// The share answered with the bars in force, when addressed, and how many of those answers were right.
    package let answered: Double
    package let precision: Double
    /// The same for answering unasked, which has the higher bar.
    package let answeredUnasked: Double
    package let precisionUnasked: Double
    /// Of the answerable, the share answered rightly with the bars in force, unasked.
    package let coverageUnasked: Double
    /// Expected calibration error over ten equal bins of probability (Guo and others 2017).
    package let calibrationError: Double
    /// Mean probability, share right and count of each bin.
    package let bins: [Bin]

    /// Questions whose best candidate had a probability in one tenth.
    package struct Bin: Sendable, Codable, Equatable {
        package let probability: Double
        package let right: Double
        package let count: Int
    }

    /// One question as it was ranked.
    package struct Ranked: Sendable {
        let right: String?
        let candidates: [Candidate]
        let zone: Zone
        let thresholds: ZoneThresholds

        package init(_ question: KnownQuestion, _ understanding: Understanding) {
            right = question.entry
            candidates = understanding.candidates
            zone = understanding.zone
            thresholds = understanding.thresholds
        }

        var isRight: Bool { right != nil && candidates.first?.entry == right }
        var confidence: Double { candidates.first?.probability ?? 0 }
        var rank: Int? { candidates.firstIndex { $0.entry == right } }
        var isAnswered: Bool { zone == .answer }
        var isAnsweredUnasked: Bool { isAnswered && confidence >= thresholds.answerUnasked }
    }

    package init(_ ranked: [Ranked]) {
        let known = ranked.filter { $0.right != nil }
        questions = ranked.count
        answerable = known.count
        recallAt1 = Self.share(known) { $0.rank == 0 }
        recallAt5 = Self.share(known) { ($0.rank ?? 9) < 5 }
        meanReciprocalRank =
            known.reduce(0) { $0 + ($1.rank.map { 1 / Double($0 + 1) } ?? 0) } / Double(max(known.count, 1))
        (areaUnderRiskCoverage, coverageAt95) = Self.curve(ranked)
        let answers = ranked.filter(\.isAnswered)
        answered = Self.share(ranked, \.isAnswered)
        precision = Self.share(answers, \.isRight)
        answeredUnasked = Self.share(ranked, \.isAnsweredUnasked)
        precisionUnasked = Self.share(ranked.filter(\.isAnsweredUnasked), \.isRight)
        coverageUnasked = Self.share(known) { $0.isAnsweredUnasked && $0.isRight }
        bins = Self.bins(ranked)
        calibrationError =
            bins.reduce(0) { $0 + abs($1.probability - $1.right) * Double($1.count) } / Double(max(ranked.count, 1))
    }

    private static func share(_ ranked: [Ranked], _ isCounted: (Ranked) -> Bool) -> Double {
        ranked.isEmpty ? 0 : Double(ranked.count(where: isCounted)) / Double(ranked.count)
    }

    /// Answers the surest first: the mean of the risk at every coverage, and the last coverage with 95 % right.
    private static func curve(_ ranked: [Ranked]) -> (area: Double, coverage: Double) {
        var right = 0.0
        var area = 0.0
        var coverage = 0.0
        let order = ranked.indices.sorted {
            (ranked[$1].confidence, $0) < (ranked[$0].confidence, $1)
        }
        for (place, index) in order.enumerated() {
            if ranked[index].isRight { right += 1 }
            let precision = right / Double(place + 1)
            area += 1 - precision
            if precision >= 0.95 { coverage = Double(place + 1) / Double(ranked.count) }
        }
        return (area / Double(max(ranked.count, 1)), coverage)
    }

    private static func bins(_ ranked: [Ranked]) -> [Bin] {
        (0..<10).map { tenth in
            let inside = ranked.filter { min(Int($0.confidence * 10), 9) == tenth }
            let mean = inside.reduce(0) { $0 + $1.confidence } / Double(max(inside.count, 1))
            return Bin(probability: mean, right: share(inside, \.isRight), count: inside.count)
        }
    }
}
