import Comprehension

/// Another entry that an entry stands too near to: who saves is told, and decides.
package struct FAQNeighbour: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// Both are asked the same.
        case duplicate
        /// Both are asked the same, may hold in the same place, and tell different numbers.
        case contradiction
    }

    package let entry: String
    package let kind: Kind
    /// The wording of the saved entry that is asked there too.
    package let question: String
    /// What the two answers say differently, such as `14天` and `7天`; empty for a duplicate.
    package let numbers: [String]
}

/// Looks for entries that are asked what another is asked, and tells where their answers contradict each other.
package enum FAQNeighbours {
    /// How probable it must be that two wordings ask the same.
    static let bar = 0.8
    /// Wordings that are looked up; the first ones say what an entry is about.
    static let mostWordings = 12

    /// Drafts that are compared, and wordings of each: no index finds the nearest of them.
    package static let mostDrafts = 40
    static let mostWordingsOfADraft = 4

    /// Looks for the entries that stand too near: those in force, and drafts that others are writing meanwhile.
    ///
    /// Entries in force come from the index that answers questions, so that ten thousand of them cost no more than a
    /// hundred.
    ///
    /// - Parameters:
    ///   - entry: as it was saved.
    ///   - knowledge: in force, with what tells two questions to be the same; without it nothing is found.
    ///   - drafts: texts that are not in force, the newest first.
    /// - Returns: contradictions first.
    package static func of(
        _ entry: FAQEntry,
        in knowledge: Knowledge,
        besides drafts: [FAQEntry] = []
    ) -> [FAQNeighbour] {
        guard let likeness = knowledge.likeness else { return [] }
        let wordings = ReplyLanguage.allCases.flatMap { entry.questions[$0] ?? [] }.prefix(mostWordings)
        let asked = wordings.map { Wording(text: $0, compared: likeness.prepared($0)) }
        let written = drafts.filter { $0.id != entry.id && entry.sharesPlace(with: $0) }.prefix(mostDrafts)
        var found: [String: FAQNeighbour] = [:]
        for draft in written {
            let others = draft.wordings.prefix(mostWordingsOfADraft).map(likeness.prepared)
            guard let same = asked.first(where: { $0.isSame(as: others, by: likeness) }) else { continue }
            found[draft.id] = FAQNeighbour(entry, draft, askedAlike: same.text)
        }
        for wording in asked {
            let near = knowledge.interpreter.understand(wording.text).candidates.prefix(3).map(\.entry)
            for id in near where id != entry.id && found[id] == nil {
                guard let other = knowledge.entries[id], entry.sharesPlace(with: other),
                    wording.isSame(as: other.wordings.map(likeness.prepared), by: likeness)
                else { continue }
                found[id] = FAQNeighbour(entry, other, askedAlike: wording.text)
            }
        }
        return found.values.sorted { ($0.kind.rawValue, $0.entry) < ($1.kind.rawValue, $1.entry) }
    }

    /// A wording of the saved entry, taken apart once.
    private struct Wording {
        let text: String
        let compared: ComparedText

        func isSame(as others: [ComparedText], by likeness: any Likeness) -> Bool {
            others.contains { likeness.probability(compared, $0) >= bar }
        }
    }
}

extension FAQNeighbour {
    fileprivate init(_ entry: FAQEntry, _ other: FAQEntry, askedAlike question: String) {
        let numbers = ToldNumber.contradictions(between: entry, and: other)
        self.init(
            entry: other.id,
            kind: numbers.isEmpty ? .duplicate : .contradiction,
            question: question,
            numbers: numbers
        )
    }
}

extension FAQEntry {
    fileprivate var wordings: [String] { ReplyLanguage.allCases.flatMap { questions[$0] ?? [] } }

    /// Whether some member may be told both.
    fileprivate func sharesPlace(with other: FAQEntry) -> Bool {
        let isSameCountry =
            countries.isEmpty || other.countries.isEmpty || !Set(countries).isDisjoint(with: other.countries)
        let isSameGroup = groups.isEmpty || other.groups.isEmpty || !Set(groups).isDisjoint(with: other.groups)
        return isSameCountry && isSameGroup
    }
}

/// A number with the unit that follows it, as an answer tells it: `14天`, `7 days`, `4月`.
struct ToldNumber: Hashable {
    let number: String
    let unit: String

    /// Numbers of one unit of which the two answers share none, in either language.
    static func contradictions(between first: FAQEntry, and second: FAQEntry) -> [String] {
        for language in ReplyLanguage.allCases {
            guard let one = first.answers[language], let other = second.answers[language] else { continue }
            let told = (of(one), of(other))
            for unit in Set(told.0.map(\.unit)).intersection(told.1.map(\.unit)).sorted() where !unit.isEmpty {
                let sides = [told.0, told.1].map { $0.filter { $0.unit == unit } }
                guard Set(sides[0]).isDisjoint(with: sides[1]) else { continue }
                return sides.map { $0.map(\.text).joined(separator: "/") }
            }
        }
        return []
    }

    /// Every number of a text with its unit: the Han character or the word right behind it.
    static func of(_ text: String) -> [ToldNumber] {
        let scalars = PlainText(text).scalars
        var told: [ToldNumber] = []
        var place = 0
        while place < scalars.count {
            guard isDigit(scalars[place]), place == 0 || !isPartOfWord(scalars[place - 1]) else {
                place += 1
                continue
            }
            let start = place
            while place < scalars.count, isDigit(scalars[place]) { place += 1 }
            let number = String(String.UnicodeScalarView(scalars[start..<place]))
            told.append(ToldNumber(number: number, unit: unit(scalars, from: place)))
        }
        return told.enumerated().filter { told.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    var text: String { unit.unicodeScalars.allSatisfy(\.isASCII) ? "\(number) \(unit)" : number + unit }

    private static func unit(_ scalars: [Unicode.Scalar], from start: Int) -> String {
        var place = start
        while place < scalars.count, scalars[place] == " " || scalars[place] == "-" { place += 1 }
        guard place < scalars.count, scalars[place].properties.isAlphabetic else { return "" }
        if !scalars[place].isASCII { return String(scalars[place]) }
        let word = scalars[place...].prefix { $0.isASCII && $0.properties.isAlphabetic }
        let name = String(String.UnicodeScalarView(word))
        return name.count > 3 && name.hasSuffix("s") ? String(name.dropLast()) : name
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || scalar == "." || scalar.isASCII && scalar.properties.isAlphabetic
    }
}
