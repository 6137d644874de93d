package import Comprehension
package import MutualAid

/// The phrases in force: those of the folder, with what was edited on the page before them.
///
/// It guards the phrases, which are swapped in whole; whoever speaks never says half an edit.
package final class PhraseShelf: Phrasebook, PhraseEditing {
    private let folder: PhraseFolder
    private let current: Guarded<PhraseFolder>

    package init(_ folder: PhraseFolder) {
        self.folder = folder
        current = Guarded(folder)
    }

    package func say(_ phrase: Phrase, in language: ReplyLanguage, _ slots: [String: PhraseSlot]) -> PrivateText {
        current.withLock { $0 }.say(phrase, in: language, slots)
    }

    package func fill(_ answer: String, _ slots: [String: String]) -> String? { folder.fill(answer, slots) }

    package func text(of phrase: Phrase, in language: ReplyLanguage) -> String {
        current.withLock { $0.text(of: phrase, in: language) }
    }

    package func shipped(_ phrase: Phrase, in language: ReplyLanguage) -> String {
        folder.text(of: phrase, in: language)
    }

    /// Those of the file in either language, and what every text for a member may have.
    package func slots(of phrase: Phrase) -> [String] {
        let own = ReplyLanguage.allCases.flatMap { PhraseText(folder.text(of: phrase, in: $0)).slots }
        let common = phrase.purpose == .staff || phrase == .sourceLine || phrase == .answerMore ? [] : Self.common
        return Set(own + common).sorted()
    }

    package func problems(in text: String, for phrase: Phrase, in language: ReplyLanguage) -> [PhraseProblem] {
        if text.allSatisfy(\.isWhitespace) { return [.empty] }
        if text.count > Self.most { return [.tooLong] }
        let fresh = PhraseText(text)
        guard fresh.isWhole, (try? PhraseFolder.template(text)) != nil else { return [.broken] }
        let known = slots(of: phrase)
        let unknown = fresh.slots.filter { !known.contains($0) }.map(PhraseProblem.unknownSlot)
        let needed = PhraseText(shipped(phrase, in: language)).needed
        let missing = needed.filter { !fresh.slots.contains($0) }.map(PhraseProblem.missingSlot)
        let lines = text.split(separator: "\n").map(String.init)
        let isUnsafe = lines.contains { !FAQSafety.problems(in: $0, source: nil).isEmpty }
        return unknown + missing + (isUnsafe ? [.unsafe] : [])
    }

    package func replace(with edited: [EditedPhrase]) {
        let sound = edited.filter { !$0.isRemoved && problems(in: $0.text, for: $0.phrase, in: $0.language).isEmpty }
        let fresh = folder.with(sound.map { ($0.phrase, $0.language, $0.text) })
        current.withLock { $0 = fresh }
    }

    /// Characters a phrase has at most.
    private static let most = 2_000
    /// Known in every phrase a member gets.
    private static let common = [
        "answer_by", "consular_hotline", "crisis_line", "local_numbers", "on_duty_from", "somebody_able",
    ]
}

/// The slots of a phrase's text, found without filling them.
struct PhraseText {
    /// Every name between braces, sections too, each once and in order.
    let slots: [String]
    /// The names outside every section.
    let needed: [String]
    /// Whether all braces are those of slots, and every section closes.
    let isWhole: Bool

    init(_ text: String) {
        var names: [String] = []
        var outside: [String] = []
        var open: [String] = []
        var isWhole = true
        for tag in text.matches(of: /\{\{(\{?)\s*([#^\/&]?)\s*([a-z_]+)\s*(\}?)\}\}/) {
            let (kind, name) = (String(tag.output.2), String(tag.output.3))
            isWhole = isWhole && tag.output.1.isEmpty == tag.output.4.isEmpty
            switch kind {
            case "#", "^": open.append(name)
            case "/": isWhole = isWhole && open.popLast() == name
            default: if open.isEmpty { outside.append(name) }
            }
            names.append(name)
        }
        let rest = text.replacing(/\{\{(\{?)\s*([#^\/&]?)\s*([a-z_]+)\s*(\}?)\}\}/, with: "")
        self.isWhole = isWhole && open.isEmpty && !rest.contains("{") && !rest.contains("}")
        slots = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        needed = outside.enumerated().filter { outside.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }
}
