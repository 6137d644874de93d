import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// One case: what was said, who has it, and what can be done.
extension Console {
    /// What is typed already and must not be lost when a form comes back.
    struct Kept {
        var text = ""
        var note = ""
        var reason = ""
        /// What was to be done, whose form opens again with its reason.
        var move: String?
        var notice: String?
        /// Where the answer was to go.
        var visibility: Visibility?
        /// Whether the page warns that the group would hear of what was kept private; the next press means it.
        var isWarned = false
        var status = HTTPResponse.Status.ok
    }

    /// How many lines of a case its page shows at once: where thousands ask the same, the rest comes on demand.
    private static let longestThread = 200

    func addEscalations(to group: Group) {
        get(group, "escalations/:id") { visit in try await escalationPage(visit, Kept()) }
        post(group, "escalations/:id/:move") { visit in try await move(visit) }
    }

    /// The case that the address names, where this reader may know of it.
    private func known(_ visit: Visit) async throws -> Escalation {
        guard let id = ID<Escalation>(try visit.parameters.require("id")),
            let known = try await stores.escalations.escalation(id, scope: visit.reader.ownScope)
        else { throw EscalationConflict.notFound }
        return known
    }

    func escalationPage(_ visit: Visit, _ kept: Kept) async throws -> Response {
        let known = try await self.known(visit)
        let words = pages.words(in: visit.language)
        guard let view = try await disclose([known], to: visit, isWhole: true).first else {
            throw EscalationConflict.notFound
        }
        let lastRead = try await lastRead(known, visit)
        let newest = known.messages.map(\.id).max()
        let seen = try await reading(known, view)
        var values = view.common
        values["needs_follow_up"] = known.severity <= .s1
        values["is_crisis"] = known.severity <= .s1 || !view.dangerSigns.isEmpty
        values["crisis"] = crisis(known, visit.language)
        values["received"] = view.time(known.receivedAt)
        let lines = try await thread(known, view, lastRead)
        let isWhole = visit.query("all") != nil
        values["thread"] = isWhole ? lines : Array(lines.suffix(Self.longestThread))
        if !isWhole, lines.count > Self.longestThread {
            values["earlier"] = words.say("earlier_lines", ["n": "\(lines.count - Self.longestThread)"])
        }
        if let read = lastRead ?? newest { values["read"] = "\(read)" }
        values.merge(try await news(visit, words)) { _, new in new }
        values.merge(try await company(known, visit, words)) { _, new in new }
        values["may_read"] = view.mayRead
        if view.mayRead { values["labelling"] = labelling(known, words) }
        values["opens_by_reason"] = !view.mayRead && view.disclosure.opensByBreakGlass
        if !kept.reason.isEmpty, let move = kept.move { values["typed_\(move)"] = kept.reason }
        values.merge(view.moves) { _, new in new }
        values["people"] = try await people(known, visit)
        values["may_go_to_group"] = known.wasAskedInGroup && !known.isSensitive
        values["goes_to_group"] = (kept.visibility ?? known.usualVisibility) == .group
        values["was_kept_private"] = known.course.wasKeptPrivate
        values["is_warned"] = kept.isWarned
        values["desks"] = Desk.allCases.filter { $0 != known.desk }.map {
            ["value": $0.rawValue, "name": words["desk_\($0.rawValue)"]]
        }
        values["text"] = kept.text
        if view.isMine, kept.text.isEmpty, let draft = known.course.draft, draft.author == visit.reader.login {
            values["text"] = draft.text.exposed
            values["draft_note"] = words["draft_restored"]
        }
        if view.moves["can_merge"] as? Bool ?? false { values["candidates"] = try await candidates(known, visit) }
        values["note_text"] = kept.note
        if let notice = kept.notice { values["notice"] = notice }
        if view.isMine {
            if let name = view.memberName { values["member_name"] = name }
            if let lease = known.leaseUntil {
                values["lease"] = machineTime(lease)
                values["lease_text"] = words.say(
                    "lease_left",
                    ["span": words.span(max(0, lease.timeIntervalSince(visit.now)))]
                )
            }
            values["canned"] = try await cannedValues()
        }
        if let group = groups.group(id: known.group), let zone = TimeZone(identifier: group.timeZone) {
            values["local_time"] = [
                "machine": machineTime(visit.now), "text": words.time(visit.now, in: zone, now: visit.now),
            ]
        }
        let title = "\(words["severity_\(known.severity.rawValue)"]) \(known.member.initials)"
        var frame = Frame(title, visit.request, visit: seen, section: view.isMine ? "mine" : "queue")
        frame.isError = kept.notice != nil
        return pages.page("escalation-page", frame, values, status: kept.status)
    }

    /// Who could take the case: enabled people of its group but the reader, those on duty first.
    private func people(_ known: Escalation, _ visit: Visit) async throws -> [[String: Any]] {
        let duty = try await register.duty(at: visit.now)
        let words = pages.words(in: visit.language)
        let able = try await stores.staff.staff().filter { person in
            person.isEnabled && person.login != visit.reader.login
                && (person.groups.isEmpty || person.groups.contains(known.group))
        }
        let there = able.filter { duty.isOnDuty($0, at: visit.now) }.map { ($0, " · " + words["on_duty"]) }
        let away = able.filter { !duty.isOnDuty($0, at: visit.now) }.map { ($0, "") }
        return (there + away).map { person, note in
            let zone = TimeZone(identifier: person.timeZone) ?? .gmt
            let time = words.time(visit.now, in: zone, now: visit.now)
            return ["value": person.login, "name": "\(person.name) · \(time)\(note)"]
        }
    }

    private func crisis(_ known: Escalation, _ language: ConsoleLanguage) -> [String: Any] {
        let country = known.member.country.flatMap { numbers.countries[$0] }
        var card: [String: Any] = [
            "emergency": numbers.local(known.member.country, in: language.reply), "consular": numbers.consularHotline,
        ]
        if let line = country?.crisisLine { card["line"] = line }
        if let name = country?.names[language.reply] { card["country"] = name }
        return card
    }

    private func cannedValues() async throws -> [[String: Any]] {
        let edited = try await stores.canned.editedReplies()
        return shippedReplies.with(edited).map {
            ["name": $0.name, "keys": $0.name.pinyinInitials + " " + $0.keywords, "zh": $0.chinese, "en": $0.english]
        }
    }

    private func thread(
        _ known: Escalation,
        _ view: EscalationView,
        _ lastRead: ID<Message>?
    ) async throws -> [[String: Any]] {
        let names = Dictionary(
            try await stores.staff.staff().map { ($0.login, $0.name) },
            uniquingKeysWith: { first, _ in first }
        )
        guard view.mayRead || view.disclosure.shows(.notes) else { return [] }
        let lines = try await stores.threads.thread(of: known.id, scope: view.visit.reader.ownScope)
        let fresh = lines.first { line in line.message.map { lastRead ?? $0 < $0 } ?? false }?.message
        return lines.filter { view.shows($0.origin) && !$0.wasTakenBack }.map { line in
            var values: [String: Any] = [
                "text": line.text.exposed, "text_lang": EscalationView.language(of: line.text.exposed),
                "at": view.time(line.at),
            ]
            switch line.origin {
            case .member:
                values["origin"] = "member"
                if let message = line.message {
                    values["message"] = "\(message)"
                    values["is_first_unread"] = message == fresh
                }
                values["by"] = view.memberName ?? known.member.initials
            case .note(let login):
                values["origin"] = "note"
                values["by"] = view.words.say("note_by", ["name": names[login] ?? login])
            case .reply(let kind, let state, let visibility):
                values["origin"] = "reply"
                values["by"] = view.words[kind == .counselor ? "reply_by_person" : "reply_by_bot"]
                values["reach"] =
                    view.words["delivery_\(state.rawValue)"] + view.words["comma"]
                    + view.words[visibility == .group ? "to_group" : "to_private"]
            }
            return values
        }
    }
}

extension String {
    /// The first letters of the words' sounds: `fs` for 发烧; what a Chinese keyboard user types to find it.
    var pinyinInitials: String {
        let latin = self.applyingTransform(StringTransform("Han-Latin; Latin-ASCII"), reverse: false) ?? self
        return String(latin.lowercased().split { !$0.isLetter }.compactMap(\.first))
    }
}
