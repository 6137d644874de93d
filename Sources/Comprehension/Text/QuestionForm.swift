/// Whether a text asks, and whether it reads as finished.
struct QuestionForm {
    let isQuestion: Bool
    let isComplete: Bool
    /// Whether it only opens a conversation: 在吗, "hi, quick question".
    let isOpening: Bool

    init(_ text: PlainText) {
        let end = Self.endOfWords(text.scalars)
        let words = Words(text.scalars)
        isOpening = !text.scalars.isEmpty && Openings.isAll(of: text.scalars)
        let asks = !isOpening && Self.asks(text)
        isQuestion = asks
        if isOpening || Self.goesOn(text.scalars, words) {
            isComplete = false
        } else if end < text.scalars.count || end == 0 {
            isComplete = true
        } else {
            let isLong = words.han >= 12 || words.latin >= 7 || words.han + 2 * words.latin >= 16
            let isAsked = asks && (words.han >= 4 || words.latin >= 4)
            isComplete = isLong || isAsked || text.scalars.last.map(finalParticles.contains) ?? true
        }
    }

    private static func asks(_ text: PlainText) -> Bool {
        text.scalars.contains("?") || cues.stands(in: text.scalars)
            || text.scalars.split(whereSeparator: clauseEnds.contains).contains { clause in
                let clause = clause.drop { $0 == " " }
                return openings.contains { clause.starts(with: $0) }
            }
    }

    /// Where the last word ends; what follows are marks, emoji and the like.
    private static func endOfWords(_ scalars: [Unicode.Scalar]) -> Int {
        (scalars.lastIndex { $0.isHan || $0.isWordLike } ?? -1) + 1
    }

    /// Whether it breaks off: after a comma, or at a word that needs another.
    private static func goesOn(_ scalars: [Unicode.Scalar], _ words: Words) -> Bool {
        guard let last = scalars.last else { return false }
        if [",", "、", ":", "("].contains(last) { return true }
        if words.latin > 0, words.isLatinLast { return unfinishedWords.contains(words.last) }
        return unfinishedEndings.contains { scalars.count >= $0.count && scalars.suffix($0.count).elementsEqual($0) }
    }

    private static let unfinishedEndings = [
        "但是", "因为", "所以", "然后", "而且", "还有", "就是", "如果", "或者", "以及", "另外", "比如", "关于", "还是",
    ].map { Array($0.unicodeScalars) }

    private static let unfinishedWords: Set<String> = [
        "and", "but", "because", "so", "the", "a", "an", "to", "my", "in", "with", "of", "for", "or", "if", "about",
        "is", "are", "at", "on", "from", "i", "we", "also", "then", "that",
    ]

    private static let clauseEnds: Set<Unicode.Scalar> = [".", "!", ",", ";", "…", "~", "。", "\n"]

    private static let cues = PhraseTable<Void>([
        "吗", "呢", "多少", "几天", "几号", "几点", "几个", "几次", "什么", "怎么", "怎样", "如何", "哪里", "哪儿", "哪个",
        "哪些", "哪天", "在哪", "谁能", "谁有", "谁知道", "为什么", "为啥", "咋", "是否", "能不能", "可不可以", "可以不",
        "要不要", "有没有", "是不是", "会不会", "需不需要", "用不用", "该不该", "行不行", "能否", "请问", "想问", "求问",
        "问一下", "问下", "多久", "多长", "多远", "啥", "求助", "求教", "还能", "不知道能",
        "how do", "how to", "how long", "how many", "how much", "how can", "where can", "where do", "when can",
        "when will", "what is", "what are", "can i", "could i", "do i", "should i", "want to know", "wondering",
        "need to know", "can anyone", "does anyone", "is it possible", "is there", "are there",
    ])

    private static let openings = [
        "what", "when", "where", "who", "why", "how", "which", "can ", "could ", "do ", "does ", "did ", "is ", "are ",
        "am i", "should ", "will ", "would ", "may i", "may we", "have ", "has ", "must i", "anyone know", "any idea",
        "does anyone", "anybody know", "and how", "and what", "but how", "but what", "also how",
    ].map { Array($0.unicodeScalars) }
}

private let finalParticles: Set<Unicode.Scalar> = ["吗", "呢", "吧", "啊", "呀", "哦", "了", "的", "啦", "嘛", "么", "哈", "谢"]

/// How many words a text has, and its last one.
private struct Words {
    var han = 0
    var latin = 0
    var last = ""
    var isLatinLast = false

    init(_ scalars: [Unicode.Scalar]) {
        han = scalars.count(where: \.isHan)
        let words = scalars.split(whereSeparator: { !$0.isWordLike && $0 != "'" })
        latin = words.count
        last = words.last.map { String(String.UnicodeScalarView($0)) } ?? ""
        isLatinLast = scalars.last?.isWordLike ?? false
    }
}

/// What people write before they say what they want.
enum Openings {
    /// Whether a text is nothing but such words.
    static func isAll(of scalars: [Unicode.Scalar]) -> Bool {
        guard scalars.count <= 60 else { return false }
        var covered = [Bool](repeating: false, count: scalars.count)
        for found in table.matches(in: scalars) {
            for index in found.range { covered[index] = true }
        }
        let isMarked = covered.contains(true)
        return isMarked
            && !zip(scalars, covered).contains { scalar, covered in !covered && (scalar.isHan || scalar.isWordLike) }
    }

    private static let table = PhraseTable<Void>(
        """
        在吗,在么,在不在,有人吗,有人在吗,有人不,你好,您好,大家好,请问,请问一下,请教,请教一下,请教个问题,想问,想问一下,\
        想问下,想问个问题,问个问题,问一下,问下,我想问,我想问一下,我想问下,求助,各位,老师,老师们,群主,管理员,打扰一下,打扰了,\
        不好意思,大家,家人们,亲们,早上好,晚上好,下午好,大佬们,有个问题,有件事,hi,hello,hey,hi all,hi everyone,hello everyone,\
        excuse me,sorry,quick question,i have a question,a question,can i ask something,can i ask a question,may i ask,\
        anyone here,anybody here,is anyone here,are you there,dear all,good morning,good evening,good afternoon,everyone,all,\
        sir,teacher,admin
        """.split(separator: ",").map(String.init)
    )
}
