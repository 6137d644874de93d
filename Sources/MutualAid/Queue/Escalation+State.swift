extension Escalation {
    /// Where a case is.
    ///
    /// Legal moves, person by person: `waiting → claimed → answered → resolved → closed`.
    /// - `claimed` goes back to `waiting`, at its original age, by release or an expired lease; on to `awaiting_member`
    ///   when the member was asked back, to `transferring` until somebody accepts it, to `snoozed` until a date.
    /// - `transferring`, `snoozed` and a member's line on `answered` or `awaiting_member` lead back to `claimed` while
    ///   the owner is on duty, else to `waiting`.
    /// - `answered_in_group`: a listed person answered where everybody saw it; the owner confirms, or takes it up again.
    /// - `merged`: it goes with another case until it is taken out again, which ends with the first answer sent.
    /// - `resolved` comes back within 48 hours by a further line or by a person, to its owner where they take back the
    ///   answer they have just sent; then it is `closed`, which is final.
    /// - `discarded` is spam; a person can take it back.
    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting, claimed, answered
        case awaitingMember = "awaiting_member"
        case transferring, snoozed
        case answeredInGroup = "answered_in_group"
        case resolved, closed, merged, discarded

        /// Whether somebody still has something to do.
        package var isOpen: Bool {
            switch self {
            case .waiting, .claimed, .answered, .awaitingMember, .transferring, .snoozed, .answeredInGroup: true
            case .resolved, .closed, .merged, .discarded: false
            }
        }

        /// Whether a person is on it, so that the bot keeps quiet on the member's topic (criterion E12).
        package var isInHand: Bool {
            switch self {
            case .claimed, .awaitingMember, .transferring: true
            case .waiting, .answered, .snoozed, .answeredInGroup, .resolved, .closed, .merged, .discarded: false
            }
        }

        /// The states a case may move to from this one, by a person, the member or the clock.
        package var successors: Set<State> {
            switch self {
            case .waiting: [.claimed, .answeredInGroup, .merged, .discarded, .resolved]
            case .claimed:
                [
                    .waiting, .claimed, .answered, .awaitingMember, .transferring, .snoozed, .answeredInGroup, .merged,
                    .discarded, .resolved,
                ]
            case .answered: [.waiting, .claimed, .answered, .awaitingMember, .transferring, .resolved]
            case .awaitingMember:
                [.waiting, .claimed, .answered, .awaitingMember, .transferring, .snoozed, .answeredInGroup, .resolved]
            case .transferring: [.waiting, .claimed, .answeredInGroup]
            case .snoozed: [.waiting, .claimed, .answeredInGroup, .discarded, .resolved]
            case .answeredInGroup: [.waiting, .claimed, .resolved]
            case .resolved: [.waiting, .claimed, .closed]
            case .merged, .discarded: [.waiting]
            case .closed: []
            }
        }

        /// What a person may do to a case in this state.
        package var moves: Set<Move> {
            switch self {
            case .waiting: [.claim, .merge, .discard, .resolve, .note]
            case .claimed:
                [
                    .release, .takeOver, .answer, .askMember, .draft, .transfer, .snooze, .merge, .discard, .resolve,
                    .note,
                ]
            case .answered: [.claim, .release, .takeOver, .answer, .askMember, .draft, .transfer, .resolve, .note]
            case .awaitingMember:
                [.claim, .release, .takeOver, .answer, .askMember, .draft, .transfer, .snooze, .resolve, .note]
            case .transferring: [.accept, .decline, .takeOver, .note]
            case .snoozed: [.wake, .takeOver, .discard, .resolve, .note]
            case .answeredInGroup: [.claim, .reopen, .resolve, .note]
            case .resolved, .discarded: [.reopen, .note]
            case .merged: [.unmerge, .note]
            case .closed: [.note]
            }
        }
    }

    /// What a person does to a case; the raw value is its word in routes.
    package enum Move: String, Sendable, Codable, CaseIterable {
        case claim, release
        case takeOver = "take-over"
        case answer
        case askMember = "ask-member"
        case note, draft, transfer, accept, decline, snooze, wake, merge, unmerge, reopen, resolve, discard

        /// The states it can lead to; empty where it leaves the state as it is.
        package var targets: Set<State> {
            switch self {
            case .claim, .takeOver, .accept: [.claimed]
            case .release, .unmerge, .reopen: [.waiting]
            // An answer that leaves askers of another language waiting keeps the case claimed.
            case .answer: [.answered, .claimed]
            case .askMember: [.awaitingMember]
            case .transfer: [.transferring]
            case .decline, .wake: [.claimed, .waiting]
            case .snooze: [.snoozed]
            case .merge: [.merged]
            case .resolve: [.resolved]
            case .discard: [.discarded]
            case .note, .draft: []
            }
        }
    }
}
