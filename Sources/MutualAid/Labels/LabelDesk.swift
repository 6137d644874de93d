package import struct Foundation.Date

/// Takes corrections of labels and has the label model learn from them at once.
package struct LabelDesk: Sendable {
    private let store: any LabelCorrectionStore
    private let changes: FAQChanges

    package init(store: any LabelCorrectionStore, changes: FAQChanges) {
        self.store = store
        self.changes = changes
    }

    /// Notes a correction.
    ///
    /// - Throws: `EscalationConflict` or `LabelRefusal`, so that nothing is written.
    package func correct(
        _ correction: LabelCorrection,
        of escalation: ID<Escalation>,
        by staff: Escalation.Owner,
        scope: Scope,
        version: Int?,
        now: Date
    ) async throws -> Escalation {
        let corrected = try await store.correctLabels(
            correction,
            of: escalation,
            by: staff,
            scope: scope,
            version: version,
            now: now
        )
        changes.nudge()
        return corrected
    }
}
