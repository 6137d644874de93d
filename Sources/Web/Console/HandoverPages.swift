import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// The end of a shift: everything in hand is offered to one person in one press, who takes it or not (criterion C16).
extension Console {
    func addHandover(to group: Group) {
        get(group, "handover") { visit in try await handoverPage(visit) }
        post(group, "handover") { visit in try await offerShift(visit) }
        post(group, "handover/:id/:answer") { visit in try await answerShift(visit) }
    }

    private func handoverPage(_ visit: Visit, problem: String? = nil) async throws -> Response {
        let words = pages.words(in: visit.language)
        let login = visit.reader.login
        let mine = try await mine(visit)
        let rows = try await disclose(mine, to: visit).map(\.row)
        let people = try await stores.staff.staff()
        let names = Dictionary(people.map { ($0.login, $0.name) }, uniquingKeysWith: { first, _ in first })
        let open = try await stores.handovers.openHandovers(of: login, now: visit.now)
        var values: [String: Any] = [
            "rows": rows, "is_empty": rows.isEmpty,
            "errors": problem.map { [["field": "to", "text": $0]] } ?? [], "has_errors": problem != nil,
            "people": try await followers(visit, people, words),
            "incoming": open.filter { $0.to == login }.map { offer -> [String: Any] in
                [
                    "offer": "\(offer.id)", "until": visit.stamp(offer.until, words),
                    "text": words.say("handover_from", ["name": names[offer.from] ?? offer.from]),
                ]
            },
            "outgoing": open.filter { $0.from == login }.map { offer -> [String: Any] in
                [
                    "offer": "\(offer.id)", "until": visit.stamp(offer.until, words),
                    "text": words.say("handover_to", ["name": names[offer.to] ?? offer.to]),
                ]
            },
        ]
        if let left = visit.query("left").flatMap({ Int($0) }), left > 0 {
            values["left"] = words.say("handover_left", ["n": "\(left)"])
        }
        var frame = Frame(words["handover_title"], visit.request, visit: visit, section: "handover")
        frame.isError = problem != nil
        return pages.page("handover-page", frame, values, status: problem == nil ? .ok : .unprocessableContent)
    }

    /// Who could follow, those on duty first, each with the time on their wall.
    private func followers(_ visit: Visit, _ people: [StaffMember], _ words: Words) async throws -> [[String: Any]] {
        let duty = try await register.duty(at: visit.now)
        let others = people.filter { $0.isEnabled && $0.login != visit.reader.login }
        let there = others.filter { duty.isOnDuty($0, at: visit.now) }
        let away = others.filter { !duty.isOnDuty($0, at: visit.now) }
        return (there + away).enumerated().map { place, person in
            let zone = TimeZone(identifier: person.timeZone) ?? .gmt
            let time = words.time(visit.now, in: zone, now: visit.now)
            let note = place < there.count ? " · " + words["on_duty"] : ""
            return ["value": person.login, "name": "\(person.name) · \(time)\(note)"]
        }
    }

    private func offerShift(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        do {
            _ = try await stores.handovers.offerShift(
                of: visit.reader.login,
                to: visit.form["to"],
                now: visit.now
            )
            return redirect("/handover")
        } catch HandoverRefusal.nobodyThere {
            return try await handoverPage(visit, problem: words["nobody_there"])
        } catch HandoverRefusal.nothingToHandOver {
            return try await handoverPage(visit, problem: words["handover_nothing"])
        }
    }

    private func answerShift(_ visit: Visit) async throws -> Response {
        guard let id = ID<Handover>(try visit.parameters.require("id")) else { throw HandoverRefusal.notFound }
        switch try visit.parameters.require("answer") {
        case "accept":
            let done = try await stores.handovers.acceptShift(id, by: visit.reader.login, now: visit.now)
            return redirect(done.left.isEmpty ? "/escalations?mine=1" : "/handover?left=\(done.left.count)")
        case "decline":
            try await stores.handovers.declineShift(id, by: visit.reader.login, now: visit.now)
            return redirect("/handover")
        default: throw Problem(.notFound, "There is no such page")
        }
    }
}
