import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// What the bot says: everybody reads it, administrators and coordinators edit it here.
extension Console {
    func addPhrases(to group: Group) {
        get(group, "phrases", needsCode: false) { visit in try await phrasesPage(visit) }
        post(group, "phrases") { visit in
            guard visit.reader.mayPublishFAQ else { throw Problem(.notFound, "There is no such page") }
            return try await keepPhrase(visit)
        }
    }

    private func phrasesPage(
        _ visit: Visit,
        problems: FAQFormProblems = FAQFormProblems(),
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        let edited = try await stores.phrases.editedPhrases()
        let proposals = try await proposals(visit, words)
        let isTyped = !problems.all.isEmpty
        let groups = PhrasePurpose.allCases.map { purpose -> [String: Any] in
            let phrases = Phrase.allCases.filter { $0.purpose == purpose }
            return [
                "purpose": purpose.rawValue, "heading": words["phrases_\(purpose.rawValue)"],
                "is_by_two": purpose == .emergency,
                "phrases": phrases.map { phrase -> [String: Any] in
                    let texts = ReplyLanguage.allCases.map { language -> [String: Any] in
                        let shown =
                            isTyped && visit.form["phrase"] == phrase.rawValue
                            && visit.form["language"] == language.rawValue
                        var values = text(phrase, language, edited, typed: shown ? visit.form["text"] : nil, words)
                        values["proposal"] = proposals["\(phrase.rawValue)-\(language.rawValue)"] ?? []
                        return values
                    }
                    let slots = faq.phrases.slots(of: phrase).joined(separator: words["comma"])
                    return [
                        "name": words["phrase_\(phrase.rawValue)"], "key": phrase.rawValue, "texts": texts,
                        "keep": words[phrase.needsSecondPerson ? "phrases_propose" : "phrases_keep"],
                        "slots": slots,
                    ]
                },
            ]
        }
        let told = visit.query("told").flatMap { words.all["phrases_told_\($0)"] }
        var values: [String: Any] = [
            "on_phrases": true, "may_edit": visit.reader.mayPublishFAQ, "purposes": groups,
            "errors": problems.rows, "has_errors": isTyped,
        ]
        if let told { values["told"] = told }
        var frame = faqFrame(words["faq_phrases"], visit)
        frame.isError = isTyped
        return pages.page("faq-phrases", frame, values, status: status)
    }

    private func text(
        _ phrase: Phrase,
        _ language: ReplyLanguage,
        _ edited: [EditedPhrase],
        typed: String?,
        _ words: Words
    ) -> [String: Any] {
        let known = edited.first { $0.phrase == phrase && $0.language == language }
        return [
            "place": "\(phrase.rawValue)-\(language.rawValue)", "lang": language.rawValue,
            "language": words["language_\(language.rawValue)"], "said": faq.phrases.text(of: phrase, in: language),
            "text": typed ?? faq.phrases.text(of: phrase, in: language), "version": "\(known?.version ?? 0)",
            "is_edited": known.map { !$0.isRemoved } ?? false, "is_open": typed != nil,
        ]
    }

    private func keepPhrase(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        guard let phrase = Phrase(rawValue: visit.form["phrase"]),
            let language = ReplyLanguage(rawValue: visit.form["language"])
        else { throw Problem(.notFound, "There is no such phrase") }
        let field = "\(phrase.rawValue)-\(language.rawValue)"
        switch visit.form["then"] {
        case "accept": return try await acceptPhrase(phrase, language, visit)
        case "drop": return try await dropPhrase(phrase, language, visit)
        default: break
        }
        let isRestored = visit.form["then"] == "restore"
        let shipped = faq.phrases.shipped(phrase, in: language)
        // A blank before a text may be meant: one phrase is put right behind another.
        let wanted = visit.form["text"].trimmingCharacters(in: .newlines)
        let text = isRestored ? shipped : wanted
        var problems = FAQFormProblems()
        for problem in isRestored ? [] : faq.phrases.problems(in: text, for: phrase, in: language) {
            problems.note(field, words.said(problem, known: faq.phrases.slots(of: phrase)))
        }
        guard problems.all.isEmpty else {
            return try await phrasesPage(visit, problems: problems, status: .unprocessableContent)
        }
        if phrase.needsSecondPerson, !isRestored { return try await proposePhrase(phrase, language, text, visit) }
        let edited = EditedPhrase(
            phrase: phrase,
            language: language,
            text: text,
            isRemoved: isRestored,
            version: (Int(visit.form["version"]) ?? 0) + 1
        )
        return try await say(edited, told: isRestored ? "restored" : "kept", visit)
    }

    /// Says a text from now on.
    func say(_ edited: EditedPhrase, told: String, _ visit: Visit) async throws -> Response {
        do {
            try await stores.phrases.keep(edited, by: visit.reader.login, now: visit.now)
        } catch is EditedPhraseConflict {
            return try await refusePhrase(edited.phrase, edited.language, "canned_changed", visit)
        }
        faq.phrases.replace(with: try await stores.phrases.editedPhrases())
        return redirect("/phrases?told=\(told)#phrase-\(edited.phrase.rawValue)")
    }

    /// The page with why nothing was changed.
    func refusePhrase(
        _ phrase: Phrase,
        _ language: ReplyLanguage,
        _ key: String,
        _ visit: Visit
    ) async throws -> Response {
        var problems = FAQFormProblems()
        problems.note("\(phrase.rawValue)-\(language.rawValue)", pages.words(in: visit.language)[key])
        return try await phrasesPage(visit, problems: problems, status: .conflict)
    }
}

extension Words {
    fileprivate func said(_ problem: PhraseProblem, known slots: [String]) -> String {
        switch problem {
        case .empty: self["problem_phrase_empty"]
        case .tooLong: self["problem_phrase_long"]
        case .broken: self["problem_phrase_broken"]
        case .unsafe: self["problem_phrase_unsafe"]
        case .unknownSlot(let name):
            say("problem_faq_slot", ["name": name, "known": slots.joined(separator: self["comma"])])
        case .missingSlot(let name): say("problem_phrase_missing", ["name": name])
        }
    }
}
