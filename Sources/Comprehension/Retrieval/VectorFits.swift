/// What the vectors say of the candidates for one question, beside what the words say.
struct VectorFits {
    private let view: VectorView
    private let meanings: MeaningIndex
    private let pieces: [AskedPiece]
    private let withheld: Withheld
    private let nearest: (first: Float, second: Float)
    private let kin: (first: Float, second: Float)
    private let field: Float

    /// What each number says, in order.
    static let names = [
        "cosine", "second cosine", "mean cosine", "kinship", "cosine squared", "cosine lead", "kinship lead",
        "cosine over field", "phrasings", "meaning shared", "meaning most missed", "meaning missed", "declined lead",
    ]
    static let signs: [Int] = [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, -1, -1, -1]

    init(
        _ view: VectorView,
        among entries: [Int32],
        meanings: MeaningIndex,
        pieces: [AskedPiece],
        withheld: Withheld
    ) {
        self.view = view
        self.meanings = meanings
        self.pieces = pieces
        self.withheld = withheld
        let cosines = entries.map { view.nearest[Int($0)] }.sorted(by: >)
        let kinships = entries.map { view.kinships[Int($0)] }.sorted(by: >)
        nearest = (cosines.first ?? 0, cosines.dropFirst().first ?? 0)
        kin = (kinships.first ?? 0, kinships.dropFirst().first ?? 0)
        let field = cosines.prefix(10)
        self.field = field.isEmpty ? 0 : field.reduce(0, +) / Float(field.count)
    }

    func features(of entry: Int32) -> [Float] {
        let cosines = view.cosines(of: entry)
        let first = cosines.first ?? 0
        let kinship = view.kinships[Int(entry)]
        let alignment = meanings.alignment(of: pieces, with: entry, withheld: withheld)
        return [
            first, cosines.dropFirst().first ?? first, cosines.reduce(0, +) / Float(max(cosines.count, 1)), kinship,
            first * first, first - (first >= nearest.first ? nearest.second : nearest.first),
            kinship - (kinship >= kin.first ? kin.second : kin.first), first - field,
            naturalLogarithm(Float(max(cosines.count, 1))) / 2, alignment.mean, alignment.worst / 6,
            alignment.missing / 20, max(0, 0.2 + view.declined - first),
        ]
    }
}
