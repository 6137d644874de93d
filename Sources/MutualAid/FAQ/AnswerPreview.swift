package import Comprehension

/// What members would read of an entry's answer: the texts that the bot would send, room by room; nothing is sent.
package struct AnswerPreview: Sendable {
    /// One text that would leave.
    package struct Bubble: Sendable, Equatable {
        package let visibility: Visibility
        package let text: String
    }

    /// The most lines a group is told in one text, its source line apart (criterion F7).
    package static let mostGroupLines = 3

    private let phrases: any Phrasebook
    private let numbers: EmergencyNumbers
    private let asOf: String?

    /// - Parameters:
    ///   - phrases: what the bot says around an answer.
    ///   - numbers: fill the slots.
    ///   - asOf: the day the knowledge is of; `nil`: today.
    package init(phrases: any Phrasebook, numbers: EmergencyNumbers, asOf: String?) {
        self.phrases = phrases
        self.numbers = numbers
        self.asOf = asOf
    }

    /// The texts for a question in a group: the short one there, and its details in private where that can be.
    ///
    /// - Parameters:
    ///   - entry: as it is typed.
    ///   - language: of the question.
    ///   - carriesPrivate: whether the room's platform carries private messages.
    ///   - group: the group that is told.
    /// - Returns: `nil` where the language has no answer or a slot has no value: then a person gets the question.
    package func inGroup(
        _ entry: FAQEntry,
        in language: ReplyLanguage,
        carriesPrivate: Bool,
        group: Group
    ) -> [Bubble]? {
        guard let answer = answer(entry, language, group) else { return nil }
        let source = entry.sourceLine(in: language, phrases, asOf: asOf)
        let details = carriesPrivate ? answer.details : ""
        let more = details.isEmpty ? "" : phrases.say(.answerMore, in: language, [:]).exposed
        let short = phrases.say(
            .answer,
            in: language,
            ["answer": .text(answer.headline + more), "source_line": .text(source)]
        )
        guard !details.isEmpty else { return [Bubble(visibility: .group, text: short.exposed)] }
        let rest = phrases.say(
            .answerDetails,
            in: language,
            ["details": .text(details), "source_line": .text(source)]
        )
        return [
            Bubble(visibility: .group, text: short.exposed), Bubble(visibility: .private, text: rest.exposed),
        ]
    }

    private func answer(_ entry: FAQEntry, _ language: ReplyLanguage, _ group: Group) -> ApprovedAnswer? {
        guard let text = entry.answers[language], !text.isEmpty else { return nil }
        let slots = [
            "emergency_number": numbers.local(entry.countries.first, in: language),
            "consular_hotline": numbers.consularHotline, "group_name": group.names[language] ?? group.id,
        ]
        return phrases.fill(text, slots).map { ApprovedAnswer(entry: entry, text: $0, probability: 1) }
    }
}

extension FAQEntry {
    /// One line: the notice, its date, the day it was checked, and the day the knowledge is of while `as_of` is set.
    func sourceLine(in language: ReplyLanguage, _ phrases: any Phrasebook, asOf: String?) -> String {
        var slots: [String: PhraseSlot] = [
            "source_name": .text(source.name), "source_date": .text(source.date), "checked_on": .text(checkedOn),
        ]
        if let asOf { slots["as_of"] = .text(asOf) }
        return phrases.say(.sourceLine, in: language, slots).exposed
    }
}
