/// Whether a text asks, and whether it reads as finished.
struct QuestionForm {
    let isQuestion: Bool
    let isComplete: Bool

    init(_ text: PlainText) {
        let string = text.string
        let asks = string.contains("?") || Self.cues.contains { string.contains($0) } || Self.startsLikeQuestion(string)
        isQuestion = asks
        isComplete = asks || text.scalars.count >= 12 || Self.endsSentence(text.scalars.last)
    }

    private static func endsSentence(_ last: Unicode.Scalar?) -> Bool {
        guard let last else { return true }
        return !last.isHan && !last.isWordLike || finalParticles.contains(last)
    }

    private static func startsLikeQuestion(_ string: String) -> Bool {
        englishOpenings.contains { string.hasPrefix($0) }
    }

    private static let finalParticles: Set<Unicode.Scalar> = ["吗", "呢", "吧", "啊", "呀", "哦", "了", "的", "啦", "嘛", "么"]

    private static let cues = [
        "吗", "呢", "多少", "几天", "几号", "几点", "几个", "什么", "怎么", "怎样", "如何", "哪里", "哪儿", "哪个", "哪些",
        "哪天", "谁", "为什么", "为啥", "咋", "是否", "能不能", "可不可以", "可以不", "要不要", "有没有", "是不是", "会不会",
        "需不需要", "用不用", "该不该", "请问", "想问", "求问", "问一下", "问下", "多久", "多长", "啥",
    ]

    private static let englishOpenings = [
        "what", "when", "where", "who", "why", "how", "which", "can ", "could ", "do ", "does ", "did ", "is ", "are ",
        "am i", "should ", "will ", "would ", "may i", "have ", "has ", "anyone know", "any idea", "does anyone",
    ]
}
