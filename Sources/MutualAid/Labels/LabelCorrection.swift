package import Comprehension
package import struct Foundation.Date

/// What a person says a message is about, against what was decided.
///
/// It speaks for the whole message and for the lines that were decided together with it.
package struct LabelCorrection: Sendable, Equatable {
    /// One of the lines; `nil` where the case's lines were all decided together.
    package let message: ID<Message>?
    /// Every label that holds; the others do not.
    package let labels: Set<Label>

    /// - Throws: `LabelRefusal` where no label is named, or chatter beside another.
    package init(message: ID<Message>?, labels: Set<Label>) throws(LabelRefusal) {
        guard !labels.isEmpty else { throw .noLabel }
        guard !labels.contains(.chatter) || labels.count == 1 else { throw .chatterStandsAlone }
        self.message = message
        self.labels = labels
    }
}

/// Why a correction was not taken.
package enum LabelRefusal: Error, Sendable, Equatable {
    case noLabel
    /// Chatter is what has no other label.
    case chatterStandsAlone
    /// The case's lines were decided one after the other: one of them must be named.
    case lineMissing
    /// The line is not one of this member's in this case.
    case notInCase
    /// Its words were forgotten or erased.
    case nothingToRead
}

/// A message with the labels a person said it has, as the label model learns from it.
package struct CorrectedMessage: Sendable {
    /// The first of the lines that were decided together.
    package let id: ID<Message>
    package let member: ID<Member>
    package let text: PrivateText
    package let labels: Set<Label>
    /// When it was corrected last.
    package let at: Date

    package init(id: ID<Message>, member: ID<Member>, text: PrivateText, labels: Set<Label>, at: Date) {
        self.id = id
        self.member = member
        self.text = text
        self.labels = labels
        self.at = at
    }
}

/// The corrections on disk; a message's words stay in its own row, under its member's key, and go with it.
package protocol LabelCorrectionStore: Sendable {
    /// Notes a correction, gives the case its labels, and writes event and audit row, in one transaction.
    ///
    /// A case keeps the sensitive labels it had: a correction may close it to readers, never open it.
    ///
    /// - Throws: `EscalationConflict` where the case is not found or changed since, `LabelRefusal` where it is not taken.
    func correctLabels(
        _ correction: LabelCorrection,
        of escalation: ID<Escalation>,
        by staff: Escalation.Owner,
        scope: Scope,
        version: Int?,
        now: Date
    ) async throws -> Escalation
    /// The newest corrections whose words can still be read, newest first.
    func correctedMessages(limit: Int) async throws -> [CorrectedMessage]
    /// Differs after every change of what `correctedMessages` gives.
    func correctionsVersion() async throws -> String
}
