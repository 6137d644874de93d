import Comprehension
import MutualAid

/// A trial as the page shows it: what would be done, why in words, and the entries that came nearest.
struct TrialView {
    let trial: Trial
    let question: String
    let words: Words
    /// The fields in which an entry is put right, by its id.
    var edits: [String: [[String: Any]]] = [:]

    /// The entries that are shown, the nearest first.
    var shown: ArraySlice<Candidate> { trial.understanding.candidates.prefix(Self.most) }

    var values: [String: Any] {
        let understanding = trial.understanding
        let bars = understanding.thresholds
        return [
            "outcome": Self.outcome(of: trial, words), "is_answered": isAnswered,
            "reasons": trial.reasons.map { ["text": words["why_\($0.rawValue)"]] },
            "labels": labels, "signs": signs, "language": words["said_in_\(understanding.language.rawValue)"],
            "answer_bar": "\(Self.score(bars.answer))", "ask_bar": "\(Self.score(bars.ask))",
            "bars": words.say(
                "try_bars",
                ["answer": "\(Self.score(bars.answer))", "ask": "\(Self.score(bars.ask))"]
            ),
            "candidates": shown.enumerated().map { candidate($1, place: $0 + 1) },
            "has_none": understanding.candidates.isEmpty, "knowledge": trial.knowledge.fingerprint,
            "milliseconds": trial.milliseconds < 10
                ? "\((trial.milliseconds * 10).rounded() / 10)" : "\(Int(trial.milliseconds.rounded()))",
        ]
    }

    /// Entries that are shown.
    private static let most = 5

    private var isAnswered: Bool {
        if case .answered = trial.rehearsed { true } else { false }
    }

    private var labels: String {
        Label.allCases.filter { trial.understanding.labels[$0, default: 0] >= 0.05 || isDecided($0) }
            .sorted { trial.understanding.labels[$0, default: 0] > trial.understanding.labels[$1, default: 0] }
            .map { label in
                let share = "\(Self.score(trial.understanding.labels[label, default: 0]))"
                let name = words["label_\(label.rawValue)"]
                return words.say(isDecided(label) ? "try_label_decided" : "try_label", ["name": name, "n": share])
            }
            .joined(separator: words["comma"])
    }

    private func isDecided(_ label: Label) -> Bool { trial.understanding.decided.contains(label) }

    private var signs: [[String: String]] {
        let found = Set(trial.understanding.dangerSigns.map(\.sign.rawValue))
        guard !found.isEmpty else { return [] }
        return [["text": found.sorted().map { words["sign_\($0)"] }.joined(separator: words["comma"])]]
    }

    private func candidate(_ found: Candidate, place: Int) -> [String: Any] {
        let entry = trial.knowledge.entries[found.entry]
        let language = trial.understanding.language.ofReply
        let phrasings = (entry?.questions ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value)
        let shared = SharedWords(question, phrasings)
        var values: [String: Any] = [
            "place": "\(place)", "entry": found.entry, "score": "\(Self.score(found.probability))",
            "title": entry?.titles[language] ?? found.entry, "title_lang": language.rawValue,
            "version": entry?.version ?? "–", "edit": edits[found.entry] ?? [],
        ]
        if let phrasing = shared.phrasing { values["phrasing"] = [["text": phrasing]] }
        if !shared.words.isEmpty { values["shared"] = [["text": shared.words.joined(separator: words["comma"])]] }
        return values
    }

    /// A probability as pages show it, 0 to 100.
    static func score(_ probability: Double) -> Int { Int((probability * 100).rounded()) }

    /// What would be done, in words.
    static func outcome(of trial: Trial, _ words: Words) -> String {
        outcome(of: trial.rehearsed, words) { id in
            trial.knowledge.entries[id]?.titles[words.language.reply] ?? id
        }
    }

    static func outcome(of rehearsed: Rehearsed, _ words: Words, title: (String) -> String) -> String {
        switch rehearsed {
        case .answered(let entry, _): words.say("done_answered", ["name": title(entry)])
        case .offered(let entries):
            words.say("done_offered", ["name": entries.map(title).joined(separator: words["comma"])])
        case .person(let reason): words.say("done_person", ["name": words["why_\(reason.rawValue)"]])
        case .neither: words["done_nothing"]
        }
    }
}
