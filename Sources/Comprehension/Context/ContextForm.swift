/// Whether a text says too little by itself because it leans on the line before: 那小孩呢?, "and for Germany?", 还有吗.
///
/// Read from the form alone, without the knowledge, so that such a line is never matched by accident.
enum ContextForm {
    static func leans(_ text: PlainText, _ query: Query) -> Bool {
        let words = bare(text)
        let han = words.count(where: \.isHan)
        let latin = words.split(whereSeparator: { !$0.isWordLike && $0 != "'" }).count
        guard !words.isEmpty, han + 2 * latin <= 18 else { return false }
        if wholes.contains(String(String.UnicodeScalarView(words))) { return true }
        let isThin = query.aspects.isEmpty && query.topics.count <= 1
        guard isThin || query.topics.isEmpty else { return isOnlyPlace(words, query) }
        if begins(words, with: chineseOpenings) || begins(words, with: englishOpenings) { return asks(text) }
        if han > 0, han <= 9, words.last == "呢", !hasCue(words) { return true }
        if query.topics.isEmpty, begins(words, with: pointers), asks(text) { return true }
        return isOnlyPlace(words, query) && asks(text)
    }

    /// The words without marks, blanks and courtesies at either end.
    private static func bare(_ text: PlainText) -> [Unicode.Scalar] {
        let scalars = Fillers.stripped(from: text.scalars)
        let isWord: (Unicode.Scalar) -> Bool = { $0.isHan || $0.isWordLike }
        guard let first = scalars.firstIndex(where: isWord), let last = scalars.lastIndex(where: isWord) else {
            return []
        }
        return Array(scalars[first...last])
    }

    private static func asks(_ text: PlainText) -> Bool {
        text.scalars.contains("?") || ["呢", "吗", "么"].contains(text.scalars.last { $0.isHan })
            || text.scalars.contains { $0.isWordLike } || hasCue(text.scalars)
    }

    /// A place and nothing else that tells: 德国呢, "for Germany?".
    private static func isOnlyPlace(_ words: [Unicode.Scalar], _ query: Query) -> Bool {
        guard !query.places.isEmpty, query.topics.isEmpty, query.aspects.isEmpty else { return false }
        return words.count(where: \.isHan) <= 7
            && words.split(whereSeparator: { !$0.isWordLike }).count <= 4
    }

    private static func hasCue(_ words: [Unicode.Scalar]) -> Bool {
        let string = String(String.UnicodeScalarView(words))
        return cues.contains(where: string.contains)
    }

    private static func begins(_ words: [Unicode.Scalar], with openings: [[Unicode.Scalar]]) -> Bool {
        openings.contains { words.count > $0.count && words.starts(with: $0) }
    }

    private static func list(_ text: String) -> [[Unicode.Scalar]] {
        text.split(separator: ",").map { Array(String($0).unicodeScalars) }
    }

    private static let cues = ["怎么", "什么", "多少", "几", "哪", "谁", "为什么", "如何", "能不能", "要不要", "可不可以"]

    private static let chineseOpenings = list("那,那么,那如果,如果是,如果,要是,换成,还有,以及,另外,对于,像我这种,他们,她们,孩子也,也")
    private static let englishOpenings = list(
        "and for ,and if ,and what about ,what about ,how about ,and the ,and my ,and in ,and to ,same for ,is it the same for "
            + ",also for ,what if ,for ,even for ,even if ,and ,but for ,but if ,or for ,does that also ,also ,then "
    )
    private static let pointers = list(
        "这个,那个,它,这样,那样,这种,那种,这,那里,这里,他,她,it ,is it ,is that ,is this ,does it ,does that ,does this ,do they "
            + ",was that ,was it ,are they ,can they ,can he ,can she ,does he ,does she ,that ,this ,how do i do that,how do i do it,where is it"
            + ",how does that ,how does it ,will it ,would that ,should it ,can it ,can i do that,do i need it,where is that"
    )

    private static let wholes: Set<String> = Set(
        """
        还有吗,还有呢,还有没有,还有别的吗,还有其他的吗,然后呢,之后呢,后来呢,为什么,为什么呢,为啥,多久,多久呢,多少钱,多少钱呢,要多久,\
        什么时候,什么时候呢,几天,几天呢,在哪,在哪里,哪里,哪儿,怎么弄,怎么办理,怎么申请,怎么填,怎么去,怎么联系,可以吗,行吗,能吗,需要吗,\
        要吗,要钱吗,收费吗,免费吗,真的吗,是吗,确定吗,一样吗,也一样吗,都一样吗,也是吗,也要吗,也需要吗,也可以吗,有链接吗,有电话吗,链接呢,\
        电话呢,地址呢,邮箱呢,网址呢,时间呢,费用呢,具体呢,具体怎么弄,详细点,说详细点,哪个,哪一个,哪种,谁,找谁,去哪,去哪办,从哪,到哪,几个,\
        几号,几点,如果不行呢,不行怎么办,没有怎么办,那怎么办,那呢,那我呢,我呢,我们呢,他呢,她呢,你确定,就这样,就这些吗,只有这些吗,下一步呢,\
        why,why not,how,how long,how much,how many,how come,when,where,who,which,which one,what else,anything else,is that all,\
        and then,then what,what then,what next,and after that,after that,really,are you sure,for how long,since when,until when,\
        same for me,me too,and me,what about me,and us,for free,is it free,how so,like what,such as,more,more info,more details,\
        any link,link,got a link,do you have a link,phone number,address,what time,what date,is it,does it,can i,do i,do i have to,\
        do i need to,what if not,if not,or not,whose,how exactly,where exactly,when exactly,by whom,from where,to where,what for
        """.split(separator: ",").map(String.init)
    )
}
