import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// Who saw or did what, for administrators and coordinators of the groups it happened in.
extension Console {
    private static let rows = 50

    func addAuditTrail(to group: Group) {
        get(group, "audit") { visit in
            guard visit.reader.seesTheWhole else { throw Problem(.notFound, "There is no such page") }
            return try await auditPage(visit)
        }
    }

    private func auditPage(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        var filter = AuditFilter()
        filter.groups = visit.reader.scope.groups
        filter.actor = visit.query("actor")
        filter.subject = visit.query("subject")
        filter.action = visit.query("action").flatMap { AuditedAct.Action(rawValue: $0) }
        let cursor = visit.query("before").flatMap { Int64($0) }
        let found = try await stores.audit.auditRecords(filter, before: cursor, limit: Self.rows + 1)
        // Reading the trail is an act itself, written down before anything of it is shown.
        let act = AuditedAct(actor: visit.reader.login, action: .auditRead, subject: filter.subject ?? "")
        try await stores.audit.record([act], now: visit.now)
        let report = await readiness()
        let people = try await stores.staff.staff()
        let names = Dictionary(people.map { ($0.login, $0.name) }, uniquingKeysWith: { first, _ in first })
        var values: [String: Any] = [
            "rows": found.prefix(Self.rows).map { row($0, names, visit, words) }, "is_empty": found.isEmpty,
            "chain": words["chain_\(report.audit.rawValue)"], "is_broken": report.audit == .failing,
            "subject": filter.subject ?? "",
            "actors": people.map {
                ["value": $0.login, "name": $0.name, "is_current": $0.login == filter.actor] as [String: Any]
            },
            "actions": AuditedAct.Action.allCases.map {
                [
                    "value": $0.rawValue, "name": words["act_\($0.rawValue)"], "is_current": $0 == filter.action,
                ] as [String: Any]
            },
        ]
        if found.count > Self.rows, let last = found.prefix(Self.rows).last {
            let query = [
                ("actor", filter.actor ?? ""), ("action", filter.action?.rawValue ?? ""),
                ("subject", filter.subject ?? ""), ("before", "\(last.sequence)"),
            ]
            values["next"] = "/audit?" + query.map { "\($0.0)=\(Landing.query($0.1))" }.joined(separator: "&")
        }
        let frame = Frame(words["audit_title"], visit.request, visit: visit, section: "audit")
        return pages.page("audit-page", frame, values)
    }

    private func row(
        _ record: AuditRecord,
        _ names: [String: String],
        _ visit: Visit,
        _ words: Words
    ) -> [String: Any] {
        var values: [String: Any] = [
            "at": visit.stamp(record.at, words), "actor": names[record.act.actor] ?? record.act.actor,
            "action": words["act_\(record.act.action.rawValue)"], "subject": record.act.subject,
        ]
        if let group = record.act.group {
            values["group"] = groups.group(id: group)?.names[visit.language.reply] ?? group
        }
        if let reason = record.act.reason, !reason.isEmpty { values["reason"] = reason.exposed }
        return values
    }
}
