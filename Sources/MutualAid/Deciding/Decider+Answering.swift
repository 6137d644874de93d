import Comprehension

extension Decider {
    /// Answers from the FAQ, asks back, or calls a person, by the zone of criterion F2 and the bars of F3.
    mutating func answerOrEscalate() {
        if understanding.context == .joined { decision.reasons.append(.understoodInContext) }
        switch certainAnswer() {
        case .success(let answer): sayOrEscalate(answer)
        case .failure where askCountry(): break
        case .failure(let refusal):
            decision.reasons.append(refusal.reason)
            if refusal.reason == .nothingClearedTheBar, offerChoice() { return }
            escalateQuestion(draft: refusal.draft)
        }
    }

    /// An answer that should be private and cannot be is left to a person.
    mutating func sayOrEscalate(_ answer: ApprovedAnswer) {
        if mayAnswer(answer.entry) { return say(answer, visibility: nil) }
        decision.reasons.append(.keptPrivate)
        escalateQuestion(draft: answer.entry.id)
    }

    /// The one approved text that answers, or why none may be sent.
    func certainAnswer() -> Result<ApprovedAnswer, AnswerRefusal> {
        guard situation.knowledge.isAvailable else { return .failure(AnswerRefusal(.knowledgeUnavailable)) }
        guard !understanding.leansOnContext else { return .failure(AnswerRefusal(.leansOnContext)) }
        if let rival = rivals?.chosen { return approvedAnswer(of: rival.entry, probability: rival.probability) }
        guard let best = understanding.candidates.first else { return .failure(AnswerRefusal(.nothingClearedTheBar)) }
        let bars = understanding.thresholds
        let runnerUp = understanding.candidates.dropFirst().first?.probability ?? 0
        guard best.probability >= bars.answer, best.probability - runnerUp >= bars.lead else {
            return .failure(
                AnswerRefusal(.nothingClearedTheBar, draft: best.probability >= bars.ask ? best.entry : nil)
            )
        }
        guard burst.isAddressed || best.probability >= bars.answerUnasked else {
            return .failure(AnswerRefusal(.belowUnaskedBar, draft: best.entry))
        }
        return approvedAnswer(of: best.entry, probability: best.probability)
    }

    /// An entry's text, if it holds here, today and in this language, and every slot has a value (F2, F11).
    func approvedAnswer(of id: String, probability: Double) -> Result<ApprovedAnswer, AnswerRefusal> {
        guard let entry = situation.knowledge.entries[id] else { return .failure(AnswerRefusal(.nothingClearedTheBar)) }
        if let reason = entry.reasonNotToSend(in: situation, language: language, country: country) {
            return .failure(AnswerRefusal(reason, draft: id))
        }
        let slots = [
            "emergency_number": situation.numbers.local(country, in: language),
            "consular_hotline": situation.numbers.consularHotline,
            "group_name": situation.group.names[language] ?? situation.group.id,
        ]
        guard let text = situation.phrases.fill(entry.answers[language] ?? "", slots) else {
            return .failure(AnswerRefusal(.slotUnfilled, draft: id))
        }
        return .success(ApprovedAnswer(entry: entry, text: text, probability: probability))
    }

    /// Sends an approved answer: short in the group with its source, the details in private (F7), a pointer where it
    /// was given a moment ago and privately where the group has heard enough (F8).
    mutating func say(_ answer: ApprovedAnswer, visibility: Visibility?) {
        let isKept = visibility == nil && !burst.isPrivate && !mayAnswerInGroup(answer.entry)
        let isPrivate = visibility == .private || burst.isPrivate || isKept
        decision.answered = AnsweredEntry(
            entry: answer.entry.id,
            version: answer.entry.version,
            language: language,
            probability: answer.probability
        )
        decision.reasons.append(.answered)
        if isKept { decision.reasons.append(.keptPrivate) }
        if isPrivate {
            say(.answer, .answer, visibility: .private, slots: slots(answer, text: answer.text))
        } else if let earlier = burst.conversation.recentAnswers.last(where: isSame(answer)) {
            decision.reasons.append(.recentlyAnswered)
            let title = PhraseSlot.text(answer.entry.titles[language] ?? answer.entry.id)
            let time = PhraseSlot.text(earlier.at.clockTime(in: situation.group.timeZone))
            say(.answer, .answerPointer, visibility: .group, slots: ["title": title, "time": time])
        } else if isOverQuietBudget, situation.connection.carriesPrivate {
            decision.reasons.append(.overQuietBudget)
            let all = slots(answer, text: answer.text)
            say(.answer, .answerPrivateOverBudget, visibility: .private, slots: all)
        } else {
            sayInGroup(answer)
        }
    }

    var isOverQuietBudget: Bool {
        !burst.isAddressed && burst.conversation.unaskedTexts >= situation.group.quietBudget
    }

    private mutating func sayInGroup(_ answer: ApprovedAnswer) {
        let details = situation.connection.carriesPrivate ? answer.details : ""
        let more = details.isEmpty ? "" : situation.phrases.say(.answerMore, in: language, [:]).exposed
        say(.answer, .answer, visibility: .group, slots: slots(answer, text: answer.headline + more))
        if !details.isEmpty {
            let slots: [String: PhraseSlot] = [
                "details": .text(details), "source_line": .text(sourceLine(answer.entry)),
            ]
            say(.answer, .answerDetails, visibility: .private, slots: slots)
        }
    }

    private func isSame(_ answer: ApprovedAnswer) -> (Conversation.RecentAnswer) -> Bool {
        { $0.entry == answer.entry.id && $0.language == language.rawValue }
    }

    private func slots(_ answer: ApprovedAnswer, text: String) -> [String: PhraseSlot] {
        ["answer": .text(text), "source_line": .text(sourceLine(answer.entry))]
    }

    private func sourceLine(_ entry: FAQEntry) -> String {
        entry.sourceLine(in: language, situation.phrases, asOf: situation.asOf)
    }
}

/// An entry's text with its slots filled, ready to be sent.
struct ApprovedAnswer {
    let entry: FAQEntry
    let text: String
    let probability: Double

    /// The first paragraph: what a group sees.
    var headline: String { paragraphs.first ?? text }

    /// The rest, sent in private.
    var details: String { paragraphs.dropFirst().joined(separator: "\n\n") }

    private var paragraphs: [String] {
        text.split(separator: "\n\n").map { String($0) }
    }
}

/// Why no entry was sent, and which one may help the person who answers instead.
struct AnswerRefusal: Error {
    let reason: Reason
    let draft: String?

    init(_ reason: Reason, draft: String? = nil) {
        self.reason = reason
        self.draft = draft
    }
}
