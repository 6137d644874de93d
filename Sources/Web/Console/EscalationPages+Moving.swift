import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

/// What the forms of a case do; each names the version its page showed.
extension Console {
    func move(_ visit: Visit) async throws -> Response {
        guard let id = ID<Escalation>(try visit.parameters.require("id")),
            let known = try await stores.escalations.escalation(id, scope: visit.reader.ownScope)
        else { throw EscalationConflict.notFound }
        let words = pages.words(in: visit.language)
        do {
            return try await move(visit, known)
        } catch EscalationConflict.stale(let current) {
            return try await refused(visit, conflict(current, visit, words), .conflict)
        } catch EscalationConflict.followUpMissing {
            return try await refused(visit, words["follow_up_missing"], .unprocessableContent)
        } catch EscalationConflict.textMissing {
            return try await refused(visit, words["text_missing"], .unprocessableContent)
        } catch EscalationConflict.mustBePrivate {
            return try await refused(visit, words["must_be_private"], .unprocessableContent)
        } catch EscalationConflict.illegal {
            return try await refused(visit, words["illegal_move"], .conflict)
        } catch EscalationConflict.atCapacity(let most) {
            return try await refused(visit, words.say("at_capacity", ["n": "\(most)"]), .conflict)
        } catch EscalationConflict.reasonMissing {
            return try await refused(visit, words["reason_missing"], .unprocessableContent)
        } catch EscalationConflict.dateMissing {
            return try await refused(visit, words["date_missing"], .unprocessableContent)
        } catch EscalationConflict.snoozeTooLong(_, let most) {
            let notice = words.say("snooze_too_long", ["span": words.span(most)])
            return try await refused(visit, notice, .unprocessableContent)
        } catch EscalationConflict.nobodyThere {
            return try await refused(visit, words["nobody_there"], .unprocessableContent)
        } catch EscalationConflict.cannotMerge(let refusal) {
            return try await refused(visit, words["cannot_merge_\(refusal.rawValue)"], .unprocessableContent)
        } catch EscalationConflict.memberErased {
            return try await refused(visit, words["member_erased"], .unprocessableContent)
        } catch EscalationConflict.replySent {
            return try await refused(visit, words["reply_sent"], .conflict)
        }
    }

    private func move(_ visit: Visit, _ known: Escalation) async throws -> Response {
        let page = "/escalations/\(known.id)"
        switch try visit.parameters.require("move") {
        case "claim":
            try await change(known, .claim(lease), visit)
            return redirect(page + "#reply")
        case "release":
            try await change(known, .release, visit)
            return redirect("/escalations")
        case "note":
            try await change(known, .note(PrivateText(visit.form["note"])), visit)
            return redirect(page + "#thread")
        case "transfer":
            try await transfer(known, visit)
            return redirect("/escalations")
        case "accept":
            try await change(known, .accept, visit)
            return redirect(page + "#reply")
        case "decline":
            try await change(known, .decline, visit)
            return redirect("/escalations")
        case "take-over":
            try await change(known, .takeOver(lease, reason: PrivateText(visit.form["reason"])), visit)
            return redirect(page + "#reply")
        case "snooze":
            let hours = min(max(Double(visit.form["hours"]) ?? 0, 0), 24 * 90)
            let until = visit.now.addingTimeInterval(hours * 3600)
            try await change(known, .snooze(until: until, reason: PrivateText(visit.form["reason"])), visit)
            return redirect("/escalations")
        case "wake":
            try await change(known, .wake, visit)
            return redirect(page)
        case "reopen":
            try await change(known, .reopen, visit)
            return redirect(page)
        case "merge":
            guard let target = ID<Escalation>(visit.form["into"]) else {
                return try await refused(visit, pages.words(in: visit.language)["merge_choose"], .unprocessableContent)
            }
            try await change(known, .merge(into: target), visit)
            return redirect("/escalations/\(target)")
        case "discard":
            try await change(known, .discard(reason: PrivateText(visit.form["reason"])), visit)
            return redirect("/escalations")
        case "draft": return try await keepDraft(visit, known)
        case "take-back":
            _ = try await stores.held.takeBackAnswer(
                of: known.id,
                by: visit.reader.asOwner,
                scope: visit.reader.ownScope,
                now: visit.now
            )
            return redirect(page + "#reply")
        case "presence": return notePresence(visit, known)
        case "read":
            if let message = ID<Message>(visit.form["message"]) {
                try await stores.reading.read(known.id, upTo: message, by: visit.reader.login)
            }
            return Response(status: .noContent)
        case "unmerge":
            try await change(known, .unmerge, visit)
            return redirect(page)
        case "resolve":
            try await change(known, .resolve(followUp: followUp(visit), reason: nil), visit)
            return redirect("/escalations")
        case "labels": return try await correctLabels(known, visit, page)
        case "break-glass": return try await breakGlass(visit, known, page)
        case "answer": return try await answer(visit, known, page)
        default: throw Problem(.notFound, "There is no such page")
        }
    }

    /// Offers the case to a desk or to a person, who accepts it or sends it back.
    private func transfer(_ known: Escalation, _ visit: Visit) async throws {
        let note = PrivateText(visit.form["note"])
        guard !note.isEmpty else { throw EscalationConflict.textMissing }
        let login = visit.form["person"].isEmpty ? nil : visit.form["person"]
        let desk = login == nil ? Desk(rawValue: visit.form["desk"]) : nil
        try await change(known, .transfer(desk: desk, login: login, note: note), visit)
    }

    /// Keeps what the owner has typed so far, and tells until when the case is theirs by it.
    private func keepDraft(_ visit: Visit, _ known: Escalation) async throws -> Response {
        let changed = try await change(known, .draft(PrivateText(visit.form["text"])), visit)
        let lease = changed.leaseUntil.map(machineTime) ?? ""
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: lease))
        )
    }

    /// A beat of a browser that shows the case, or its last word.
    private func notePresence(_ visit: Visit, _ known: Escalation) -> Response {
        let board = hub.presence
        let isNews =
            if visit.form["gone"].isEmpty {
                board.beat(
                    known.id,
                    by: visit.reader,
                    isReplying: !visit.form["replying"].isEmpty,
                    now: visit.now
                )
            } else {
                board.leave(known.id, visit.reader.login)
            }
        if isNews { hub.tell([.presence(known.id)]) }
        return Response(status: .noContent)
    }

    /// Sends the text; with "send and resolve" the case is done in the same press, with "ask" it waits for the member.
    private func answer(_ visit: Visit, _ known: Escalation, _ page: String) async throws -> Response {
        let text = visit.form["text"]
        guard !text.allSatisfy(\.isWhitespace) else { throw EscalationConflict.textMissing }
        let resolves = visit.form["then"] == "resolve"
        // Looked at before anything is sent, so that a missing choice never leaves the work half done.
        if resolves, known.severity <= .s1, followUp(visit) == nil { throw EscalationConflict.followUpMissing }
        let visibility: Visibility = visit.form["visibility"] == "group" ? .group : .private
        if visibility == .group, known.course.wasKeptPrivate, !known.isSensitive, visit.form["warned"].isEmpty {
            let words = pages.words(in: visit.language)
            return try await refused(visit, words["group_would_hear"], .unprocessableContent, isWarned: true)
        }
        let texts = ["": PrivateText(text)]
        // Whoever may be in danger now is not kept waiting for a second thought.
        let hold = known.severity == .s0 ? 0 : self.hold
        if visit.form["then"] == "ask" {
            try await change(known, .askMember(texts: texts, visibility, hold: hold), visit)
            return redirect(page + "#thread")
        }
        let answered = try await change(known, .answer(texts: texts, visibility, hold: hold), visit)
        guard resolves else { return redirect(page + "#thread") }
        _ = try await stores.escalations.change(
            answered.id,
            .resolve(followUp: followUp(visit), reason: nil),
            by: visit.reader.asOwner,
            scope: visit.reader.ownScope,
            version: answered.version,
            now: visit.now
        )
        return redirect("/escalations")
    }

    private func followUp(_ visit: Visit) -> EscalationChange.FollowUp? {
        EscalationChange.FollowUp(rawValue: visit.form["follow_up"])
    }

    @discardableResult
    private func change(_ known: Escalation, _ change: EscalationChange, _ visit: Visit) async throws -> Escalation {
        try await stores.escalations.change(
            known.id,
            change,
            by: visit.reader.asOwner,
            scope: visit.reader.ownScope,
            version: Int(visit.form["version"]),
            now: visit.now
        )
    }

    /// The page again, with what was typed and why it was not taken.
    func refused(
        _ visit: Visit,
        _ notice: String,
        _ status: HTTPResponse.Status,
        isWarned: Bool = false
    ) async throws -> Response {
        let kept = Kept(
            text: visit.form["text"],
            note: visit.form["note"],
            reason: visit.form["reason"],
            move: visit.parameters.get("move"),
            notice: notice,
            visibility: Visibility(rawValue: visit.form["visibility"]),
            isWarned: isWarned,
            status: status
        )
        return try await escalationPage(visit, kept)
    }

    private func conflict(_ current: Escalation, _ visit: Visit, _ words: Words) -> String {
        guard let owner = current.owner, owner.login != visit.reader.login else { return words["conflict_changed"] }
        let claimed = current.events.last { $0.kind == .escalationClaimed }?.at ?? visit.now
        return words.say(
            "conflict_owner",
            ["name": owner.name, "time": words.time(claimed, in: visit.zone, now: visit.now)]
        )
    }
}
