/// Understands one text: language, labels, danger signs and FAQ candidates.
///
/// A value: changing the knowledge or the rules makes a new interpreter, which callers swap in whole.
package struct Interpreter: Sendable {
    private let labels: LabelModel
    private let dangerSigns: DangerSignRules
    private let knowledge: KnowledgeIndex

    package init(labels: LabelModel, dangerSigns: DangerSignRules, knowledge: KnowledgeIndex) {
        self.labels = labels
        self.dangerSigns = dangerSigns
        self.knowledge = knowledge
    }
}

extension Interpreter {
    /// Never fails; the same text, rules and knowledge give the same understanding.
    package func understand(_ text: String) -> Understanding {
        Understanding(
            language: .chinese,
            labels: [:],
            decided: [.chatter],
            dangerSigns: [],
            candidates: [],
            zone: .escalate,
            thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 1, ask: 1),
            countries: [],
            isQuestion: false,
            isComplete: true
        )
    }
}
