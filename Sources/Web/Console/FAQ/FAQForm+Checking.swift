import Comprehension
import Foundation
import MutualAid

/// What is wrong with a typed form, field by field, in the reader's words.
struct FAQFormProblems {
    private(set) var all: [(field: String, text: String)] = []

    mutating func note(_ field: String, _ text: String) {
        all.append((field, text))
    }

    /// The summary's rows.
    var rows: [[String: String]] { all.map { ["field": $0.field, "text": $0.text] } }

    /// What is said at the field itself, in the summary's own words.
    func text(at field: String) -> String? {
        let texts = all.filter { $0.field == field }.map(\.text)
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }
}

extension FAQForm {
    private static let mostQuestions = 200
    private static let mostCharacters = (title: 120, question: 300, answer: 20_000)

    /// The entry it makes, or everything that is wrong with it.
    ///
    /// - Parameters:
    ///   - id: the entry's.
    ///   - base: the entry as it is; what the form does not show stays. `nil`: a new one.
    ///   - known: the groups there are.
    ///   - writer: says what no text may carry.
    ///   - words: of the reader.
    /// - Returns: the entry, or `nil` with at least one problem.
    func entry(
        as id: String,
        on base: FAQEntry?,
        groups known: Groups,
        writer: any FAQWriter,
        words: Words
    ) -> (entry: FAQEntry?, problems: FAQFormProblems) {
        var problems = FAQFormProblems()
        if !FAQName.isValid(id) { problems.note("id", words["problem_faq_id"]) }
        if topic.firstMatch(of: /^[a-z][a-z0-9_-]{0,39}$/) == nil { problems.note("topic", words["problem_faq_topic"]) }
        for language in ReplyLanguage.allCases { check(language, writer, words, &problems) }
        if ReplyLanguage.allCases.allSatisfy({ panes[$0]?.isEmpty != false }) {
            problems.note("title_zh", words["problem_faq_empty"])
        }
        let names = CountryNames.read(countries)
        if !names.unknown.isEmpty {
            let list = names.unknown.joined(separator: words["comma"])
            problems.note("countries", words.say("problem_faq_countries", ["name": list]))
        }
        checkDaysAndSource(writer, words, &problems)
        guard problems.all.isEmpty else { return (nil, problems) }
        let entry = made(id, base, names.codes, groups.filter { known.group(id: $0) != nil })
        if writer.text(of: entry).utf8.count > 250_000 { problems.note("answer_zh", words["problem_faq_long"]) }
        return (problems.all.isEmpty ? entry : nil, problems)
    }

    private func check(
        _ language: ReplyLanguage,
        _ writer: any FAQWriter,
        _ words: Words,
        _ problems: inout FAQFormProblems
    ) {
        guard let pane = panes[language], !pane.isEmpty else { return }
        let end = "_\(language.rawValue)"
        let most = Self.mostCharacters
        if pane.title.isEmpty || pane.title.count > most.title {
            problems.note("title" + end, words["problem_faq_title" + end])
        }
        if pane.answer.allSatisfy(\.isWhitespace) {
            problems.note("answer" + end, words["problem_faq_answer" + end])
        } else if pane.answer.count > most.answer {
            problems.note("answer" + end, words.say("problem_faq_too_long", ["n": "\(most.answer)"]))
        }
        let asked = pane.questions.saidLines
        if asked.isEmpty { problems.note("questions" + end, words["problem_faq_questions" + end]) }
        for (name, lines) in [("questions", asked), ("not_answered", pane.notAnswered.saidLines)]
        where lines.count > Self.mostQuestions || lines.contains(where: { $0.count > most.question }) {
            let slots = ["n": "\(Self.mostQuestions)", "length": "\(most.question)"]
            problems.note(name + end, words.say("problem_faq_lines", slots))
        }
        let texts = [
            ("title", pane.title), ("questions", pane.questions), ("not_answered", pane.notAnswered),
            ("answer", pane.answer),
        ]
        for (name, text) in texts where text.utf8.count <= 250_000 {
            for problem in writer.problems(in: text, source: sourceURL.isEmpty ? nil : sourceURL) {
                problems.note(name + end, words.said(problem, known: writer.slots))
            }
        }
    }

    private func checkDaysAndSource(_ writer: any FAQWriter, _ words: Words, _ problems: inout FAQFormProblems) {
        for (field, day) in [("valid_from", validFrom), ("source_date", sourceDate), ("checked_on", checkedOn)]
        where CalendarDay(day) == nil {
            problems.note(field, words["problem_faq_day_\(field)"])
        }
        if !validUntil.isEmpty, CalendarDay(validUntil) == nil || validUntil < validFrom {
            problems.note("valid_until", words["problem_faq_day_valid_until"])
        }
        if sourceName.isEmpty || sourceName.count > 300 { problems.note("source_name", words["problem_faq_source"]) }
        for problem in writer.problems(in: sourceName, source: nil) {
            problems.note("source_name", words.said(problem, known: writer.slots))
        }
        let address = URL(string: sourceURL)
        let isAddress = address?.scheme == "https" && address?.host()?.isEmpty == false && address?.user() == nil
        if !sourceURL.isEmpty, !isAddress { problems.note("source_url", words["problem_faq_address"]) }
        if reviewer.firstMatch(of: /^[\p{L}\p{N} ._@-]{1,60}$/) == nil {
            problems.note("reviewer", words["problem_faq_reviewer"])
        }
    }

    private func made(_ id: String, _ base: FAQEntry?, _ countries: [String], _ groups: [String]) -> FAQEntry {
        func texts(_ read: (Pane) -> String) -> [ReplyLanguage: String] {
            panes.mapValues { read($0).trimmed }.filter { !$0.value.isEmpty }
        }
        func lists(_ read: (Pane) -> String) -> [ReplyLanguage: [String]] {
            panes.mapValues { read($0).saidLines }.filter { !$0.value.isEmpty }
        }
        let answers = texts(\.answer).mapValues { answer in
            answer.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).trimmed }
                .joined(separator: "\n")
        }
        return FAQEntry(
            id: id,
            version: base?.version ?? "",
            topic: topic,
            risk: isHighRisk ? .high : .normal,
            titles: panes.mapValues(\.title),
            questions: lists(\.questions),
            answers: answers,
            notAnswered: lists(\.notAnswered),
            groups: groups,
            countries: countries,
            validFrom: validFrom,
            validUntil: validUntil.isEmpty ? nil : validUntil,
            source: FAQEntry.Source(name: sourceName, date: sourceDate, url: sourceURL.isEmpty ? nil : sourceURL),
            checkedOn: checkedOn,
            reviewer: reviewer,
            unreviewed: ReplyLanguage.allCases.filter { panes[$0]?.isUnreviewed == true },
            isPaused: base?.isPaused ?? false
        )
    }
}

extension Words {
    /// What is wrong with a text, and what would be right.
    fileprivate func said(_ problem: FAQTextProblem, known slots: [String]) -> String {
        switch problem {
        case .markup: self["problem_faq_markup"]
        case .invisibleCharacters: self["problem_faq_invisible"]
        case .foreignLink: self["problem_faq_link"]
        case .heading: self["problem_faq_line_heading"]
        case .unknownSlot(let name):
            say("problem_faq_slot", ["name": name, "known": slots.joined(separator: self["comma"])])
        }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
