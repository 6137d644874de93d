/// A question taken apart in every way that ranking looks at it.
struct Question: Sendable {
    var query: Query
    /// Its sentence vector; `nil` where only words are compared.
    let vector: [Float]?
    /// Its pieces that tell something; none where only words are compared.
    let pieces: [PieceMeanings.Piece]

    init(_ text: PlainText, vector: [Float]? = nil, meanings: PieceMeanings? = nil) {
        query = Query(text)
        self.vector = vector
        pieces = vector == nil ? [] : meanings?.pieces(of: text) ?? []
    }
}
