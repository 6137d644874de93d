/// What was learnt about ranking: the weights and bars with which a knowledge base begins, and questions that a desk
/// confirmed.
package struct Rankers: Sendable, Codable, Equatable {
    /// Where only words can be compared.
    var words: Ranker
    var wordThresholds: ZoneThresholds
    /// Where sentence vectors can be compared too.
    var vectors: Ranker
    var vectorThresholds: ZoneThresholds
    /// Questions known to be answered by an entry; only where they lie is kept, no word of them.
    var confirmed: [Confirmed] = []
    /// Whether a desk's own questions taught them: then a knowledge base does not learn from its phrasings again.
    var isOfDesk = false

    /// A confirmed question.
    struct Confirmed: Sendable, Codable, Equatable {
        let entry: String
        let vector: [Float]
    }

    /// Before anything was learnt.
    package static let shipped = Rankers(
        words: .general,
        wordThresholds: .shipped,
        vectors: Ranker(weights: Ranker.general.weights + VectorFits.names.map { _ in 0 }),
        vectorThresholds: .shipped
    )

    /// Whether every weight is there: a file of another version has other numbers.
    package var isWhole: Bool {
        words.weights.count == Fit.names.count
            && vectors.weights.count == Fit.names.count + VectorFits.names.count
            && confirmed.allSatisfy { $0.vector.count == SentenceVector.size }
    }

    /// The confirmed questions whose entry is in a knowledge base, with the entry's place.
    func confirmed(in entries: [KnowledgeEntry]) -> [(entry: Int32, vector: [Float])] {
        guard !confirmed.isEmpty else { return [] }
        let places = Dictionary(
            entries.enumerated().map { ($0.element.id, Int32($0.offset)) },
            uniquingKeysWith: { first, _ in first }
        )
        return confirmed.compactMap { question in places[question.entry].map { ($0, question.vector) } }
    }
}
