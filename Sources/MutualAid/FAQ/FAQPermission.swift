package import struct Foundation.Date
package import struct Foundation.TimeInterval

extension StaffMember {
    /// Who may write entries.
    package var mayEditFAQ: Bool {
        isEnabled && roles.contains { [.administrator, .disseminator, .coordinator].contains($0) }
    }

    /// Who may put an entry in force; apart from writing it.
    package var mayPublishFAQ: Bool {
        isEnabled && roles.contains { [.administrator, .coordinator].contains($0) }
    }
}

extension FAQEntry {
    /// Topics that are high risk whatever the file says of its risk.
    private static let highRiskTopics: Set<String> = [
        "flight", "medical", "quarantine", "symptoms", "testing", "visa",
    ]

    /// Whether publishing needs a second person, who is not the author.
    package var needsSecondPerson: Bool { risk == .high || Self.highRiskTopics.contains(topic) }
}

/// Who stands behind a publishing, and who else there is.
package struct FAQPublisher: Sendable {
    let login: String
    /// Why they do it alone.
    let reason: String?
    /// Whether somebody else on duty could look at it.
    let isAnotherOnDuty: Bool

    package init(
        login: String,
        reason: String?,
        staff: [StaffMember],
        isOnDuty: (StaffMember) -> Bool = { $0.isOnDuty }
    ) {
        self.login = login
        self.reason = reason.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        isAnotherOnDuty = staff.contains { $0.login != login && $0.mayPublishFAQ && isOnDuty($0) }
    }

    /// Seconds that a text waits for a second person before one may publish it with a reason.
    package static let patience: TimeInterval = 30 * 60
    /// Seconds in which the version before may be brought back by one person.
    package static let undoWindow: TimeInterval = 10 * 60

    /// Whether a high-risk version goes in force by one person's hand alone, which the exception allows.
    ///
    /// - Throws: `FAQConflict.secondPersonNeeded` where the author publishes and the exception does not hold.
    func isAlone(
        with version: FAQVersion,
        isHighRisk: Bool,
        of record: FAQRecord,
        at now: Date
    ) throws(FAQConflict) -> Bool {
        guard isHighRisk, version.author == login else { return false }
        let waited = record.inReviewSince.map { now.timeIntervalSince($0) } ?? 0
        guard reason != nil, !isAnotherOnDuty, waited >= Self.patience else { throw .secondPersonNeeded }
        return true
    }
}
