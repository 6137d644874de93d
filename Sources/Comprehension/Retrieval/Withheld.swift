/// What a search looks past, to learn from the index itself.
enum Withheld: Equatable {
    case nothing
    case phrasing(Int)
    case entry(Int32)
    /// A confirmed question, by its row among the vectors.
    case confirmed(Int)
    /// A question that the knowledge says it does not answer.
    case declined(Int)

    /// The entry that has one phrasing less.
    func owner(in index: KnowledgeIndex) -> Int32? {
        if case .phrasing(let number) = self { return index.phrasings[number].owner }
        return nil
    }
}

/// A question's pieces as the index numbers them.
struct QueryNumbers: Sendable {
    /// Ascending.
    var known: [Int32] = []
    /// Those of them that are whole words or characters.
    var units: [Int32] = []
    var mass: Float = 0
    var unitMass: Float = 0
    /// The weight of pieces, and the number of words and characters, that no entry has.
    var unknown: Float = 0
    var unknownUnits: Float = 0
}
