/// How well one entry fits a question: the numbers that a `Ranker` weighs.
struct Fit: Sendable {
    let entry: Int32
    let score: Float
    let features: [Float]

    /// How much of the question some phrasing or other of the entry has, 0…1.
    var entryCover: Float { features[3] }

    /// What each number says, in order.
    static let names = [
        "bias", "phrasing pieces", "phrasing cover", "entry cover", "pieces uncovered", "topic cover",
        "topics uncovered", "phrasing topics", "core cover", "core missing", "place clash", "place shared",
        "place unnamed", "aspect clash", "aspect shared", "number clash", "unknown share", "length", "relative score",
        "no topic", "topics both ways", "units uncovered", "units unknown",
        "units unanswered",
    ]

    /// Which way each number may pull: 1 for the entry, −1 against it, 0 either way.
    ///
    /// What is learnt on one knowledge base holds on others only where the direction is that of its meaning.
    static let signs: [Int] = [
        0, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1, -1, -1, 0, 1, 0, 1, -1, -1, -1,
    ]

    init(
        _ candidate: (entry: Int32, score: Float),
        top: Float,
        _ asked: Asked,
        _ vectors: VectorFits?,
        in index: KnowledgeIndex
    ) {
        entry = candidate.entry
        score = candidate.score
        let profile = index.profiles[Int(entry)]
        let own = asked.withheld.owner(in: index) == entry ? asked.withheld : .nothing
        let less: Int32 = own == .nothing ? 0 : 1
        let pieces = Self.best(asked, profile, own, in: index)
        var covered: Float = 0
        var grams = asked.numbers.known.reduce(into: Float(0)) { sum, gram in
            let count = EntryProfile.count(of: gram, in: profile.grams) - less
            if count > 0 { sum += index.gramWeights[Int(gram)] }
        }
        grams /= max(asked.numbers.mass, 0.001)
        let units = asked.numbers.units.reduce(into: Float(0)) { sum, unit in
            if EntryProfile.count(of: unit, in: profile.grams) > less { sum += index.gramWeights[Int(unit)] }
        }
        for topic in asked.query.topics where EntryProfile.count(of: topic, in: profile.topics) > less {
            covered += index.weight(ofTopic: topic)
        }
        let core = Self.core(asked, profile, in: index)
        let places = PlaceFit(asked.query.places, topics: asked.query.topics, profile)
        let aspects = Self.aspects(asked.query.aspects, profile, less)
        let strange = asked.query.codes.count { !profile.codes.contains($0) }
        let cover = asked.topicMass > 0 ? covered / asked.topicMass : 0
        features =
            [
                1, pieces.dice, pieces.cover, grams, (1 - grams) * asked.numbers.mass / 10, cover,
                asked.topicMass - covered, pieces.topics, core.share, core.missing, places.clash, places.shared,
                places.unnamed, aspects.clash, aspects.shared, strange > 0 ? 1 : 0,
                asked.numbers.unknown / max(asked.numbers.mass, 0.001), naturalLogarithm(1 + asked.numbers.mass) - 2,
                score / max(top, 0.001), asked.topicMass == 0 ? 1 : 0, cover * core.share,
                (asked.numbers.unitMass - units) / 4, asked.numbers.unknownUnits / 4,
                Self.unanswered(asked, profile, less, in: index),
            ] + (vectors?.features(of: entry) ?? [])
    }

    /// How much of what is asked for stands neither among the entry's phrasings nor in its answer, 0…1; 0 where the
    /// answer is not known.
    private static func unanswered(
        _ asked: Asked,
        _ profile: EntryProfile,
        _ less: Int32,
        in index: KnowledgeIndex
    ) -> Float {
        guard !profile.answered.isEmpty else { return 0 }
        let missing = asked.numbers.units.reduce(into: asked.numbers.unknownUnits * index.unknownWeight) { sum, unit in
            let isThere = profile.answered.contains(unit) || EntryProfile.count(of: unit, in: profile.grams) > less
            if !isThere { sum += index.gramWeights[Int(unit)] }
        }
        return missing / max(asked.numbers.unitMass, 0.001)
    }

    /// The best of the entry's phrasings, each measure by itself.
    private static func best(
        _ asked: Asked,
        _ profile: EntryProfile,
        _ withheld: Withheld,
        in index: KnowledgeIndex
    ) -> (dice: Float, cover: Float, topics: Float) {
        var best: (dice: Float, cover: Float, topics: Float) = (0, 0, 0)
        for number in profile.phrasings where withheld != .phrasing(number) {
            let phrasing = index.phrasings[number]
            let shared = Self.shared(asked.numbers.known, phrasing.grams) { index.gramWeights[Int($0)] }
            best.dice = max(best.dice, 2 * shared / max(asked.numbers.mass + phrasing.gramMass, 0.001))
            best.cover = max(best.cover, shared / max(asked.numbers.mass, 0.001))
            let topics = Self.shared(asked.query.topics, phrasing.topics) { index.weight(ofTopic: $0) }
            best.topics = max(best.topics, 2 * topics / max(asked.topicMass + phrasing.topicMass, 0.001))
        }
        return best
    }

    /// How much of what most phrasings of the entry are about the question is about.
    private static func core(
        _ asked: Asked,
        _ profile: EntryProfile,
        in index: KnowledgeIndex
    ) -> (share: Float, missing: Float) {
        let count = Float(max(profile.phrasings.count, 1))
        var all: Float = 0
        var named: Float = 0
        for topic in profile.topics {
            let share = Float(topic.count) / count
            let weight = share * share * index.weight(ofTopic: topic.number)
            all += weight
            if asked.query.topics.contains(topic.number) { named += weight }
        }
        return (all > 0 ? named / all : 0, all - named)
    }

    private static func aspects(
        _ asked: [Int32],
        _ profile: EntryProfile,
        _ less: Int32
    ) -> (clash: Float, shared: Float) {
        let shared = asked.count { EntryProfile.count(of: $0, in: profile.aspects) > less }
        return (Float(asked.count - shared), Float(shared))
    }

    /// The weight of what two ascending lists share.
    private static func shared(_ left: [Int32], _ right: [Int32], _ weight: (Int32) -> Float) -> Float {
        var sum: Float = 0
        var i = 0
        var j = 0
        while i < left.count, j < right.count {
            if left[i] == right[j] {
                sum += weight(left[i])
                i += 1
                j += 1
            } else if left[i] < right[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return sum
    }
}

/// Whether the places a question names are those an entry is about.
struct PlaceFit {
    var clash: Float = 0
    var shared: Float = 0
    var unnamed: Float = 0

    init(_ mentions: [Places.Mention], topics: [Int32], _ profile: EntryProfile) {
        let isShared = mentions.contains { profile.ownPlaces.contains($0.place) }
        if isShared { shared = 1 }
        if profile.isAboutForeignPlace, !isShared { unnamed = 1 }
        // Leaving Zhejiang is another matter than coming to it.
        if mentions.contains(where: { $0.place == "CN-ZJ" && $0.isOrigin }), profile.ownPlaces.contains("CN-ZJ") {
            clash = 1
        }
        for mention in mentions where profile.places[mention.place] == nil {
            if mention.isInChina, mention.place != "CN-ZJ" {
                guard !profile.isAboutAnyProvince, !mention.isOrigin else { continue }
                clash = max(clash, profile.isAboutChina ? 1 : 0.5)
            } else if !mention.isInChina {
                if profile.isAboutForeignPlace {
                    if !isShared { clash = 1 }
                } else if !mention.isOrigin, !topics.contains(Concepts.returning) {
                    clash = max(clash, 1)
                }
            }
        }
    }
}

/// A question with everything looked up once.
struct Asked: Sendable {
    let query: Query
    let numbers: QueryNumbers
    let topicMass: Float
    let withheld: Withheld

    init(_ query: Query, in index: KnowledgeIndex, withheld: Withheld = .nothing) {
        self.query = query
        self.withheld = withheld
        numbers = index.numbers(of: query, withheld: withheld)
        topicMass = query.topics.reduce(into: 0) { $0 += index.weight(ofTopic: $1) }
    }
}
