import Accounts
import Foundation
import Hummingbird
import MutualAid

/// Who else has to do with a case: those who look at it, those who ask the same, and cases it could go with.
extension Console {
    /// How far the reader had read when they opened the page: an open page says it itself while it refreshes, so that
    /// its divider stays where it was.
    func lastRead(_ known: Escalation, _ visit: Visit) async throws -> ID<Message>? {
        if let shown = visit.request.headers[.huzhuPart].flatMap({ ID<Message>($0) }) { return shown }
        return try await stores.reading.lastRead(of: known.id, by: visit.reader.login)
    }

    /// Notes what the owner sees by opening the page; a page that refreshes itself has not been read by anybody yet.
    func reading(_ known: Escalation, _ view: EscalationView) async throws -> Visit {
        var visit = view.visit
        guard known.owner?.login == visit.reader.login, view.mayRead, visit.request.headers[.huzhuPart] == nil,
            let last = known.messages.map(\.id).max()
        else { return visit }
        try await stores.reading.read(known.id, upTo: last, by: visit.reader.login)
        try await readNotices(about: known.id, visit)
        visit.unread = try await unread(by: visit.reader.login)
        return visit
    }

    /// What the oldest notices say of a case is seen by opening it; those about others stay, and all that came after.
    private func readNotices(about id: ID<Escalation>, _ visit: Visit) async throws {
        let login = visit.reader.login
        let seen = try await stores.notices.unreadNotices(of: login).prefix { $0.escalation == id }
        guard let last = seen.last else { return }
        try await stores.notices.readNotices(of: login, upTo: last.id, now: visit.now)
    }

    /// Who is there, and who waits for the same answer.
    func company(_ known: Escalation, _ visit: Visit, _ words: Words) async throws -> [String: Any] {
        let others = hub.presence.others(at: known.id, but: visit.reader.login)
        var there = others.map { other in
            words.say(other.isReplying ? "presence_replying" : "presence_looking", ["name": other.name])
        }
        if let draft = known.course.draft, draft.author != visit.reader.login,
            visit.now.timeIntervalSince(draft.at) < Escalation.Draft.lock,
            !others.contains(where: { $0.login == draft.author })
        {
            let name = try await stores.staff.staff().first { $0.login == draft.author }?.name ?? draft.author
            there.append(words.say("presence_replying", ["name": name]))
        }
        var values: [String: Any] = ["presence": there.joined(separator: words["comma"])]
        values.merge(askers(known, words)) { _, new in new }
        if let target = known.course.mergedInto { values["merged_into"] = "\(target)" }
        return values
    }

    /// How many of those who ask the same are named; all are counted.
    private static let mostNamed = 20

    /// Who else asks this, and in which languages people still wait.
    private func askers(_ known: Escalation, _ words: Words) -> [String: Any] {
        let others = known.course.askers.filter { $0.escalation != known.id }
        guard !others.isEmpty else { return [:] }
        let first = others.prefix(Self.mostNamed).map(\.initials).joined(separator: words["comma"])
        let named = first + (others.count > Self.mostNamed ? " …" : "")
        var values = ["askers": words.say("askers", ["n": "\(others.count)", "name": named])]
        let waiting = Set(known.course.askers.filter { !$0.isAnswered }.map(\.language)).sorted()
        if Set(known.course.askers.map(\.language)).count > 1, !waiting.isEmpty {
            let languages = waiting.map { words["language_\($0)"] }.joined(separator: words["comma"])
            values["askers_waiting"] = words.say("askers_waiting", ["name": languages])
        }
        return values
    }

    /// Open cases that this one may go with, told apart without a word of their members.
    func candidates(_ known: Escalation, _ visit: Visit) async throws -> [[String: Any]] {
        let words = pages.words(in: visit.language)
        let open = try await stores.escalations.mergeTargets(of: known, scope: visit.reader.ownScope, limit: 40)
        return open.map { each in
            let view = EscalationView(
                escalation: each,
                disclosure: Disclosure(of: each, to: visit.reader),
                visit: visit,
                words: words,
                groups: groups
            )
            let parts = [
                each.member.initials, view.common["labels"] as? String ?? "", words["state_\(each.state.rawValue)"],
                words.time(each.receivedAt, in: visit.zone, now: visit.now),
            ]
            return ["value": "\(each.id)", "name": parts.filter { !$0.isEmpty }.joined(separator: " · ")]
        }
    }
}

extension ThreadLine {
    /// An answer that its author took back before it left; nobody but them ever saw it.
    var wasTakenBack: Bool {
        if case .reply(.counselor, .superseded, _) = origin { true } else { false }
    }
}
