/// Says a question once more in nearly the same words, as people do who ask what was asked before.
enum Rewording {
    static func language(of text: String) -> Language {
        text.unicodeScalars.contains(where: \.isHan) ? .chinese : .english
    }

    static func reworded(_ text: String, _ random: inout SplitMix) -> String {
        let isChinese = language(of: text) == .chinese
        var words = text.lowercased()
        let swaps = (isChinese ? chineseSwaps : englishSwaps).shuffled(using: &random)
        for swap in swaps.prefix(Int.random(in: 3..<12, using: &random)) where chance(0.7, &random) {
            if let range = words.firstRange(of: swap.from) { words.replaceSubrange(range, with: swap.to) }
        }
        if chance(0.3, &random) { words = isChinese ? lessOneCharacter(words, &random) : lessOneWord(words, &random) }
        let openings = isChinese ? chineseOpenings : englishOpenings
        let endings = isChinese ? chineseEndings : englishEndings
        if chance(0.5, &random) { words = openings[Int.random(in: openings.indices, using: &random)] + words }
        if chance(0.5, &random) { words += endings[Int.random(in: endings.indices, using: &random)] }
        return words
    }

    private static func chance(_ share: Double, _ random: inout SplitMix) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    private static func lessOneCharacter(_ text: String, _ random: inout SplitMix) -> String {
        var characters = Array(text)
        guard characters.count > 6 else { return text }
        characters.remove(at: Int.random(in: 1..<characters.count, using: &random))
        return String(characters)
    }

    private static func lessOneWord(_ text: String, _ random: inout SplitMix) -> String {
        var words = text.split(separator: " ")
        guard words.count > 4 else { return text }
        words.remove(at: Int.random(in: words.indices, using: &random))
        return words.joined(separator: " ")
    }

    private struct Swap {
        let from: String
        let to: String
    }

    private static let chineseSwaps: [Swap] = [
        ("怎么", "如何"), ("如何", "怎么"), ("怎么办", "怎么处理"), ("怎样", "怎么"), ("为什么", "为啥"), ("多少钱", "什么价格"),
        ("什么", "啥"), ("哪里", "哪儿"), ("可以", "能"), ("能不能", "可不可以"), ("需要", "要"), ("多久", "多长时间"),
        ("是不是", "是否"), ("有没有", "有无"), ("的", ""), ("了", ""), ("我", ""), ("会", "会不会"), ("吗", ""), ("一下", ""),
        ("还", ""), ("在", ""),
    ].map { Swap(from: $0.0, to: $0.1) }

    private static let englishSwaps: [Swap] = [
        ("i'm", "i am"), ("don't", "do not"), ("what's", "what is"), ("how do i", "how can i"), ("can i", "may i"),
        ("the ", ""), (" a ", " "), ("my ", "the "), ("want to", "would like to"), ("need to", "have to"),
        ("why is", "how come"), ("where is", "where can i find"), ("how much", "what amount"), ("show me", "tell me"),
    ].map { Swap(from: $0.0, to: $0.1) }

    private static let chineseOpenings = ["请问", "请问一下", "想问下", "各位,", "有人知道", "求问:", "请教一下,", "大家好,", "我想知道", "那个", ""]
    private static let chineseEndings = ["?", "吗?", "呢", "啊", "谢谢", "。", "求解答", "在线等", "有知道的吗", "", " 急"]
    private static let englishOpenings = [
        "hi, ", "please tell me ", "can you tell me ", "i want to know ", "hello, ", "quick question: ", "so ", "",
        "i need to know ", "could you help me, ",
    ]
    private static let englishEndings = ["?", " please", " thanks", "", " pls", "!", " ?"]
}
