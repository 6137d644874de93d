import Comprehension
import Foundation

extension Decider {
    /// Opens a case, or joins the member's open one; the store decides which, in one transaction.
    ///
    /// - Parameters:
    ///   - triage: how urgent, and at which desk.
    ///   - reason: why a person is needed.
    ///   - labels: what the case is about; what was decided where none are given.
    ///   - draft: an entry that may help whoever answers.
    mutating func escalate(
        _ triage: Triage,
        because reason: Reason,
        labels: [Label]? = nil,
        draft: String? = nil
    ) {
        decision.escalation = EscalationRequest(
            severity: triage.severity,
            desk: triage.desk,
            labels: labels ?? understanding.decided,
            dangerSigns: DangerSign.allCases.filter { understanding.dangerSigns.map(\.sign).contains($0) },
            reason: reason,
            draftEntry: draft,
            draftVersion: draft.flatMap { situation.knowledge.entries[$0]?.version }
        )
    }

    /// The holding line, or for a case already waiting, that it still does.
    ///
    /// Quiet while somebody works on it. What waits already may be a private matter, whatever this line is about: of that
    /// the group hears nothing where the member can be told alone.
    mutating func hold(_ phrase: Phrase, desk: Desk) {
        guard !isBeingHandled(at: desk) else { return }
        let isWaiting = hasOpenCase(at: desk)
        if isWaiting { decision.reasons.append(.caseAlreadyOpen) }
        let said = isWaiting ? Phrase.alreadyWaiting : phrase
        let staysPrivate = isWaiting && situation.connection.carriesPrivate
        if burst.isPrivate || maySpeakInGroup && !staysPrivate {
            say(.holding, said, visibility: whereAsked, slots: [:], desk: desk)
        } else {
            decision.reasons.append(.keptPrivate)
            sayPrivately(.holding, said, desk: desk)
        }
    }

    /// A text for the member alone.
    ///
    /// Where the platform carries nothing private, a line that fits every topic (E23).
    mutating func sayPrivately(_ kind: Delivery.Kind, _ phrase: Phrase, desk: Desk) {
        if situation.connection.carriesPrivate || burst.isPrivate {
            say(kind, phrase, visibility: .private, slots: [:], desk: desk)
        } else {
            say(kind, .noPrivateChannel, visibility: .group, slots: [:], desk: desk)
        }
    }

    /// Adds one reply; every phrase is given who is able, and whom to call.
    mutating func say(
        _ kind: Delivery.Kind,
        _ phrase: Phrase,
        visibility: Visibility,
        slots: [String: PhraseSlot],
        desk: Desk = .counselors
    ) {
        var all = slots
        all.merge(outlookSlots(at: desk)) { given, _ in given }
        all["consular_hotline"] = .text(situation.numbers.consularHotline)
        all["local_numbers"] = .text(situation.numbers.local(country, in: language))
        if let crisisLine = country.flatMap({ situation.numbers.countries[$0]?.crisisLine }) {
            all["crisis_line"] = .text(crisisLine)
        }
        let text = situation.phrases.say(phrase, in: language, all)
        decision.replies.append(Reply(kind: kind, visibility: visibility, text: text))
    }

    /// Whether somebody is there, by when they answer, and else from when (criterion E14).
    private func outlookSlots(at desk: Desk) -> [String: PhraseSlot] {
        let zone = situation.group.timeZone
        switch situation.staffing.outlook(at: desk, for: situation.group.id, now: situation.now) {
        case .onDuty:
            guard let severity = decision.escalation?.severity else { return ["somebody_able": true] }
            let by = situation.now.addingTimeInterval(severity.firstTouch)
            return ["somebody_able": true, "answer_by": .text(by.toldTime(in: zone, at: situation.now))]
        case .somebody: return ["somebody_able": true]
        case .from(let start):
            return ["somebody_able": false, "on_duty_from": .text(start.toldTime(in: zone, at: situation.now))]
        case .nobody: return ["somebody_able": false]
        }
    }

    /// Where it was asked, but for what may be somebody's own.
    var whereAsked: Visibility { burst.isPrivate || !maySpeakInGroup ? .private : .group }

    func hasOpenCase(at desk: Desk) -> Bool {
        burst.conversation.openEscalations.contains { $0.desk == desk && $0.state.isOpen }
    }

    /// Whether a person is on the member's case at this desk, so that the bot keeps quiet (criterion E12).
    func isBeingHandled(at desk: Desk) -> Bool {
        burst.conversation.openEscalations.contains { $0.desk == desk && $0.state.isInHand }
    }
}

extension Date {
    /// `14:05` and the zone's short name, in an IANA zone; in UTC where the zone is not known.
    func clockTime(in zone: String) -> String {
        let known = TimeZone(identifier: zone) ?? .gmt
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = known
        let parts = calendar.dateComponents([.hour, .minute], from: self)
        let padded = [parts.hour ?? 0, parts.minute ?? 0].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return padded.joined(separator: ":") + " " + (known.abbreviation(for: self) ?? "UTC")
    }

    /// The clock time, with month and day before it where that is another day than now's.
    func toldTime(in zone: String, at now: Date) -> String {
        let known = TimeZone(identifier: zone) ?? .gmt
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = known
        guard !calendar.isDate(self, inSameDayAs: now) else { return clockTime(in: zone) }
        let parts = calendar.dateComponents([.month, .day], from: self)
        return "\(parts.month ?? 0)/\(parts.day ?? 0) " + clockTime(in: zone)
    }
}
