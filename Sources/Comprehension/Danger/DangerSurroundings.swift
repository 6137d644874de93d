/// What stands around the danger signs of one text; no look goes further than `reach` characters.
struct DangerSurroundings {
    let scalars: [Unicode.Scalar]
    let idioms: [Range<Int>]
    let negations: [Range<Int>]
    let past: [Range<Int>]
    let over: [Range<Int>]
    let fiction: [Range<Int>]
    let others: [Range<Int>]
    let selves: [Range<Int>]

    private static let reach = 60

    /// Whether a saying, a work, a negation or the past makes a sign harmless.
    func holdBack(_ sign: Range<Int>, of rule: DangerSignRule) -> Bool {
        if idioms.beginning(in: max(0, sign.lowerBound - Self.reach)..<sign.upperBound).contains(where: sign.overlaps) {
            return true
        }
        if rule.isHeldBackByNegation, isNegated(sign) { return true }
        if rule.isHeldBackByPast, isPast(sign) { return true }
        return isOfWork(sign)
    }

    /// Whether the one in danger is somebody other than the writer.
    ///
    /// The sign's own words say it first ("myself", 打我), then whoever is named last before it, then right after it.
    func isAboutSomeoneElse(_ sign: Range<Int>, isAttack: Bool) -> Bool {
        let words = String(String.UnicodeScalarView(scalars[sign]))
        if Self.aboutSelf.contains(where: words.contains) { return false }
        if Self.aboutOther.contains(where: words.contains) { return true }
        let after = sign.upperBound..<min(scalars.count, sign.upperBound + 12)
        // Whoever is named before an attack may be the one who attacks: 有人拿刀追我.
        if isAttack, selves.beginning(in: after).contains(where: isWriter) { return false }
        let before = sentenceStart(before: sign.lowerBound)..<sign.lowerBound
        let other = others.beginning(in: before).last { $0.upperBound <= sign.lowerBound }
        let own = selves.beginning(in: before).last { isWriter($0) && $0.upperBound <= sign.lowerBound }
        if let other, let own { return own.lowerBound < other.lowerBound && !isTogether(own, other) }
        if other != nil { return true }
        if own != nil { return false }
        return others.beginning(in: after).first.map { !scalars[after.lowerBound..<$0.lowerBound].contains("我") }
            ?? false
    }

    // MARK: - Negation and past

    /// A negation just before the sign: nothing between them but words such as 有 or "any".
    private func isNegated(_ sign: Range<Int>) -> Bool {
        let clause = clauseStart(before: sign.lowerBound)..<sign.lowerBound
        let before = negations.beginning(in: clause).filter { $0.upperBound <= sign.lowerBound }
        guard let last = before.last, isFiller(last.upperBound..<sign.lowerBound), !isAlternative(last) else {
            return false
        }
        // 不会是心梗吧 is a worry, and "no reason not to" is no comfort.
        let after = scalars[sign.upperBound..<min(scalars.count, sign.upperBound + 5)].prefix { !Self.isMark($0) }
        if after.contains("吧") || after.contains("吗") { return false }
        return !before.dropLast().suffix(3).contains {
            $0.upperBound < last.lowerBound && isFiller($0.upperBound..<last.lowerBound)
        }
    }

    /// 是不是, 会不会, 有没有: a question, not a negation.
    private func isAlternative(_ negation: Range<Int>) -> Bool {
        guard negation.lowerBound > 0, let last = scalars[negation].last, last.isHan else { return false }
        return scalars[negation.lowerBound - 1] == last
    }

    private func isFiller(_ range: Range<Int>) -> Bool {
        let between = scalars[range]
        if between.allSatisfy({ $0 == " " || Self.fillerCharacters.contains($0) }) { return true }
        let words = between.split(separator: " ").map { String(String.UnicodeScalarView($0)) }
        return words.count <= 4 && words.allSatisfy(Self.fillerWords.contains)
    }

    /// A past that is over: 以前 without 现在, 又 or 一直, before the sign or right after it; or a good end after it.
    private func isPast(_ sign: Range<Int>) -> Bool {
        if isOver(sign) { return true }
        let clause = clauseStart(before: sign.lowerBound)..<sign.lowerBound
        let after = sign.upperBound..<min(scalars.count, sign.upperBound + 10)
        guard !past.beginning(in: clause).isEmpty || !past.beginning(in: after).isEmpty else { return false }
        let sentence = sentenceStart(before: sign.lowerBound)..<sentenceEnd(after: sign.upperBound)
        return !says(Self.stillGoing, in: sentence)
    }

    /// Something after the sign says that all is well, and nothing that it goes on: 走散了,后来找到了,虚惊一场.
    private func isOver(_ sign: Range<Int>) -> Bool {
        let after = sign.upperBound..<min(scalars.count, sign.upperBound + Self.reach)
        guard let end = over.beginning(in: after).first else { return false }
        let isAsked = scalars[end.upperBound..<min(scalars.count, end.upperBound + 2)].contains {
            "吗没么?".unicodeScalars.contains($0)
        }
        return !isAsked
            && !says(Self.again, in: sentenceStart(before: sign.lowerBound)..<min(scalars.count, end.upperBound + 12))
    }

    private func says(_ words: [String], in range: Range<Int>) -> Bool {
        let text = " " + String(String.UnicodeScalarView(scalars[range])) + " "
        return words.contains(where: text.contains)
    }

    // MARK: - Works

    /// In the title of a work, or in a sentence about one in which the writer does not speak of themselves.
    private func isOfWork(_ sign: Range<Int>) -> Bool {
        let before = scalars[max(0, sign.lowerBound - Self.reach)..<sign.lowerBound]
        if let opening = before.lastIndex(of: "《"), !before[opening...].contains("》"),
            scalars[sign.upperBound..<min(scalars.count, sign.upperBound + Self.reach)].contains("》")
        {
            return true
        }
        let sentence = sentenceStart(before: sign.lowerBound)..<sentenceEnd(after: sign.upperBound)
        return fiction.beginning(in: sentence).contains { cue in
            cue.lowerBound >= sign.upperBound
                || !writerSpeaksUp(in: cue.upperBound..<max(cue.upperBound, sign.lowerBound))
        }
    }

    /// Whether a new clause begins with the writer: "看了这部电影,我也不想活了".
    private func writerSpeaksUp(in range: Range<Int>) -> Bool {
        selves.contains { own in
            range.contains(own.lowerBound) && isWriter(own)
                && scalars[range.lowerBound..<own.lowerBound].last { $0 != " " }.map { Self.breaks.contains($0) }
                    ?? false
        }
    }

    // MARK: - Persons

    /// 我 by itself, not the 我 of 我妈 or 我的室友.
    private func isWriter(_ own: Range<Int>) -> Bool {
        others.beginning(in: own.lowerBound..<min(scalars.count, own.upperBound + 3)).allSatisfy { other in
            other.lowerBound > own.upperBound
                && !(scalars[own.upperBound] == "的" && other.lowerBound == own.upperBound + 1)
                && scalars[own.upperBound] != "们"
        }
    }

    /// 我和室友: the writer too.
    private func isTogether(_ own: Range<Int>, _ other: Range<Int>) -> Bool {
        guard own.upperBound < other.lowerBound, other.lowerBound - own.upperBound <= 5 else { return false }
        let between = scalars[own.upperBound..<other.lowerBound]
        return between.contains { ["和", "跟", "与"].contains($0) }
    }

    // MARK: - Bounds

    private func clauseStart(before index: Int) -> Int {
        let least = max(0, index - Self.reach)
        return (scalars[least..<index].lastIndex(where: Self.isMark) ?? least - 1) + 1
    }

    private func sentenceStart(before index: Int) -> Int {
        let least = max(0, index - Self.reach)
        return (scalars[least..<index].lastIndex { Self.sentenceMarks.contains($0) } ?? least - 1) + 1
    }

    private func sentenceEnd(after index: Int) -> Int {
        let most = min(scalars.count, index + 24)
        return scalars[index..<most].firstIndex { Self.sentenceMarks.contains($0) } ?? most
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        breaks.contains(scalar) || scalar == ":" || scalar == "、"
    }

    private static let breaks: Set<Unicode.Scalar> = [",", ".", ";", "!", "?", "。", "…", "\n"]
    private static let sentenceMarks: Set<Unicode.Scalar> = [".", "!", "?", "。", "…", "\n"]
    private static let fillerCharacters: Set<Unicode.Scalar> = Set("有出现任何过想要去再什么感到觉得发生会是敢打算真的症状人被".unicodeScalars)
    private static let fillerWords: Set<String> = [
        "any", "have", "had", "having", "a", "the", "to", "really", "going", "trying", "feel", "feeling", "wanted",
        "want", "think", "thought", "about", "thinking", "of", "signs", "sign", "severe", "am", "is", "was", "be", "or",
        "reason", "gonna", "ever", "would", "will", "even",
    ]
    private static let stillGoing = [
        "现在", "又", "一直", "开始", "至今", "还是", "还在", "今天", "刚才", "到如今", " now ", " again ", " still ",
        " since ", " today ",
    ]
    private static let again = ["又", "再次", "还是", "还在", "但是现在", "可是现在", " again", " still ", " but now "]
    private static let aboutSelf = [
        "myself", "my life", "my own", "打我", "杀我", "杀了我", " me", "my chest", "my wrists", "我的生命",
    ]
    private static let aboutOther = [
        "himself", "herself", "themselves", "his life", "her life", "his own", "her own", "wants to", "doesn't want",
        "doesnt want", "孩子", "女儿", "儿子", "小留", "未成年", "child", "daughter", "son ", "kid ", "minor",
    ]
}
