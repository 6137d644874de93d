import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

extension APIRoutes {
    /// Breaking glass, and who did: the routes of the audit trail.
    func addAudit<Context: RequestContext>(to api: RouterGroup<Context>) {
        api.post("escalations/:id/break-glass") { request, context in
            try await breakGlass(request, context.parameters)
        }
        api.post("escalations/:id/erase-member") { request, context in
            try await eraseMember(request, context.parameters)
        }
        api.get("audit") { request, _ in try await auditTrail(request) }
    }

    /// Opens one case to the caller for half an hour; the group's administrators see the reason.
    private func breakGlass(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        guard let id = ID<Escalation>(try parameters.require("id")),
            let escalation = try await escalations.escalation(id, scope: reader.scope)
        else { throw EscalationConflict.notFound }
        let body = try await request.body.collect(upTo: 1 << 16)
        let given = try JSONDecoder().decode(ReasonJSON.self, from: Data(body.readableBytesView))
        let reason = given.reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard reason.count >= 5, reason.count <= 1000 else {
            throw Problem(.unprocessableContent, "Say why, in 5 to 1,000 characters")
        }
        guard Disclosure(of: escalation, to: reader.staff).opensByBreakGlass else {
            throw Problem(.unprocessableContent, "A reason would show you no more of this case")
        }
        _ = try await audit.breakGlass(
            escalation,
            by: reader.staff.login,
            reason: PrivateText(reason),
            now: now()
        )
        return try await respond(escalation, to: reader)
    }

    /// Carries out what the member asked for in chat: their own case of it is the way here.
    private func eraseMember(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        guard let id = ID<Escalation>(try parameters.require("id")),
            let escalation = try await escalations.escalation(id, scope: reader.scope)
        else { throw EscalationConflict.notFound }
        guard reader.staff.roles.contains(where: { $0 == .administrator || $0 == .coordinator }) else {
            throw Problem(.forbidden, "Members are erased by administrators and coordinators")
        }
        guard escalation.reason == .erasureAsked else {
            throw Problem(.unprocessableContent, "The member did not ask for it in this case")
        }
        do {
            let report = try await members.erase(
                escalation.member.id,
                by: reader.staff.login,
                sparing: id,
                evenWithOpenCases: false,
                now: now()
            )
            return JSONText.response(["messages": report.messages, "deliveries": report.deliveries])
        } catch ErasureRefusal.casesAreOpen(let count) {
            throw Problem(.unprocessableContent, "\(count) other cases of theirs are open; resolve them first")
        } catch ErasureRefusal.notFound {
            throw Problem(.unprocessableContent, "They have been erased already")
        }
    }

    private func auditTrail(_ request: Request) async throws -> Response {
        let reader = try await reader(of: request, for: .audit)
        guard reader.staff.roles.contains(where: { $0 == .administrator || $0 == .coordinator }) else {
            throw Problem(.forbidden, "The audit trail is for administrators and coordinators")
        }
        let query = request.uri.queryParameters
        var filter = AuditFilter()
        filter.groups = reader.scope.groups
        filter.actor = query["actor"].map { String($0) }
        filter.subject = (query["escalation"] ?? query["subject"]).map { String($0) }
        if let name = query["action"] {
            guard let action = AuditedAct.Action(rawValue: String(name)) else {
                let known = AuditedAct.Action.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "There is no such action", detail: "known: \(known)")
            }
            filter.action = action
        }
        let limit = query["limit"].flatMap { Int($0) }.map { min(max($0, 1), 200) } ?? 50
        let cursor = query["after"].flatMap { Int64($0) }
        let rows = try await audit.auditRecords(filter, before: cursor, limit: limit + 1)
        let act = AuditedAct(actor: reader.staff.login, action: .auditRead, subject: filter.subject ?? "")
        try await audit.record([act], now: now())
        let items = rows.prefix(limit).map(AuditJSON.init)
        let next = rows.count > limit ? items.last.map { "\($0.sequence)" } : nil
        return JSONText.response(AuditPageJSON(items: items, next: next))
    }
}

private struct ReasonJSON: Decodable {
    let reason: String
}

/// A row of the audit trail as the API shows it.
private struct AuditJSON: Encodable {
    let sequence: Int64
    let at: Date
    let actor: String
    let action: String
    let subject: String
    let groupID: String?
    /// `nil` where none was given, or the member it speaks of was erased.
    let reason: String?

    enum CodingKeys: String, CodingKey {
        case sequence, at, actor, action, subject, reason
        case groupID = "group_id"
    }

    init(_ record: AuditRecord) {
        sequence = record.sequence
        at = record.at
        actor = record.act.actor
        action = record.act.action.rawValue
        subject = record.act.subject
        groupID = record.act.group
        reason = record.act.reason?.exposed
    }
}

private struct AuditPageJSON: Encodable {
    let items: [AuditJSON]
    let next: String?
}
