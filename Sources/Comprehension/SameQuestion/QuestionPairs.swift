/// Pairs of texts that are known to ask the same, or not, made of questions in several wordings.
struct QuestionPairs {
    struct Pair {
        let first: ComparedText
        let second: ComparedText
        let isSame: Bool
    }

    private(set) var all: [Pair] = []
    private var random = SplitMix(seed: 20_200_316)

    /// Of one question at most so many pairs are taken, and so many nearest others a wording.
    private static let mostSame = 6
    private static let nearest = 2

    init(of groups: [QuestionGroup], vector: (String) -> [Float]) {
        let wordings = groups.enumerated().flatMap { number, group in group.wordings.map { (text: $0, group: number) } }
        let texts = wordings.map { ComparedText($0.text, vector: vector($0.text)) }
        let directions = texts.map { SentenceVector(unit: $0.vector ?? []) }
        let index = VectorIndex(directions)
        var lines = [[Int]](repeating: [], count: groups.count)
        for (place, wording) in wordings.enumerated() { lines[wording.group].append(place) }
        for line in lines { addSame(line, texts) }
        for (place, wording) in wordings.enumerated() {
            addChanged(wording.text, texts[place], vector)
            let others = index.nearest(to: directions[place], limit: lines[wording.group].count + 20).map(\.row)
                .filter { wordings[$0].group != wording.group }
            for other in others.prefix(Self.nearest) { add(texts[place], texts[other], isSame: false) }
            for _ in 0..<3 {
                let stranger = Int.random(in: texts.indices, using: &random)
                if wordings[stranger].group != wording.group { add(texts[place], texts[stranger], isSame: false) }
            }
        }
    }

    private mutating func addSame(_ line: [Int], _ texts: [ComparedText]) {
        let pairs = line.indices.flatMap { left in line.indices.filter { $0 > left }.map { (line[left], line[$0]) } }
        for (left, right) in pairs.shuffled(using: &random).prefix(Self.mostSame) {
            add(texts[left], texts[right], isSame: true)
        }
    }

    /// The same in nearly the same words; and the same words about another place or with another number.
    private mutating func addChanged(_ text: String, _ original: ComparedText, _ vector: (String) -> [Float]) {
        for _ in 0..<2 {
            let reworded = Rewording.reworded(text, &random)
            add(original, ComparedText(reworded, vector: vector(reworded)), isSame: true)
        }
        for changed in [Self.moved(text, &random), Self.renumbered(text)].compactMap({ $0 }) {
            let other = ComparedText(changed, vector: vector(changed))
            // From where the writer sets out changes nothing of what is asked.
            let isOther = other.query.codes != original.query.codes || other.query.ends != original.query.ends
            if isOther { add(original, other, isSame: false) }
        }
    }

    private mutating func add(_ first: ComparedText, _ second: ComparedText, isSame: Bool) {
        all.append(Pair(first: first, second: second, isSame: isSame))
    }

    private static func moved(_ text: String, _ random: inout SplitMix) -> String? {
        for names in countries {
            guard let name = names.first(where: text.contains), let range = text.firstRange(of: name) else { continue }
            let others = names.filter { $0 != name }
            return text.replacingCharacters(range, by: others[Int.random(in: others.indices, using: &random)])
        }
        return nil
    }

    private static func renumbered(_ text: String) -> String? {
        guard let start = text.firstIndex(where: \.isASCIIDigit) else { return nil }
        let end = text[start...].firstIndex { !$0.isASCIIDigit } ?? text.endIndex
        guard let number = Int(text[start..<end]) else { return nil }
        return text.replacingCharacters(start..<end, by: String(number / 2 + 3))
    }

    private static let countries = [
        ["德国", "英国", "法国", "意大利", "西班牙", "日本", "韩国", "美国", "加拿大", "澳大利亚", "泰国", "北京", "上海", "广东"],
        [
            "Germany", "France", "Italy", "Spain", "Japan", "Korea", "Canada", "Australia", "Thailand", "London",
            "Paris",
        ],
    ]
}

extension Query {
    /// The places a question is about, where the writer is or comes from left out.
    var ends: [String] { places.filter { !$0.isOrigin }.map(\.place) }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, by text: String) -> String {
        var changed = self
        changed.replaceSubrange(range, with: text)
        return changed
    }
}
