import Accounts
import Foundation
import Hummingbird
import MutualAid

/// What a reader sees of cases, after the disclosure table; what they see is written down first.
extension Console {
    /// Each case as this reader may see it.
    ///
    /// Where a member's words or name are among it, the audit trail says so before anything is shown. Opening a case
    /// (`isWhole`) is always a view; a page that only refreshes itself is one while it shows something new.
    func disclose(_ found: [Escalation], to visit: Visit, isWhole: Bool = false) async throws -> [EscalationView] {
        let opened = try await stores.audit.openedCases(of: visit.reader.login, now: visit.now)
        let words = pages.words(in: visit.language)
        let views = found.map {
            EscalationView(
                escalation: $0,
                disclosure: Disclosure(of: $0, to: visit.reader, isGlassBroken: opened.contains($0.id)),
                visit: visit,
                words: words,
                groups: groups
            )
        }
        let shows = views.filter { $0.mayRead && !$0.escalation.messages.isEmpty || $0.memberName != nil }
        let isRefresh = visit.request.headers[.huzhuPart] != nil
        let fresh = shows.filter { isWhole && !isRefresh || !shown.contains(ShownCases.View($0), now: visit.now) }
        try await stores.audit.record(fresh.map(\.act), now: visit.now)
        shown.add(fresh.map(ShownCases.View.init), now: visit.now)
        return views
    }

    /// Opens a closed case to its reader for half an hour, with a reason that the group's administrators see.
    func breakGlass(_ visit: Visit, _ known: Escalation, _ page: String) async throws -> Response {
        let reason = visit.form["reason"].trimmingCharacters(in: .whitespacesAndNewlines)
        guard reason.count >= 5, reason.count <= 1000 else {
            let words = pages.words(in: visit.language)
            return try await refused(visit, words["break_glass_reason_missing"], .unprocessableContent)
        }
        guard Disclosure(of: known, to: visit.reader).opensByBreakGlass else { return redirect(page) }
        _ = try await stores.audit.breakGlass(
            known,
            by: visit.reader.login,
            reason: PrivateText(reason),
            now: visit.now
        )
        return redirect(page + "#thread")
    }
}

/// Which views stand in the audit trail already, so that a page that refreshes itself each second fills no disk.
///
/// It guards the list.
final class ShownCases: Sendable {
    /// One person's view of a case as it was.
    struct View: Hashable {
        let login: String
        let id: ID<Escalation>
        /// More lines are something new.
        let lines: Int

        init(_ view: EscalationView) {
            login = view.visit.reader.login
            id = view.escalation.id
            lines = view.escalation.messages.count
        }
    }

    /// How long a page that stays open counts as one view, in seconds.
    private static let span: TimeInterval = 600
    private let seen = Guarded<[View: Date]>([:])

    func contains(_ view: View, now: Date) -> Bool {
        seen.withLock { $0[view].map { now.timeIntervalSince($0) < Self.span } ?? false }
    }

    func add(_ views: [View], now: Date) {
        seen.withLock { seen in
            if seen.count > 20_000 { seen = seen.filter { now.timeIntervalSince($0.value) < Self.span } }
            for view in views { seen[view] = now }
        }
    }
}

extension EscalationView {
    /// That this reader saw it, for the audit trail.
    fileprivate var act: AuditedAct {
        AuditedAct(
            actor: visit.reader.login,
            action: .textViewed,
            subject: "\(escalation.id)",
            group: escalation.group,
            member: escalation.member.id
        )
    }

    /// Whether a line of what was said is for this reader: notes by their own row of the table, the rest as words.
    func shows(_ origin: ThreadLine.Origin) -> Bool {
        switch origin {
        case .member, .reply: mayRead
        case .note: disclosure.shows(.notes)
        }
    }
}
