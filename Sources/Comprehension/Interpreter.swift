/// Understands one text: language, labels, danger signs and FAQ candidates.
///
/// A value: changing the knowledge or the rules makes a new interpreter, which callers swap in whole.
package struct Interpreter: Sendable {
    private let labels: LabelModel
    private let dangerSigns: DangerSignRules
    private let knowledge: KnowledgeIndex
    private let thresholds: ZoneThresholds
    private let vector: (@Sendable (String) -> [Float])?

    /// - Parameters:
    ///   - labels: tells what a message is about.
    ///   - dangerSigns: the rules that run beside it.
    ///   - knowledge: finds the entries.
    ///   - thresholds: the bars between the zones; those of the knowledge where none are given.
    ///   - vector: gives the sentence vector of a text, as it did for the knowledge; without it only words are compared.
    package init(
        labels: LabelModel,
        dangerSigns: DangerSignRules,
        knowledge: KnowledgeIndex,
        thresholds: ZoneThresholds? = nil,
        vector: (@Sendable (String) -> [Float])? = nil
    ) {
        self.labels = labels
        self.dangerSigns = dangerSigns
        self.knowledge = knowledge
        self.thresholds = thresholds ?? knowledge.thresholds
        self.vector = vector
    }

    /// The same with another index or another label model; danger signs stay.
    package func replacing(
        knowledge fresh: KnowledgeIndex? = nil,
        labels learnt: LabelModel? = nil
    ) -> Interpreter {
        Interpreter(
            labels: learnt ?? labels,
            dangerSigns: dangerSigns,
            knowledge: fresh ?? knowledge,
            thresholds: fresh == nil ? thresholds : nil,
            vector: vector
        )
    }

    /// Understands a text; never fails, and the same text, rules and knowledge give the same understanding.
    package func understand(_ text: String) -> Understanding {
        understand(read(text, isJoined: false), nil)
    }

    /// Takes a text apart in every way that no entry has part in, to be understood with several knowledge bases.
    package func read(_ text: String) -> TakenApart { read(text, isJoined: false) }

    /// Understands texts that this interpreter, or one with other entries only, took apart; each as it would be alone.
    ///
    /// Many at once are quicker than one by one.
    package func understand(_ texts: [TakenApart]) -> [Understanding] {
        zip(texts, knowledge.sights(of: texts.map(\.question))).map { understand($0, $1) }
    }

    /// Understands a line that leans on a question before it, together with that question.
    ///
    /// `nil` where what comes nearest is only the entry `answered` already: what is new in the line it does not answer.
    package func understand(_ text: String, after question: String, answered: String?) -> Understanding? {
        let followUp = FollowUp(text, after: question)
        let understanding = understand(read(followUp.text, isJoined: true), nil)
        let isOld = !followUp.isMoved && answered != nil && understanding.candidates.first?.entry == answered
        // What was dangerous in the question before was seen to when it came.
        return isOld ? nil : understanding.replacing(dangerSigns: dangerSigns.findings(in: PlainText(text)))
    }

    /// The numbers by which the first three candidates of a text were ranked, by entry and by what each says.
    package func features(of text: String) -> [String: [String: Float]] {
        let plain = PlainText(text)
        let vector = vector?(text)
        let nearest = knowledge.candidates(for: plain, vector: vector).prefix(3).map(\.entry)
        return knowledge.features(for: plain, vector: vector, of: nearest)
    }

    private func read(_ text: String, isJoined: Bool) -> TakenApart {
        let plain = PlainText(text)
        let vector = vector?(text)
        let question = Question(plain, vector: vector, meanings: knowledge.meanings)
        let probabilities = labels.probabilities(of: plain, vector: vector)
        return TakenApart(
            plain: plain,
            question: question,
            form: QuestionForm(plain),
            dangerSigns: dangerSigns.findings(in: plain),
            language: Language.detect(text),
            probabilities: probabilities,
            decided: labels.decided(probabilities),
            context: isJoined ? .joined : ContextForm.leans(plain, question.query) ? .leans : .standsAlone
        )
    }

    private func understand(_ text: TakenApart, _ sight: Sight?) -> Understanding {
        let candidates = knowledge.candidates(for: text.plain, text.question, sight)
        let leans = text.context == .leans
        let zone = leans ? .escalate : zone(candidates)
        var (probabilities, decided) = (text.probabilities, text.decided)
        if text.form.isQuestion, !leans, let best = candidates.first, best.probability >= thresholds.ask {
            decided = Self.decided(decided, probabilities, answers: zone == .answer)
            if decided.contains(.policyQuestion) {
                probabilities[.policyQuestion] = max(probabilities[.policyQuestion, default: 0], best.probability)
            }
        }
        decided = Self.labels(decided, with: text.dangerSigns)
        let isUnfinished = text.form.isOpening || decided == [.chatter]
        return Understanding(
            language: text.language,
            labels: probabilities,
            decided: decided,
            dangerSigns: text.dangerSigns,
            candidates: candidates,
            zone: zone,
            thresholds: thresholds,
            countries: CountryNames.shared.mentions(in: text.plain),
            isQuestion: text.form.isQuestion,
            isComplete: text.form.isComplete || !text.dangerSigns.isEmpty || !isUnfinished,
            context: text.context,
            statedCountry: StatedCountry.of(text.plain),
            namesPlainTopic: PlainTopics.areNamed(in: text.question.query.topics)
        )
    }

    /// What the knowledge says about the labels: a question that an entry answers is a policy question.
    ///
    /// Such a question calls a doctor or a psychologist only where the label is sure; one that an entry may answer is
    /// at least no chatter.
    private static func decided(_ labels: [Label], _ probabilities: [Label: Double], answers: Bool) -> [Label] {
        let chance = probabilities[.policyQuestion, default: 0]
        guard answers else { return labels == [.chatter] && chance >= 0.1 ? [.policyQuestion] : labels }
        // Whoever wants a person, or asks whether a rumour is true, is not asking for a rule because an entry is near.
        guard chance >= 0.1 || labels == [.chatter] else { return labels }
        return Label.allCases.filter { label in
            if label == .policyQuestion { return true }
            guard label != .chatter, labels.contains(label) else { return false }
            return !label.isSensitive || probabilities[label, default: 0] >= 0.8
        }
    }

    /// The labels with those that a danger sign names by itself: an illness is a medical question, a wish to die distress.
    private static func labels(_ labels: [Label], with signs: [DangerFinding]) -> [Label] {
        let named = Set(signs.compactMap(\.sign.label))
        guard !named.isEmpty else { return labels }
        return Label.allCases.filter { named.contains($0) || $0 != .chatter && labels.contains($0) }
    }

    private func zone(_ candidates: [Candidate]) -> Zone {
        guard let best = candidates.first, best.probability >= thresholds.ask else { return .escalate }
        let lead = best.probability - (candidates.dropFirst().first?.probability ?? 0)
        return best.probability >= thresholds.answer && lead >= thresholds.lead ? .answer : .ask
    }
}

extension ZoneThresholds {
    /// The bars a new installation starts with; the lead is that of criterion F2.
    package static let shipped = ZoneThresholds(answer: 0.6, answerUnasked: 0.7, lead: 0.11, ask: 0.25)
}

/// A text as everything but the entries sees it.
package struct TakenApart: Sendable {
    let plain: PlainText
    let question: Question
    let form: QuestionForm
    let dangerSigns: [DangerFinding]
    let language: Language
    let probabilities: [Label: Double]
    let decided: [Label]
    let context: ContextUse
}
