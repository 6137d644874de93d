package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// What is done to one case.
package enum EscalationChange: Sendable, Equatable {
    case claim(Lease)
    case release
    /// Takes it from its owner: for coordinators, or when the lease has less than a minute left (criterion E8).
    case takeOver(Lease, reason: PrivateText)
    /// Queues the text for each asker whose language it is in; where all were answered the case is.
    ///
    /// It leaves after so many seconds, in which its author can take it back (`HeldAnswerStore`).
    case answer(texts: [String: PrivateText], Visibility, hold: TimeInterval = 0)
    /// Asks the member back, in private or where they asked.
    case askMember(texts: [String: PrivateText], Visibility, hold: TimeInterval = 0)
    case note(PrivateText)
    /// Keeps an answer in the making; an empty one takes it away.
    case draft(PrivateText)
    case transfer(desk: Desk?, login: String?, note: PrivateText)
    case accept
    /// Sends a transfer back, or takes one's own back.
    case decline
    case snooze(until: Date, reason: PrivateText)
    case wake
    case merge(into: ID<Escalation>)
    case unmerge
    case reopen
    case resolve(followUp: FollowUp?, reason: PrivateText?)
    case discard(reason: PrivateText)

    /// How far ahead a case may be put off, in seconds: one that may be a crisis no further than a check-in would be.
    package static func longestSnooze(_ severity: Severity) -> TimeInterval {
        severity <= .s1 ? 24 * 3600 : 90 * 86400
    }

    /// What happens after an S0 or S1 is resolved.
    package enum FollowUp: String, Sendable, Codable, CaseIterable {
        case none
        case checkIn = "check_in"
        case handedOver = "handed_over"
    }

    package var move: Escalation.Move {
        switch self {
        case .claim: .claim
        case .release: .release
        case .takeOver: .takeOver
        case .answer: .answer
        case .askMember: .askMember
        case .note: .note
        case .draft: .draft
        case .transfer: .transfer
        case .accept: .accept
        case .decline: .decline
        case .snooze: .snooze
        case .wake: .wake
        case .merge: .merge
        case .unmerge: .unmerge
        case .reopen: .reopen
        case .resolve: .resolve
        case .discard: .discard
        }
    }

    /// Whether the caller must name the version they saw: all but what overwrites nothing of anybody else's.
    package var needsVersion: Bool {
        switch move {
        case .note, .draft: false
        case .claim, .release, .takeOver, .answer, .askMember, .transfer, .accept, .decline, .snooze, .wake, .merge,
            .unmerge, .reopen, .resolve, .discard:
            true
        }
    }
}

/// Why a change of a case was refused.
package enum EscalationConflict: Error, Sendable {
    case notFound
    /// No version was named where one is needed.
    case versionMissing
    /// It changed since, or somebody else owns it; with its present state, and of its events those the caller missed.
    case stale(Escalation)
    /// The move is not legal from its state; with the states it can go to.
    case illegal(from: Escalation.State, legal: Set<Escalation.State>)
    /// An S0 or S1 is resolved only with a follow-up.
    case followUpMissing
    /// A sensitive case is never answered in the group.
    case mustBePrivate
    /// The text to send was empty.
    case textMissing
    /// The move needs a reason.
    case reasonMissing
    /// A snooze ends in the future.
    case dateMissing
    /// A case of this severity may not be put off for longer than so many seconds.
    case snoozeTooLong(Severity, most: TimeInterval)
    /// The person holds as many cases as one may.
    case atCapacity(Int)
    /// The transfer names nobody who could accept it.
    case nobodyThere
    /// These two cases must not become one.
    case cannotMerge(MergeRefusal)
    /// Whoever asked was erased: nothing is written to them or about them any more.
    case memberErased
    /// A reply went out to all askers: they cannot be taken apart any more.
    case replySent

    /// Why two cases stay two.
    package enum MergeRefusal: String, Sendable {
        case itself
        case urgent
        case otherCountry = "other_country"
        case notOpen = "not_open"
        case owned
    }
}
