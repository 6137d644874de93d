/// One entry as retrieval sees it: its id and every way it is asked, in all languages.
package struct KnowledgeEntry: Sendable, Equatable {
    package let id: String
    package let phrasings: [String]
    /// The countries it holds for (ISO 3166-1 alpha-2); empty: any.
    package let countries: [String]
    /// Addresses and notice numbers; a text that is one of them finds the entry at once (criterion F5).
    package let references: [String]
    /// What it answers, in all languages: what a question asks for should stand there or among the phrasings.
    package let answers: [String]
    /// Questions that sound like its own and that it does not answer.
    package let notAnswered: [String]

    package init(
        id: String,
        phrasings: [String],
        countries: [String] = [],
        references: [String] = [],
        answers: [String] = [],
        notAnswered: [String] = []
    ) {
        self.id = id
        self.answers = answers
        self.notAnswered = notAnswered
        self.phrasings = phrasings
        self.countries = countries
        self.references = references
    }
}

/// Finds the entries nearest to a question, with the probability of each.
///
/// Candidates come from postings over pieces and concepts; a conditional logit (`Ranker`) weighs the best of them.
/// A value; an edited knowledge base is a new index. Nothing of it is ever written to disk.
package struct KnowledgeIndex: Sendable {
    let entries: [KnowledgeEntry]
    /// The bars at which this knowledge base's own withheld phrasings were answered right.
    package private(set) var thresholds = ZoneThresholds.shipped
    var ranker = Ranker.general
    private(set) var vectors: KnowledgeVectors?
    private(set) var meanings: PieceMeanings?
    private(set) var meaningIndex = MeaningIndex()
    /// Questions that sound like an entry's own and that it does not answer, entry after entry.
    private(set) var declined: [Question] = []
    private(set) var profiles: [EntryProfile] = []
    private(set) var phrasings: [Phrasing] = []
    private(set) var vocabulary: [UInt64: Int32] = [:]
    private var postings: [[Posting]] = []
    private var topicPostings: [Int32: [Posting]] = [:]
    private(set) var gramWeights: [Float] = []
    private var topicWeights: [Int32: Float] = [:]
    /// Entries by the hash of their phrasings and references, so that an exact repeat is certain.
    private var exact: [UInt64: Int32] = [:]
    /// Codes that one entry alone names: 12308.
    private var ownCodes: [UInt64: Int32] = [:]

    struct Posting: Sendable {
        let entry: Int32
        let count: Float
    }

    /// One way of asking, as what a question is compared with; the rest of it is read from its text again.
    struct Phrasing: Sendable {
        let owner: Int32
        /// Numbers of its pieces, ascending.
        let grams: [Int32]
        /// Concepts of what it is about, ascending.
        let topics: [Int32]
        var gramMass: Float = 0
        var topicMass: Float = 0
    }

    /// Builds the index and fits its ranker to the entries' own phrasings.
    ///
    /// - Parameters:
    ///   - entries: the knowledge base.
    ///   - rankers: where fitting begins.
    ///   - vector: gives the sentence vector of a text; without it only words are compared.
    ///   - compact: gives that of a phrasing, smaller, where it is remembered; else `vector` does.
    ///   - meanings: what pieces of a text mean by themselves; goes with `vector`.
    package init(
        _ entries: [KnowledgeEntry],
        rankers: Rankers = .shipped,
        vector: ((String) -> [Float])? = nil,
        compact: ((String) -> CompactVector)? = nil,
        meanings: PieceMeanings? = nil
    ) {
        self.init(unfitted: entries, rankers: rankers, vector: vector, compact: compact, meanings: meanings)
        guard !rankers.isOfDesk else { return }
        let trials = Trials(of: self)
        ranker = trials.ranker
        thresholds = trials.thresholds
    }

    /// The index as it is before it learns from its own phrasings.
    init(
        unfitted entries: [KnowledgeEntry],
        rankers: Rankers,
        vector: ((String) -> [Float])?,
        compact: ((String) -> CompactVector)? = nil,
        meanings: PieceMeanings?
    ) {
        self.entries = entries
        self.meanings = vector == nil ? nil : meanings
        for (owner, entry) in entries.enumerated() { add(entry, Int32(owner)) }
        weigh()
        if let vector, !entries.isEmpty {
            let confirmed = rankers.confirmed(in: entries)
            declined = entries.flatMap(\.notAnswered).map { text in
                Question(PlainText(text), vector: vector(text), meanings: meanings)
            }
            let compact = compact ?? { SentenceVector(unit: vector($0)).compact }
            var rows = VectorIndex()
            for text in entries.lazy.flatMap(\.phrasings) { rows.append(compact(text)) }
            for question in confirmed { rows.append(SentenceVector(unit: question.vector)) }
            vectors = KnowledgeVectors(
                rows,
                owners: phrasings.map(\.owner) + confirmed.map(\.entry),
                count: entries.count,
                declined: declined.compactMap(\.vector)
            )
        }
        ranker = vectors == nil ? rankers.words : rankers.vectors
        thresholds = vectors == nil ? rankers.wordThresholds : rankers.vectorThresholds
    }

    /// A phrasing as a question, as which it can be asked with itself withheld.
    func question(of number: Int) -> Question {
        let owner = Int(phrasings[number].owner)
        let text = entries[owner].phrasings[number - profiles[owner].phrasings.lowerBound]
        return Question(PlainText(text), vector: vectors?.vector(of: number), meanings: meanings)
    }

    /// What an entry outside the shortlist shares with the question, as `shortlist` counts it.
    func score(of entry: Int32, _ asked: Asked) -> Float {
        let profile = profiles[Int(entry)]
        let less: Int32 = asked.withheld.owner(in: self) == entry ? 1 : 0
        func part(_ count: Int32, _ weight: Float) -> Float {
            let count = Float(count - less)
            return count > 0 ? weight * count / (count + 1) : 0
        }
        let grams = asked.numbers.known.reduce(into: Float(0)) {
            $0 += part(EntryProfile.count(of: $1, in: profile.grams), gramWeights[Int($1)])
        }
        return asked.query.topics.reduce(into: grams) {
            $0 += part(EntryProfile.count(of: $1, in: profile.topics), 2 * weight(ofTopic: $1))
        }
    }

    /// What a piece no entry has weighs: the strongest sign that the question is about something else.
    var unknownWeight: Float { Self.weight(0, of: entries.count) }

    /// What a concept weighs: the fewer entries are about it, the more.
    func weight(ofTopic topic: Int32) -> Float { topicWeights[topic] ?? unknownWeight }

    /// The entry that alone has this text word for word, this address, or this number in a short question.
    func certain(_ text: PlainText, _ query: Query) -> Int32? {
        if let owner = exact[Self.hash(text)], has(text, owner) { return owner }
        guard query.isShort, query.codes.count == 1, query.topics.count <= 1 else { return nil }
        return ownCodes[query.codes[0]].flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Whether an entry has a text word for word; two texts may have one hash.
    private func has(_ text: PlainText, _ entry: Int32) -> Bool {
        let entry = entries[Int(entry)]
        return (entry.phrasings + entry.references).contains { PlainText($0).scalars == text.scalars }
    }

    private static func hash(_ text: PlainText) -> UInt64 { Grams.hash(8, text.scalars[...]) }

    /// The entries that share most with the question, best first, at most `limit`.
    func shortlist(
        _ query: Query,
        numbers: [Int32],
        withheld: Withheld,
        limit: Int = 12
    ) -> [(entry: Int32, score: Float)] {
        var lists = numbers.map { (weight: gramWeights[Int($0)], list: postings[Int($0)]) }
        lists += query.topics.map { (weight: 2 * weight(ofTopic: $0), list: topicPostings[$0] ?? []) }
        // Rare pieces first; in a large knowledge base the common ones only order what the rare ones found.
        lists.sort { $0.weight > $1.weight }
        var scores = [Float](repeating: 0, count: entries.count)
        var touched: [Int32] = []
        var budget = 6000
        for (weight, list) in lists where budget > 0 {
            budget -= list.count
            for posting in list {
                let count = posting.count - (withheld.owner(in: self) == posting.entry ? 1 : 0)
                guard count > 0 else { continue }
                if scores[Int(posting.entry)] == 0 { touched.append(posting.entry) }
                scores[Int(posting.entry)] += weight * count / (count + 1)
            }
        }
        if case .entry(let number) = withheld { scores[Int(number)] = 0 }
        return Self.best(touched.filter { scores[Int($0)] > 0 }, by: scores, limit: limit)
    }

    /// Numbers of the pieces the knowledge base has, ascending, and the weight of all pieces.
    func numbers(of query: Query, withheld: Withheld) -> QueryNumbers {
        var numbers = QueryNumbers()
        for gram in query.grams {
            let number = vocabulary[gram].flatMap { isLost($0, withheld) ? nil : $0 }
            let weight = number.map { gramWeights[Int($0)] } ?? unknownWeight
            numbers.mass += weight
            if Grams.isUnit(gram) { numbers.unitMass += weight }
            if let number {
                numbers.known.append(number)
                if Grams.isUnit(gram) { numbers.units.append(number) }
            } else {
                numbers.unknown += weight
                if Grams.isUnit(gram) { numbers.unknownUnits += 1 }
            }
        }
        numbers.known.sort()
        return numbers
    }

    /// Whether only what is withheld has the piece.
    private func isLost(_ gram: Int32, _ withheld: Withheld) -> Bool {
        let list = postings[Int(gram)]
        switch withheld {
        case .nothing, .confirmed, .declined: return false
        case .phrasing(let number):
            return list.count == 1 && list[0].count < 2 && list[0].entry == phrasings[number].owner
        case .entry(let entry): return list.count == 1 && list[0].entry == entry
        }
    }

    private static func best(_ touched: [Int32], by scores: [Float], limit: Int) -> [(entry: Int32, score: Float)] {
        var best: [(entry: Int32, score: Float)] = []
        for entry in touched {
            let score = scores[Int(entry)]
            if best.count == limit, let last = best.last,
                last.score > score || last.score == score && last.entry < entry
            {
                continue
            }
            let place = best.firstIndex { $0.score < score || $0.score == score && $0.entry > entry } ?? best.count
            best.insert((entry, score), at: place)
            if best.count > limit { best.removeLast() }
        }
        return best
    }

    private mutating func add(_ entry: KnowledgeEntry, _ owner: Int32) {
        let start = phrasings.count
        let texts = entry.phrasings.map(PlainText.init)
        var pieces: [(query: Query, grams: [Int32])] = []
        for text in texts {
            let query = Query(text)
            let grams = query.grams.map { number(of: $0) }.sorted()
            pieces.append((query, grams))
            phrasings.append(Phrasing(owner: owner, grams: grams, topics: query.topics))
            exact[Self.hash(text)] = owner
        }
        for reference in entry.references { exact[Self.hash(PlainText(reference))] = owner }
        var profile = EntryProfile(pieces, at: start..<phrasings.count, countries: entry.countries)
        for text in entry.answers.map(PlainText.init) {
            for gram in Query(text).grams where Grams.isUnit(gram) { profile.answered.insert(number(of: gram)) }
        }
        if let meanings {
            // Long answers are read whole.
            let answers = entry.answers.map { meanings.pieces(of: PlainText($0), limit: 512) }
            meaningIndex.add(phrasings: texts.map { meanings.pieces(of: $0) }, answers: answers, meanings)
        }
        for code in profile.codes { ownCodes[code] = ownCodes[code, default: owner] == owner ? owner : -1 }
        for gram in profile.grams {
            postings[Int(gram.number)].append(Posting(entry: owner, count: Float(gram.count)))
        }
        for topic in profile.topics {
            topicPostings[topic.number, default: []].append(Posting(entry: owner, count: Float(topic.count)))
        }
        profiles.append(profile)
    }

    private mutating func number(of gram: UInt64) -> Int32 {
        if let known = vocabulary[gram] { return known }
        let number = Int32(postings.count)
        vocabulary[gram] = number
        postings.append([])
        return number
    }

    private mutating func weigh() {
        gramWeights = postings.map { Self.weight($0.count, of: entries.count) }
        topicWeights = topicPostings.mapValues { Self.weight($0.count, of: entries.count) }
        for index in phrasings.indices {
            phrasings[index].gramMass = phrasings[index].grams.reduce(into: 0) { $0 += gramWeights[Int($1)] }
            phrasings[index].topicMass = phrasings[index].topics.reduce(into: 0) { $0 += weight(ofTopic: $1) }
        }
    }

    /// Inverse document frequency over entries, as in BM25, bounded so that small and large bases compare.
    private static func weight(_ containing: Int, of count: Int) -> Float {
        let count = Float(max(count, 1))
        let containing = Float(containing)
        return naturalLogarithm(1 + (count - containing + 0.5) / (containing + 0.5)) / naturalLogarithm(2 * count + 2)
    }
}
