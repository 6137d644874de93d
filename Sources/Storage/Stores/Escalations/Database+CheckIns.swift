package import Comprehension
package import Foundation
package import MutualAid

extension Database: CheckInStore {
    package func checkIn(
        _ timer: EscalationTimer,
        saying words: [ReplyLanguage: PrivateText],
        now: Date
    ) async throws -> Bool {
        let isDone = try await writer.write(.emergency) { [self] database in
            guard try EscalationTimers.take(timer, database), let known = try find(timer.escalation, .all, database)
            else { return false }
            try EscalationStep(store: self, database: database, known: known, actor: .clock, now: now)
                .checkIn(timer.kind, words)
            return true
        }
        if isDone { announceEscalations() }
        return isDone
    }

    /// A private line of a member who was asked how they are: thanks alone are good news, a person reads all else.
    ///
    /// Where the line brought the case back by itself already, that is the answer.
    func hearCheckIn(_ outcome: Outcome, _ database: any SQLConnection) throws {
        guard outcome.burst.isPrivate else { return }
        let asked = try database.query(
            """
            SELECT e."id" FROM "escalation" e JOIN "escalationTimer" t ON t."escalation" = e."id"
            WHERE e."member" = ? AND t."kind" = ?
            """,
            .integer(outcome.burst.member.id.rawValue),
            .text(EscalationTimer.Kind.checkInAnswer.rawValue)
        )
        let understanding = outcome.record.understanding
        let isGood =
            outcome.decision.escalation == nil && understanding.decided == [.thankYou]
            && understanding.dangerSigns.isEmpty && understanding.suspected == nil
        for row in asked {
            guard let known = try find(ID(rawValue: row.integer(0)), .all, database) else { continue }
            try attach(outcome.burst.messages.map(\.id), to: known.id, database)
            try EscalationStep(store: self, database: database, known: known, actor: .member, now: outcome.at)
                .hearCheckIn(isGood: isGood, at: outcome.burst.messages[0].receivedAt)
        }
    }
}

extension EscalationStep {
    /// Asks how the member is; by when they should have answered is a timer of its own.
    fileprivate func checkIn(_ kind: EscalationTimer.Kind, _ words: [ReplyLanguage: PrivateText]) throws {
        let row = try database.first(
            "SELECT \"language\" FROM \"escalation\" WHERE \"id\" = ?",
            .integer(known.id.rawValue)
        )
        let language = row.flatMap { ReplyLanguage(rawValue: $0.text(0)) } ?? .chinese
        // Who was erased is not asked, and not missed.
        guard known.state == .resolved, let text = words[language],
            try store.members.key(of: known.member.id.rawValue, database) != nil
        else { return }
        try DeliveryQueue.add(
            DeliveryQueue.New(
                id: store.ids.next(),
                room: known.room,
                group: known.group,
                visibility: .private,
                member: known.member.id,
                inReplyTo: nil,
                kind: .checkIn,
                text: text,
                message: nil,
                decision: nil,
                escalation: known.id,
                entry: nil,
                isUnasked: false
            ),
            members: store.members,
            keys: store.keys,
            at: now,
            database
        )
        try update(known.id, [:])
        try tell(.escalationCheckedIn, state: known.state, ["check_in": kind.rawValue])
        let end = now.addingTimeInterval(CheckInDuty.patience)
        try EscalationTimers.set(.checkInAnswer, of: known.id, to: end, database)
    }

    fileprivate func hearCheckIn(isGood: Bool, at receipt: Date) throws {
        guard known.state == .resolved else { return }
        guard isGood else { return try reopen(at: receipt, cause: "check_in_answer") }
        try EscalationTimers.set(.checkInAnswer, of: known.id, to: nil, database)
        try update(known.id, [:])
        try tell(.escalationCheckInAnswered, state: known.state)
    }

    /// Nobody answered: somebody looks after them.
    func missCheckIn() throws {
        guard known.state == .resolved else { return }
        try reopen(cause: "check_in_unanswered")
    }
}
