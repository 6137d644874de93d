/// The deterministic rules that find danger signs: phrases, what must stand near them, and what holds them back.
///
/// No regular expressions; every phrase is bounded, so a text is read in linear time.
/// Only an idiom, a quotation, a clear negation or the past holds a sign back; danger to someone else is still a sign.
package struct DangerSignRules: Sendable {
    private let rules: [DangerSignRule]
    private let phrases: PhraseTable<Int>
    private let idioms: PhraseTable<Void>
    private let negations: PhraseTable<Void>
    private let pastCues: PhraseTable<Void>
    private let fictionCues: PhraseTable<Void>
    private let others: PhraseTable<Void>
    private let companions: [PhraseTable<Void>]

    package init(_ rules: [DangerSignRule], guards: DangerSignGuards) {
        self.rules = rules
        phrases = PhraseTable(rules.enumerated().flatMap { number, rule in rule.phrases.map { ($0, number) } })
        idioms = PhraseTable(guards.idioms)
        negations = PhraseTable(guards.negations)
        pastCues = PhraseTable(guards.past)
        fictionCues = PhraseTable(guards.fiction)
        others = PhraseTable(guards.others)
        companions = rules.map { PhraseTable($0.near) }
    }

    /// Every sign in the text, at most one a rule, in order of appearance.
    package func findings(in text: PlainText) -> [DangerFinding] {
        let scalars = text.scalars
        let hits = phrases.matches(in: scalars)
        guard !hits.isEmpty else { return [] }
        let masked = idioms.matches(in: scalars).map(\.range)
        var found: [DangerFinding] = []
        for hit in hits {
            let rule = rules[hit.value]
            guard !found.contains(where: { $0.rule == rule.id }),
                !masked.contains(where: { $0.overlaps(hit.range) }),
                isNearCompanion(hit.range, of: hit.value, in: scalars),
                !isHeldBack(hit.range, rule, in: scalars)
            else { continue }
            let about = isAboutSomeoneElse(hit.range, in: scalars)
            found.append(DangerFinding(sign: rule.sign, rule: rule.id, isAboutSomeoneElse: about))
        }
        return found
    }

    /// Some phrases are a sign only beside another ("吃了" beside "一整瓶").
    private func isNearCompanion(_ range: Range<Int>, of rule: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard !companions[rule].isEmpty else { return true }
        let window = max(0, range.lowerBound - 24)..<min(scalars.count, range.upperBound + 24)
        return !companions[rule].matches(in: Array(scalars[window])).isEmpty
    }

    private func isHeldBack(_ range: Range<Int>, _ rule: DangerSignRule, in scalars: [Unicode.Scalar]) -> Bool {
        let clause = clauseStart(before: range.lowerBound, in: scalars)..<range.lowerBound
        let before = Array(scalars[clause])
        if rule.isHeldBackByNegation,
            negations.matches(in: before).contains(where: { before.count - $0.range.upperBound <= 3 })
        {
            return true
        }
        if rule.isHeldBackByPast, !pastCues.matches(in: before).isEmpty { return true }
        return !fictionCues.matches(in: scalars).isEmpty || isQuoted(range, in: scalars)
    }

    /// Inside a book title's brackets, or after the word that opens a quotation of a work.
    private func isQuoted(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
        let opening = scalars[..<range.lowerBound].lastIndex(of: "《")
        let closing = scalars[..<range.lowerBound].lastIndex(of: "》")
        guard let opening else { return false }
        return (closing ?? -1) < opening && scalars[range.upperBound...].contains("》")
    }

    /// Whether somebody other than the writer is named as the one in danger.
    private func isAboutSomeoneElse(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
        let start = max(0, sentenceStart(before: range.lowerBound, in: scalars))
        let end = min(scalars.count, range.upperBound + 6)
        return !others.matches(in: Array(scalars[start..<end])).isEmpty
    }

    private func clauseStart(before index: Int, in scalars: [Unicode.Scalar]) -> Int {
        (scalars[..<index].lastIndex { Self.clauseMarks.contains($0) } ?? -1) + 1
    }

    private func sentenceStart(before index: Int, in scalars: [Unicode.Scalar]) -> Int {
        max(index - 40, (scalars[..<index].lastIndex { Self.sentenceMarks.contains($0) } ?? -1) + 1)
    }

    private static let clauseMarks: Set<Unicode.Scalar> = [",", ".", ";", "!", "?", "。", "、", "…", ":", "~"]
    private static let sentenceMarks: Set<Unicode.Scalar> = [".", "!", "?", "。", "…"]
}

/// One rule of `Config/danger-signs.yaml`.
package struct DangerSignRule: Sendable, Equatable {
    /// Names the rule in decisions: `self_harm.goodbye`.
    package let id: String
    package let sign: DangerSign
    /// Any of these words, in Simplified Chinese or English lower case.
    package let phrases: [String]
    /// With at least one of these within 24 characters; empty: none needed.
    package let near: [String]
    package let isHeldBackByNegation: Bool
    package let isHeldBackByPast: Bool

    package init(
        id: String,
        sign: DangerSign,
        phrases: [String],
        near: [String],
        isHeldBackByNegation: Bool,
        isHeldBackByPast: Bool
    ) {
        self.id = id
        self.sign = sign
        self.phrases = phrases
        self.near = near
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
    /// Songs, games, films.
    package let fiction: [String]
    package let others: [String]

    package init(idioms: [String], negations: [String], past: [String], fiction: [String], others: [String]) {
        self.idioms = idioms
        self.negations = negations
        self.past = past
        self.fiction = fiction
        self.others = others
    }
}
