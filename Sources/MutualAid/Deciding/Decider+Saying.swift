import Comprehension
import Foundation

extension Decider {
    /// Opens a case, or joins the member's open one; the store decides which, in one transaction.
    mutating func escalate(_ triage: Triage, because reason: Reason, draft: String? = nil) {
        decision.escalation = EscalationRequest(
            severity: triage.severity,
            desk: triage.desk,
            labels: understanding.decided,
            dangerSigns: understanding.dangerSigns.map(\.sign),
            reason: reason,
            draftEntry: draft
        )
    }

    /// The holding line, or for a case already waiting, that it still does.
    ///
    /// Quiet while somebody works on it.
    mutating func hold(_ phrase: Phrase, desk: Desk) {
        guard !isBeingHandled(at: desk) else { return }
        if hasOpenCase(at: desk) {
            decision.reasons.append(.caseAlreadyOpen)
            say(.holding, .alreadyWaiting, visibility: whereAsked, slots: [:], desk: desk)
        } else {
            say(.holding, phrase, visibility: whereAsked, slots: [:], desk: desk)
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
        all["somebody_able"] = .flag(situation.staffing.isAnybodyAble(at: desk, for: situation.group.id))
        all["consular_hotline"] = .text(situation.numbers.consularHotline)
        all["local_numbers"] = .text(situation.numbers.local(country, in: language))
        if let crisisLine = country.flatMap({ situation.numbers.countries[$0]?.crisisLine }) {
            all["crisis_line"] = .text(crisisLine)
        }
        let text = situation.phrases.say(phrase, in: language, all)
        decision.replies.append(Reply(kind: kind, visibility: visibility, text: text))
    }

    var whereAsked: Visibility { burst.isPrivate ? .private : .group }

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
}
