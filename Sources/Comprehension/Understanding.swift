/// What a text was understood to say: pure, total and the same for the same text, rules and knowledge.
///
/// It carries no word of the text itself, so that it can be kept beside a decision and replayed by `huzhu why`.
package struct Understanding: Sendable, Codable, Equatable {
    package let language: Language
    /// The probability (0…1) of every label.
    package let labels: [Label: Double]
    /// The labels whose probability reached that label's threshold, in the order of `Label.allCases`; never empty.
    package let decided: [Label]
    package let dangerSigns: [DangerFinding]
    /// The FAQ entries nearest to the text, best first, at most ten.
    package let candidates: [Candidate]
    /// What the candidates allow: an answer, a question back, or a person.
    package let zone: Zone
    /// The bars that `zone` was decided with.
    package let thresholds: ZoneThresholds
    /// ISO 3166-1 alpha-2 codes of the countries named in the text, in order of appearance.
    package let countries: [String]
    /// Whether the text asks something (a question mark, a question word or particle).
    package let isQuestion: Bool
    /// Whether the text reads as finished, so that no further line need be waited for.
    package let isComplete: Bool
    private let contextUse: ContextUse?
    private let plainTopic: Bool?
    /// The country the writer says to be in, ISO 3166-1 alpha-2; read from the text and not kept with the decision.
    package private(set) var statedCountry: String?

    package init(
        language: Language,
        labels: [Label: Double],
        decided: [Label],
        dangerSigns: [DangerFinding],
        candidates: [Candidate],
        zone: Zone,
        thresholds: ZoneThresholds,
        countries: [String],
        isQuestion: Bool,
        isComplete: Bool,
        context: ContextUse = .standsAlone,
        statedCountry: String? = nil,
        namesPlainTopic: Bool = false
    ) {
        self.language = language
        self.labels = labels
        self.decided = decided
        self.dangerSigns = dangerSigns
        self.candidates = candidates
        self.zone = zone
        self.thresholds = thresholds
        self.countries = countries
        self.isQuestion = isQuestion
        self.isComplete = isComplete
        contextUse = context
        plainTopic = namesPlainTopic
        self.statedCountry = statedCountry
    }

    private enum CodingKeys: String, CodingKey {
        case language, labels, decided, dangerSigns, candidates, zone, thresholds, countries, isQuestion, isComplete
        case contextUse = "context"
        case plainTopic = "namesPlainTopic"
    }

    /// How the text stands to the line before; records of old do not say.
    package var context: ContextUse { contextUse ?? .standsAlone }

    /// Whether the text names something that is nobody's own secret: a visa, a flight, a mask; records of old do not say.
    package var namesPlainTopic: Bool { plainTopic ?? false }

    /// The chance (0…1) that the text is about somebody's body or mind, however it was decided.
    package var chanceOfSensitive: Double {
        labels.reduce(0) { $1.key.isSensitive ? max($0, $1.value) : $0 }
    }

    /// The sensitive label that is likely enough for a person to look, though it was not decided; see `Suspicion`.
    package var suspected: Label? {
        guard !isSensitive else { return nil }
        return Label.allCases.filter { Suspicion.isRaised(by: labels[$0, default: 0], of: $0) }
            .max { labels[$0, default: 0] < labels[$1, default: 0] }
    }

    /// Whether the text says too little by itself: 那小孩呢?, "and for Germany?".
    package var leansOnContext: Bool { context == .leans }

    /// Whether a label or a danger sign makes the whole burst private.
    package var isSensitive: Bool {
        !dangerSigns.isEmpty || decided.contains(where: \.isSensitive)
    }
}

extension Understanding {
    /// The same with other danger signs.
    func replacing(dangerSigns: [DangerFinding]) -> Understanding {
        replacing(dangerSigns: dangerSigns, language: language)
    }

    /// The same, as if it were said in another language: for trying what its writer would be answered.
    package func replacing(language: Language) -> Understanding {
        replacing(dangerSigns: dangerSigns, language: language)
    }

    private func replacing(dangerSigns: [DangerFinding], language: Language) -> Understanding {
        Understanding(
            language: language,
            labels: labels,
            decided: decided,
            dangerSigns: dangerSigns,
            candidates: candidates,
            zone: zone,
            thresholds: thresholds,
            countries: countries,
            isQuestion: isQuestion,
            isComplete: isComplete,
            context: context,
            statedCountry: statedCountry,
            namesPlainTopic: namesPlainTopic
        )
    }
}

/// One FAQ entry that may answer a text.
package struct Candidate: Sendable, Codable, Equatable {
    package let entry: String
    /// The retrieval score; comparable within one text only.
    package let score: Double
    /// The calibrated probability (0…1) that this entry answers the text.
    package let probability: Double

    package init(entry: String, score: Double, probability: Double) {
        self.entry = entry
        self.score = score
        self.probability = probability
    }
}

/// What may be done with the candidates of a text (criterion F2).
package enum Zone: String, Sendable, Codable, Hashable {
    /// The first candidate is right with high probability and clearly ahead.
    case answer
    /// One of the first three is probably right: offer their titles.
    case ask
    /// None is good enough: a person.
    case escalate
}

/// The bars between the zones; probabilities 0…1.
package struct ZoneThresholds: Sendable, Codable, Equatable {
    /// At least this much to answer when the bot was addressed.
    package var answer: Double
    /// At least this much to answer in a group unasked (criterion F3).
    package var answerUnasked: Double
    /// The least lead over the second candidate (criterion F2).
    package var lead: Double
    /// At least this much to offer a title.
    package var ask: Double

    package init(answer: Double, answerUnasked: Double, lead: Double, ask: Double) {
        self.answer = answer
        self.answerUnasked = answerUnasked
        self.lead = lead
        self.ask = ask
    }
}
