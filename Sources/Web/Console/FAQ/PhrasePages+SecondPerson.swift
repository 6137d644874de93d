import Accounts
import Comprehension
import Foundation
import Hummingbird
import MutualAid

/// What is said in an emergency is decided by two: one writes it, another looks at it, and until then the old text holds.
extension Console {
    /// What waits, by phrase and language.
    func proposals(_ visit: Visit, _ words: Words) async throws -> [String: [[String: Any]]] {
        let waiting = try await stores.phrases.proposedPhrases()
        guard !waiting.isEmpty else { return [:] }
        let staff = try await stores.staff.staff()
        let names = Dictionary(staff.map { ($0.login, $0.name) }, uniquingKeysWith: { first, _ in first })
        return waiting.reduce(into: [:]) { found, proposed in
            let name = names[proposed.author] ?? proposed.author
            found["\(proposed.phrase.rawValue)-\(proposed.language.rawValue)"] = [
                [
                    "wanted": proposed.text, "by": words.say("phrases_proposed", ["name": name]),
                    "at": visit.stamp(proposed.at, words), "seen": proposed.seen,
                    "may_accept": proposed.mayBeAccepted(by: visit.reader, among: staff),
                ]
            ]
        }
    }

    /// Lets a text wait for a second person.
    func proposePhrase(
        _ phrase: Phrase,
        _ language: ReplyLanguage,
        _ text: String,
        _ visit: Visit
    ) async throws -> Response {
        let known = try await stores.phrases.editedPhrases().first { $0.phrase == phrase && $0.language == language }
        guard visit.form["version"] == "\(known?.version ?? 0)" else {
            return try await refusePhrase(phrase, language, "canned_changed", visit)
        }
        let proposed = ProposedPhrase(
            phrase: phrase,
            language: language,
            text: text,
            version: (known?.version ?? 0) + 1,
            author: visit.reader.login,
            at: visit.now
        )
        try await stores.phrases.propose(proposed)
        return redirect("/phrases?told=proposed#phrase-\(phrase.rawValue)")
    }

    /// Somebody looked at what waits, and it is said from now on.
    func acceptPhrase(_ phrase: Phrase, _ language: ReplyLanguage, _ visit: Visit) async throws -> Response {
        let waiting = try await stores.phrases.proposedPhrases()
        guard let proposed = waiting.first(where: { $0.phrase == phrase && $0.language == language }),
            proposed.seen == visit.form["seen"]
        else { return try await refusePhrase(phrase, language, "canned_changed", visit) }
        guard proposed.mayBeAccepted(by: visit.reader, among: try await stores.staff.staff()) else {
            return try await refusePhrase(phrase, language, "problem_phrase_second", visit)
        }
        // The rules may have become stricter since it was written.
        guard faq.phrases.problems(in: proposed.text, for: phrase, in: language).isEmpty else {
            return try await refusePhrase(phrase, language, "problem_phrase_broken", visit)
        }
        let edited = EditedPhrase(
            phrase: phrase,
            language: language,
            text: proposed.text,
            isRemoved: false,
            version: proposed.version
        )
        return try await say(edited, told: "kept", visit)
    }

    func dropPhrase(_ phrase: Phrase, _ language: ReplyLanguage, _ visit: Visit) async throws -> Response {
        try await stores.phrases.dropProposal(of: phrase, in: language, by: visit.reader.login, now: visit.now)
        return redirect("/phrases?told=dropped#phrase-\(phrase.rawValue)")
    }
}
