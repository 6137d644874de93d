/// A text taken apart for retrieval: its pieces, concepts, places and codes.
struct Query: Sendable {
    /// Distinct pieces, in order of appearance.
    let grams: [UInt64]
    /// Concepts of what it is about, ascending.
    let topics: [Int32]
    /// Concepts of how it is asked, ascending.
    let aspects: [Int32]
    let places: [Places.Mention]
    /// Numbers and words with digits in them: 14, 12308, f1.
    let codes: [UInt64]
    /// At most six Han characters or three words (criterion F5).
    let isShort: Bool

    init(_ text: PlainText) {
        let scalars = Fillers.stripped(from: text.scalars)
        let bare = PlainText(normalised: scalars)
        var seen: Set<UInt64> = []
        grams = Grams.of(bare).filter { seen.insert($0).inserted }
        let concepts = Concepts.shared.named(in: scalars)
        aspects = concepts.filter { Concepts.aspects.contains($0) }
        topics = concepts.filter { !Concepts.aspects.contains($0) }
        places = Places.shared.mentions(in: bare)
        var words = 0
        var codes: [UInt64] = []
        for word in scalars.split(whereSeparator: { !$0.isWordLike }) {
            words += 1
            if word.contains(where: { (0x30...0x39).contains($0.value) }) { codes.append(Grams.hash(7, word)) }
        }
        self.codes = codes
        isShort = scalars.count(where: \.isHan) + 2 * words <= 6
    }

    /// The same question about another place: what an entry on the old one does not answer.
    func moved(from old: Set<String>) -> Query {
        Query(
            grams: grams,
            topics: topics,
            aspects: aspects,
            places: places.map { mention in
                guard old.contains(mention.place) else { return mention }
                return Places.Mention(place: mention.isInChina ? "CN-??" : "??", isOrigin: mention.isOrigin)
            },
            codes: codes,
            isShort: isShort
        )
    }

    private init(
        grams: [UInt64],
        topics: [Int32],
        aspects: [Int32],
        places: [Places.Mention],
        codes: [UInt64],
        isShort: Bool
    ) {
        self.grams = grams
        self.topics = topics
        self.aspects = aspects
        self.places = places
        self.codes = codes
        self.isShort = isShort
    }
}

/// Words around a question that say nothing of it: "hi all, does anyone know", 请问各位.
enum Fillers {
    static func stripped(from scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let found = table.matches(in: scalars)
        guard !found.isEmpty else { return scalars }
        var kept = scalars
        for range in found.map(\.range) {
            for index in range { kept[index] = " " }
        }
        return kept.contains { $0 != " " } ? kept : scalars
    }

    private static let table = PhraseTable<Void>(
        """
        请问,想问一下,想问下,问一下,问下,想问,求问,求助,求教,大家,各位,你好,您好,老师们,有人知道,有谁知道,谁知道,谢谢,多谢,\
        麻烦,打扰,不好意思,有没有人知道,hi all,hi everyone,hello everyone,does anyone know,anyone know,can someone tell me,\
        can anyone tell me,could you tell me,can you tell me,do you know,i would like to know,i want to know,i wonder,\
        quick question,excuse me,sorry to bother,thank you,thanks,please,现在,目前,到底,at the moment,right now,now,currently
        """.split(separator: ",").map(String.init)
    )
}
