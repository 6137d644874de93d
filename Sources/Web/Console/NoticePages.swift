import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

/// What is new for one reader: notices, answers that can still be taken back, and the numbers that tabs and sounds follow.
extension Console {
    func addNotices(to group: Group) {
        post(group, "notices/read", needsCode: false) { visit in
            if let id = Int64(visit.form["notice"]) {
                try await stores.notices.readNotices(of: visit.reader.login, upTo: id, now: visit.now)
            }
            return redirect(Landing.path(visit.form["next"]))
        }
        get(group, "news", needsCode: false) { visit in
            let open = try await stores.escalations.openCounts().filter { visit.reader.seats.contains($0.key.desk) }
            let news = News(unread: visit.unread, open: open.reduce(0) { $0 + $1.value })
            return JSONText.response(news)
        }
    }

    /// Counts alone: nothing of it says whom or what a case is about.
    private struct News: Encodable {
        let unread: Int
        let open: Int
    }

    /// The notices and held answers that stand above the queue and a case.
    func news(_ visit: Visit, _ words: Words) async throws -> [String: Any] {
        let notices = try await stores.notices.unreadNotices(of: visit.reader.login)
        let held = try await stores.held.heldAnswers(of: visit.reader.login, now: visit.now)
        var values: [String: Any] = [
            "held": held.map { answer -> [String: Any] in
                let left = max(1, Int(answer.leavesAt.timeIntervalSince(visit.now).rounded(.up)))
                return [
                    "id": "\(answer.escalation)", "leaves": machineTime(answer.leavesAt),
                    "left": words.say("held_left", ["n": "\(left)"]),
                ]
            },
            "notices": notices.suffix(20).map { notice -> [String: Any] in
                [
                    "target": notice.kind.isAboutShift ? "/handover" : "/escalations/\(notice.escalation)",
                    "text": words["notice_\(notice.kind.rawValue)"],
                    "at": visit.stamp(notice.at, words),
                ]
            },
            "here": visit.request.uri.path,
        ]
        if let last = notices.last { values["newest_notice"] = "\(last.id)" }
        return values
    }
}

extension StaffNotice.Kind {
    /// Whether the page of hand-overs answers it, not a case.
    fileprivate var isAboutShift: Bool { self == .shiftOffered || self == .shiftDeclined }
}
