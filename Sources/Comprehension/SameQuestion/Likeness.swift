/// Says how probable it is that two messages ask the same thing, in whatever words and language.
///
/// Whoever joins cases asks it; it is pure, total and symmetric. A probability is worth what it says where same and
/// different pairs are about as many; who compares with everything there is should ask for more than one half.
package protocol Likeness: Sendable {
    /// What a text is compared by: to be made once for a text that is compared with many.
    func prepared(_ text: String) -> ComparedText
    /// The probability, 0…1, that both ask the same.
    func probability(_ first: ComparedText, _ second: ComparedText) -> Double
}

extension Likeness {
    /// The probability, 0…1, that both ask the same.
    package func probability(_ first: String, _ second: String) -> Double {
        probability(prepared(first), prepared(second))
    }
}

/// A text taken apart for comparing; it holds no readable word of it.
package struct ComparedText: Sendable {
    let query: Query
    let language: Language
    /// Whether something is negated, A-not-A questions (能不能) apart.
    let isNegated: Bool
    /// The sentence vector, where there is an encoder.
    let vector: [Float]?

    /// - Parameters:
    ///   - text: a message as it was written.
    ///   - vector: its sentence vector; without it only words are compared.
    package init(_ text: String, vector: [Float]? = nil) {
        let plain = PlainText(text)
        query = Query(plain)
        language = Rewording.language(of: text)
        isNegated = Negation.stands(in: plain)
        self.vector = vector
    }
}
