/// The deterministic rules that find danger signs: phrases, what must stand near them, and what holds them back.
///
/// No regular expressions; every phrase and every look around one is bounded, so a text is read in linear time.
/// Only an idiom, a named work, a clear negation or the past holds a sign back; danger to someone else is still a sign.
package struct DangerSignRules: Sendable {
    private let rules: [DangerSignRule]
    private let phrases: PhraseTable<Int>
    private let companions: [DangerCompanions]
    private let guards: DangerGuards
    private let glance: DangerGlance

    package init(_ rules: [DangerSignRule], guards: DangerSignGuards) {
        self.rules = rules
        let spelt = rules.enumerated().flatMap { number, rule in
            rule.phrases.flatMap(Self.spellings).map { ($0, number) }
        }
        phrases = PhraseTable(spelt)
        glance = DangerGlance(spelt.map(\.0))
        companions = rules.map(DangerCompanions.init)
        self.guards = DangerGuards(guards)
    }

    /// Whether there is any sign in a text that came from outside: nearly free where there is none.
    package func find(in text: String) -> Bool {
        glance.mayHoldSign(text) && !findings(in: PlainText(text)).isEmpty
    }

    /// Every sign in the text, at most one a rule, in order of appearance.
    package func findings(in text: PlainText) -> [DangerFinding] {
        let scalars = DangerText.prepared(text.scalars)
        let hits = phrases.matches(in: scalars)
        guard !hits.isEmpty else { return [] }
        var surroundings: DangerSurroundings?
        var places: [Int: DangerCompanions.Places] = [:]
        var found: [DangerFinding] = []
        for hit in hits {
            let rule = rules[hit.value]
            guard !found.contains(where: { $0.rule == rule.id }) else { continue }
            let company = places[hit.value] ?? companions[hit.value].places(in: scalars)
            places[hit.value] = company
            guard company.allow(hit.range, within: rule.within) else { continue }
            let around = surroundings ?? guards.surroundings(of: scalars)
            surroundings = around
            guard !around.holdBack(hit.range, of: rule) else { continue }
            found.append(
                DangerFinding(
                    sign: rule.sign,
                    rule: rule.id,
                    isAboutSomeoneElse: around.isAboutSomeoneElse(hit.range, isAttack: rule.sign == .violence)
                )
            )
        }
        return found
    }

    /// A phrase as texts are prepared, with its apostrophe and without.
    static func spellings(_ phrase: String) -> [String] {
        let prepared = DangerText.prepared(phrase)
        return prepared.contains("'") ? [prepared, prepared.filter { $0 != "'" }] : [prepared]
    }
}

/// One rule of `Config/danger-signs.yaml`.
package struct DangerSignRule: Sendable, Equatable {
    /// Names the rule in decisions: `self_harm.goodbye`.
    package let id: String
    package let sign: DangerSign
    /// Any of these words, in Simplified Chinese or English lower case.
    package let phrases: [String]
    /// With at least one of these nearby; empty: none needed.
    package let near: [String]
    /// And at least one of these; empty: none needed.
    package let with: [String]
    /// And none of these.
    package let unless: [String]
    /// How far nearby is, in characters, at most 60.
    package let within: Int
    package let isHeldBackByNegation: Bool
    package let isHeldBackByPast: Bool

    package init(
        id: String,
        sign: DangerSign,
        phrases: [String],
        near: [String] = [],
        with: [String] = [],
        unless: [String] = [],
        within: Int = 24,
        isHeldBackByNegation: Bool,
        isHeldBackByPast: Bool
    ) {
        self.id = id
        self.sign = sign
        self.phrases = phrases
        self.near = near
        self.with = with
        self.unless = unless
        self.within = min(max(within, 1), 60)
        self.isHeldBackByNegation = isHeldBackByNegation
        self.isHeldBackByPast = isHeldBackByPast
    }
}

/// What may hold a danger sign back, and who counts as somebody else.
package struct DangerSignGuards: Sendable, Equatable {
    /// Sayings that only sound dangerous: 笑死我了.
    package let idioms: [String]
    package let negations: [String]
    package let past: [String]
    /// Words after a sign that say it is over and well: 虚惊一场, "recovered".
    package let over: [String]
    /// Songs, games, films.
    package let fiction: [String]
    package let others: [String]

    /// Nothing is held back.
    package static let none = DangerSignGuards(idioms: [], negations: [], past: [], fiction: [], others: [])

    package init(
        idioms: [String],
        negations: [String],
        past: [String],
        over: [String] = [],
        fiction: [String],
        others: [String]
    ) {
        self.idioms = idioms
        self.negations = negations
        self.past = past
        self.over = over
        self.fiction = fiction
        self.others = others
    }
}
