package import MutualAid

/// What the pages on trying questions, misses, corrections and figures work with.
package struct InsightParts: Sendable {
    let desk: FAQDesk
    let trials: TrialDesk
    let gaps: any GapStore
    let messages: any MessageStore
    let corrections: CorrectionDesk
    let replays: ReplayDesk
    let questions: any ReplayStore
    let figures: FigureDesk
    let ids: IDSource
    /// The day the knowledge is of; `nil`: today.
    let asOf: String?

    /// - Parameters:
    ///   - desk: where entries are changed.
    ///   - trials: where questions are tried.
    ///   - gaps: what no entry answered.
    ///   - messages: the words of questions.
    ///   - corrections: where what was said is put right.
    ///   - replays: where an edit is tried on real questions.
    ///   - questions: those real questions, and the pinned ones.
    ///   - figures: counts of what was asked and answered.
    ///   - ids: names pinned questions.
    ///   - asOf: the day the knowledge is of.
    package init(
        desk: FAQDesk,
        trials: TrialDesk,
        gaps: any GapStore,
        messages: any MessageStore,
        corrections: CorrectionDesk,
        replays: ReplayDesk,
        questions: any ReplayStore,
        figures: FigureDesk,
        ids: IDSource,
        asOf: String?
    ) {
        self.desk = desk
        self.trials = trials
        self.gaps = gaps
        self.messages = messages
        self.corrections = corrections
        self.replays = replays
        self.questions = questions
        self.figures = figures
        self.ids = ids
        self.asOf = asOf
    }
}
