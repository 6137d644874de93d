/// The words that hold danger signs back or say whose they are, made ready once.
struct DangerGuards: Sendable {
    private let idioms: PhraseTable<Void>
    private let negations: PhraseTable<Void>
    private let past: PhraseTable<Void>
    private let over: PhraseTable<Void>
    private let fiction: PhraseTable<Void>
    private let others: PhraseTable<Void>
    private let selves = PhraseTable<Void>(["我", "俺", "本人", "咱", "i", "im", "i'm", "ive", "i've", "me", "i'll"])

    init(_ guards: DangerSignGuards) {
        idioms = PhraseTable(guards.idioms.flatMap(DangerSignRules.spellings))
        negations = PhraseTable(guards.negations.flatMap(DangerSignRules.spellings))
        past = PhraseTable(guards.past.flatMap(DangerSignRules.spellings))
        over = PhraseTable(guards.over.flatMap(DangerSignRules.spellings))
        fiction = PhraseTable(guards.fiction.flatMap(DangerSignRules.spellings))
        others = PhraseTable(guards.others.flatMap(DangerSignRules.spellings))
    }

    /// Finds every such word in a text, once for all its signs.
    func surroundings(of scalars: [Unicode.Scalar]) -> DangerSurroundings {
        DangerSurroundings(
            scalars: scalars,
            idioms: idioms.matches(in: scalars).map(\.range),
            negations: negations.matches(in: scalars).map(\.range),
            past: past.matches(in: scalars).map(\.range),
            over: over.matches(in: scalars).map(\.range),
            fiction: fiction.matches(in: scalars).map(\.range),
            // 没有人 is nobody.
            others: others.matches(in: scalars).map(\.range).filter {
                $0.lowerBound == 0 || scalars[$0.lowerBound - 1] != "没"
            },
            selves: selves.matches(in: scalars).map(\.range)
        )
    }
}
