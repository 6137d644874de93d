/// Whether a text negates: 不能 and "not" do, 能不能 and 是不是 only ask.
enum Negation {
    static func stands(in text: PlainText) -> Bool {
        let scalars = text.scalars
        let isHan = scalars.indices.contains { place in
            guard han.contains(scalars[place]) else { return false }
            let before = place > 0 ? scalars[place - 1] : " "
            let after = place + 1 < scalars.count ? scalars[place + 1] : " "
            // 能不能, 有没有, 还没, 不好意思: no negation of what is asked.
            return before != after && !(before == "有" && after == "有") && !harmlessAfter.contains(after)
        }
        return isHan || scalars.split(whereSeparator: { !$0.isWordLike && $0 != "'" }).contains(where: isNegative)
    }

    private static func isNegative(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        words.contains { $0.elementsEqual(word) } || word.count > 3 && word.suffix(3).elementsEqual(["n", "'", "t"])
    }

    private static let han: Set<Unicode.Scalar> = ["不", "没", "無", "无", "别", "未", "勿"]
    private static let harmlessAfter: Set<Unicode.Scalar> = ["好", "同", "知", "?"]
    private static let words = ["not", "no", "without", "never", "cannot", "none", "cant", "dont", "wont", "isnt"]
        .map { Array($0.unicodeScalars) }
}
