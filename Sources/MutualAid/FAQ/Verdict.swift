import Comprehension

/// What a member says of an answer they were given (criterion F9); silence says nothing.
package enum Verdict: String, Sendable, Codable, CaseIterable {
    case helpful, unhelpful
}

extension Verdict {
    /// What a reaction to an answer says; `nil` for one that says nothing of it.
    package init?(reaction: String) {
        self.init(sign: PlainText(reaction).string)
    }

    /// The same of a text in its one form.
    private init?(sign plain: String) {
        let name = plain.filter { $0 != ":" && !Self.skinTones.contains($0) }
        let bare = String(String.UnicodeScalarView(name.unicodeScalars.filter { !$0.properties.isEmojiModifier }))
        if Self.unhelpfulSigns.contains(bare) {
            self = .unhelpful
        } else if Self.helpfulSigns.contains(bare) {
            self = .helpful
        } else {
            return nil
        }
    }

    /// What a line says of the answer it quotes or follows; `nil` where it says something else.
    ///
    /// A quote may go on in its own words. A line that only follows an answer has to say this and nothing else, so that
    /// what is said of other things is not taken for it.
    package init?(line text: String, isQuoting: Bool) {
        let plain = PlainText(text).string
        if let sign = Verdict(sign: plain), isQuoting || sign == .unhelpful {
            self = sign
            return
        }
        guard plain.unicodeScalars.count <= Self.longest, Self.mayRate(plain) else { return nil }
        if isQuoting, Self.unhelpfulPhrases.contains(where: plain.contains) {
            self = .unhelpful
        } else if Self.says(plain, Self.unhelpfulPhrases + Self.unhelpfulAlone) {
            self = .unhelpful
        } else if Self.says(plain, Self.helpfulPhrases) {
            self = .helpful
        } else {
            return nil
        }
    }

    /// Whether any phrase stands in the text at all: read byte by byte, since nearly every line of a group ends here.
    private static func mayRate(_ plain: String) -> Bool {
        let text = Array(plain.utf8)
        return phraseBytes.contains { phrase in
            guard let first = phrase.first, phrase.count <= text.count else { return false }
            return (0...(text.count - phrase.count)).contains { start in
                text[start] == first && text[start..<(start + phrase.count)].elementsEqual(phrase)
            }
        }
    }

    private static let phraseBytes = (unhelpfulPhrases + unhelpfulAlone + helpfulPhrases).map { Array($0.utf8) }

    /// Whether the text is one of the phrases with nothing but words of courtesy around it.
    private static func says(_ plain: String, _ phrases: [String]) -> Bool {
        guard let phrase = phrases.filter({ plain.contains($0) }).max(by: { $0.count < $1.count }) else { return false }
        var rest = plain.split(separator: " ").filter { !$0.hasPrefix("@") }.joined(separator: " ")
        rest = rest.split(separator: phrase, omittingEmptySubsequences: false).joined(separator: " ")
        for filler in hanFillers { rest = rest.split(separator: filler).joined(separator: " ") }
        let words = rest.split { !$0.isLetter && !$0.isNumber && $0 != "'" }
        return words.allSatisfy { wordFillers.contains(String($0)) }
    }

    /// Longer texts tell a story, which is a message of its own; in characters.
    private static let longest = 120

    private static let skinTones: Set<Character> = ["🏻", "🏼", "🏽", "🏾", "🏿"]

    private static let unhelpfulSigns: Set<String> = [
        "👎", "❌", "✖", "🙅", "thumbsdown", "thumbs_down", "-1", "x", "没解决", "not solved", "not_solved",
    ]
    private static let helpfulSigns: Set<String> = [
        "👍", "❤", "✅", "👌", "🙏", "💯", "thumbsup", "thumbs_up", "+1", "heart", "white_check_mark", "解决了", "solved",
    ]

    /// In one form: Simplified, lower case; they hold in a quote whatever stands around them.
    private static let unhelpfulPhrases = [
        "没解决", "没有解决", "未解决", "没能解决", "未能解决", "解决不了", "不解决", "冇解决", "没帮助", "没有帮助", "没帮上", "帮不上", "帮不到",
        "答非所问", "不是我问的", "不是我要问的", "不是我想问的", "没回答", "没有回答", "not solved", "not resolved", "unsolved",
        "unresolved", "isn't solved", "isnt solved", "isn't resolved", "didn't solve", "didnt solve", "doesn't solve",
        "doesnt solve", "did not solve", "does not solve", "didn't help", "didnt help", "doesn't help", "doesnt help",
        "did not help", "does not help", "not helpful", "unhelpful", "no help", "not what i asked", "not what i meant",
        "didn't answer", "didnt answer", "doesn't answer", "doesnt answer", "did not answer", "does not answer",
    ]
    /// Said of many other things too, so they count only by themselves.
    private static let unhelpfulAlone = [
        "没用", "没有用", "没啥用", "不管用", "没有解答", "不是我要的", "useless", "wrong answer", "no use",
    ]
    private static let helpfulPhrases = [
        "解决了", "已解决", "解决啦", "有用", "有帮助", "帮到我了", "帮大忙了", "solved", "resolved", "that helped", "this helped",
        "it helped", "helpful", "that works", "it worked", "that worked",
    ]

    /// Longest first, so that no part of one is left over.
    private static let hanFillers = [
        "机器人", "不好意思", "我的", "问题", "这个", "那个", "还是", "完全", "根本", "谢谢", "多谢", "感谢", "非常", "好的", "已经", "真的", "可是",
        "不过", "抱歉", "回答", "答复", "答案", "我", "你", "您", "这", "那", "还", "并", "也", "对", "啊", "呢", "呀", "哦", "吧", "的", "了",
        "太",
        "很", "好", "嗯", "都", "真", "是", "但", "唉", "呜", "啦", "哈",
    ]
    private static let wordFillers: Set<String> = [
        "the", "this", "that", "it", "is", "was", "my", "still", "problem", "question", "sorry", "but", "no", "yes",
        "thanks", "thank", "you", "very", "so", "really", "for", "to", "me", "answer", "your", "i", "it's", "that's",
        "im", "yet", "at", "all", "bot", "please", "has", "been", "much", "a", "lot", "ok", "okay", "hi", "hello",
        "of", "just", "quite", "super", "not", "issue",
    ]
}
