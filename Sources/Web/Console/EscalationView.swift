import Accounts
import Comprehension
import Foundation
import MutualAid

/// An escalation as the console's pages show it to one reader: nothing that this reader may not see is in it.
struct EscalationView {
    let escalation: Escalation
    let disclosure: Disclosure
    let visit: Visit
    let words: Words
    let groups: Groups

    var isMine: Bool {
        escalation.owner?.login == visit.reader.login && [.claimed, .awaitingMember].contains(escalation.state)
    }
    /// What this reader can do beyond claiming and answering, one flag a form.
    var moves: [String: Any] {
        let isOwner = escalation.owner?.login == visit.reader.login
        let isCoordinator = visit.reader.roles.contains(.coordinator)
        let isEnding = escalation.leaseUntil.map { $0.timeIntervalSince(visit.now) < 60 } ?? false
        let moves = escalation.state.moves
        let isOffered = escalation.course.transfer.map { offer in
            offer.login.map { $0 == visit.reader.login }
                ?? (!isOwner && offer.desk.map(visit.reader.seats.contains) ?? false)
        }
        return [
            "can_take_over": moves.contains(.takeOver) && escalation.owner != nil && !isOwner
                && (isCoordinator || isEnding),
            "can_accept": isOffered ?? false, "can_decline": isOwner && moves.contains(.decline) || isOffered ?? false,
            "can_wake": moves.contains(.wake) && (isOwner || isCoordinator), "can_snooze": isMine,
            "can_snooze_days": EscalationChange.longestSnooze(escalation.severity) >= 72 * 3600,
            "can_merge": moves.contains(.merge) && !escalation.isSensitive && (escalation.owner == nil || isOwner),
            "can_discard": moves.contains(.discard) && escalation.severity > .s1
                && (escalation.owner == nil || isOwner),
            "can_reopen": moves.contains(.reopen), "can_unmerge": moves.contains(.unmerge),
            "can_resolve": moves.contains(.resolve) && !(isMine && escalation.state == .claimed)
                && (escalation.owner == nil || isOwner || escalation.state == .answeredInGroup),
        ]
    }
    var mayRead: Bool { disclosure.shows(.messageText) }
    /// Names are for whoever has claimed it; on everybody else's screen there are initials.
    var memberName: String? {
        isMine && disclosure.shows(.memberName) ? escalation.member.name?.exposed : nil
    }
    /// The dangers that this reader may know of.
    var dangerSigns: [DangerSign] { disclosure.shows(.dangerSigns) ? escalation.dangerSigns : [] }

    /// A row of the queue; names only after the claim.
    var row: [String: Any] {
        var row = common
        if mayRead, let line = escalation.messages.last {
            row["first_line"] = String(line.text.exposed.prefix(80))
            row["line_lang"] = Self.language(of: line.text.exposed)
        }
        return row
    }

    /// What every view of it has.
    var common: [String: Any] {
        let isOpen = escalation.state.isOpen
        // Several lines may show the same danger.
        let signs = DangerSign.allCases.filter(dangerSigns.contains).map { words["sign_\($0.rawValue)"] }
        let named = disclosure.shows(.labels) ? escalation.labels : []
        let labels = signs + named.map { words["label_\($0.rawValue)"] }
        let group = groups.group(id: escalation.group)?.names[words.language.reply] ?? escalation.group
        var values: [String: Any] = [
            "id": "\(escalation.id)", "version": "\(escalation.version)", "severity": escalation.severity.rawValue,
            "severity_word": words["severity_\(escalation.severity.rawValue)"],
            "state_word": words["state_\(escalation.state.rawValue)"],
            "desk": words["desk_\(escalation.desk.rawValue)"],
            "group": group, "labels": labels.joined(separator: words["comma"]),
            "initials": escalation.member.initials, "due": machineTime(escalation.dueAt),
            "clock": words.clock(escalation.dueAt, now: visit.now), "is_late": escalation.dueAt < visit.now,
            "has_clock": isOpen && escalation.state != .answered,
            "can_claim": escalation.state.moves.contains(.claim)
                && (escalation.owner == nil || escalation.owner?.login == visit.reader.login),
            "is_mine": isMine,
        ]
        if let owner = escalation.owner { values["owner"] = owner.name }
        return values
    }

    /// A time with its machine form, in the reader's zone.
    func time(_ date: Date) -> [String: Any] {
        visit.stamp(date, words)
    }

    /// The language a passage is marked with, so that it is spoken and drawn rightly.
    static func language(of text: String) -> String {
        text.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) } ? "zh" : "en"
    }
}
