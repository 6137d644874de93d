import Foundation
import Hummingbird
import MutualAid

/// The queue: what waits for a person, the most urgent first.
extension Console {
    func addQueue(to group: Group) {
        get(group, "escalations") { visit in try await queuePage(visit) }
        post(group, "escalations/next") { visit in
            let claimed = try await stores.escalations.claimNext(
                by: visit.reader.asOwner,
                scope: visit.reader.ownScope,
                lease: lease,
                now: visit.now
            )
            if let claimed { return redirect("/escalations/\(claimed.id)#reply") }
            return redirect("/escalations?told=\(try await whyNothing(visit).rawValue)")
        }
    }

    private func queuePage(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let filter = QueueFilter(visit, groups: groups)
        let told = visit.query("told").flatMap { NothingClaimed(rawValue: $0) }
        let page = try await stores.escalations.escalations(
            in: filter.state,
            scope: filter.scope,
            after: visit.query("after"),
            limit: 40
        )
        let items = filter.isMine ? try await mine(visit) : page.items
        let rows = try await disclose(items, to: visit).map(\.row)
        let frame = Frame(
            words[filter.isMine ? "mine_title" : "queue_title"],
            visit.request,
            visit: visit,
            section: filter.section
        )
        var values: [String: Any] = [
            "rows": rows, "is_empty": rows.isEmpty, "numbers": try await numbersOfQueue(visit, words),
            "count": "\(rows.count)", "is_mine_page": filter.isMine,
            "states": filter.states(words), "groups": filter.groups(groups, words), "desks": filter.desks(visit, words),
        ]
        if let next = page.next, !filter.isMine { values["next"] = filter.address(after: next) }
        if let told { values["told"] = words.say("told_\(told.rawValue)", ["n": "\(lease.capacity ?? 0)"]) }
        values.merge(try await news(visit, words)) { _, new in new }
        values["gap_ahead"] = try await gapAhead(visit, words)
        return pages.page("queue-page", frame, values)
    }

    /// The cases that the reader works on, and those they answered or put off that are not resolved yet.
    func mine(_ visit: Visit) async throws -> [Escalation] {
        let page = try await stores.escalations.escalations(
            EscalationFilter(owner: visit.reader.login),
            scope: visit.reader.ownScope,
            after: nil,
            limit: 200
        )
        return page.items.filter(\.state.isOpen)
    }

    /// Why "claim the next" gave nothing, as the page says it.
    private enum NothingClaimed: String {
        case offDuty = "off_duty"
        case full
        case nothing
    }

    private func whyNothing(_ visit: Visit) async throws -> NothingClaimed {
        guard visit.isOnDuty else { return .offDuty }
        let held = try await mine(visit).filter { [.claimed, .transferring].contains($0.state) && $0.severity != .s0 }
        return held.count >= lease.capacity ?? .max ? .full : .nothing
    }

    /// The four figures above the queue.
    private func numbersOfQueue(_ visit: Visit, _ words: Words) async throws -> [[String: Any]] {
        let open = try await stores.escalations.openCounts().filter { visit.reader.seats.contains($0.key.desk) }
        let urgent = open.filter { $0.key.severity <= .s1 }.reduce(0) { $0 + $1.value }
        let all = open.reduce(0) { $0 + $1.value }
        let duty = try await register.duty(at: visit.now)
        let onDuty = try await stores.staff.staff().count { duty.isOnDuty($0, at: visit.now) }
        return [
            ["n": "\(urgent)", "word": words["number_urgent"], "is_alarm": urgent > 0],
            ["n": "\(all - urgent)", "word": words["number_other"]],
            ["n": "\(onDuty)", "word": words["number_on_duty"]],
            ["n": onDuty == 0 ? "–" : "\((all + onDuty - 1) / onDuty)", "word": words["number_each"]],
        ]
    }
}

/// Which part of the queue a page shows; all of it stands in the address.
struct QueueFilter {
    let state: Escalation.State?
    let isMine: Bool
    let scope: Scope
    private let group: String
    private let desk: String

    init(_ visit: Visit, groups: Groups) {
        isMine = visit.query("mine") != nil
        state = isMine ? .claimed : visit.query("state").map { Escalation.State(rawValue: $0) } ?? .waiting
        let own = visit.reader.ownScope
        group = visit.query("group") ?? ""
        desk = visit.query("desk") ?? ""
        let isGroup = groups.group(id: group) != nil && own.includes(group: group, desk: own.desks.first ?? .counselors)
        let wanted = Desk(rawValue: desk).flatMap { own.desks.contains($0) ? $0 : nil }
        scope = Scope(
            groups: isGroup ? [group] : own.groups,
            desks: wanted.map { [$0] } ?? own.desks,
            login: wanted == nil ? own.login : nil
        )
    }

    var section: String { isMine ? "mine" : "queue" }

    func states(_ words: Words) -> [[String: Any]] {
        Escalation.State.allCases.map { each in
            ["value": each.rawValue, "name": words["state_\(each.rawValue)"], "is_current": each == state]
        }
    }

    func groups(_ groups: Groups, _ words: Words) -> [[String: Any]] {
        groups.all.map {
            ["value": $0.id, "name": $0.names[words.language.reply] ?? $0.id, "is_current": $0.id == group]
        }
    }

    func desks(_ visit: Visit, _ words: Words) -> [[String: Any]] {
        Desk.allCases.filter(visit.reader.seats.contains).map {
            ["value": $0.rawValue, "name": words["desk_\($0.rawValue)"], "is_current": $0.rawValue == desk]
        }
    }

    func address(after cursor: String) -> String {
        "/escalations?state=\(state?.rawValue ?? "")&group=\(group)&desk=\(desk)&after=\(cursor)"
    }
}
