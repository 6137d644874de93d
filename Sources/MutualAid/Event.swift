package import struct Foundation.Date

/// One change of state: who did what, when, and why.
///
/// Append-only; the state can be rebuilt from these.
package struct Event: Sendable, Equatable, Codable {
    package let sequence: Int64
    package let at: Date
    /// `bot`, `member`, or a staff login.
    package let actor: String
    package let kind: Kind
    /// What it happened to.
    package let subject: Subject
    /// The state after it, where the subject has one.
    package let state: String?
    /// Further facts, never words of a person: severity, desk, owner, cause.
    package let details: [String: String]

    /// The thing an event happened to.
    package enum Subject: Sendable, Equatable, Codable, Hashable {
        case message(ID<Message>)
        case delivery(ID<Delivery>)
        case escalation(ID<Escalation>)
        case staff(String)
        case room(Room)
        case entry(String)
        case system
    }

    package enum Kind: String, Sendable, Codable, CaseIterable {
        case messageReceived, messageSettled, messageSetAside, messageQuarantined, messageReopened, messageEdited
        case messageDeleted, messageForgotten
        case deliveryQueued, deliveryAttempted, deliveryDelivered, deliveryPostponed, deliveryAbandoned
        case deliverySuperseded, deliveryHeld, deliveryReleased
        case escalationOpened, escalationJoined, escalationRaised, escalationClaimed, escalationReleased
        case escalationLeaseExpired, escalationAnswered, escalationNoted, escalationTransferred, escalationResolved
        case escalationReopened, escalationClosed
        case escalationTakenOver, escalationMemberAsked, escalationTransferOffered, escalationTransferEnded
        case escalationSnoozed, escalationWoken, escalationMerged, escalationUnmerged, escalationDiscarded
        case escalationAnsweredInGroup, escalationLineRaised, escalationRetracted, escalationAnswerTakenBack
        case escalationRelabelled
        case escalationCheckedIn, escalationCheckInAnswered, shiftOffered, shiftAccepted, shiftDeclined
        case reactionAdded, memberJoined, memberLeft, roomIntroduced
        case staffAdded, staffTokenIssued, staffDutyChanged, staffDisabled
        case staffChanged, cannedReplyChanged, phraseChanged, phraseProposed, phraseProposalDropped
        case staffInvited, staffEnrolled, staffSignedIn, staffSignedOut, staffRecovered, staffPasswordChanged
        case escalationAlarmed, pageSent, pageAbandoned, coverageGapFound
        case faqSaved, faqSentForReview, faqScheduled, faqPublished, faqPaused, faqResumed, faqRolledBack, faqArchived
        case questionPinned, questionUnpinned
        case answerRated, faqGapDismissed, faqGapClosed, correctionDrafted, correctionSent, correctionWithdrawn
        case faqFileRead, faqFileHeldBack, faqFileConflicted, faqApproved
        case answersPaused, answersResumed, connectionDisabled, backupMade, restored
    }

    package init(
        sequence: Int64,
        at: Date,
        actor: String,
        kind: Kind,
        subject: Subject,
        state: String?,
        details: [String: String]
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.kind = kind
        self.subject = subject
        self.state = state
        self.details = details
    }
}
