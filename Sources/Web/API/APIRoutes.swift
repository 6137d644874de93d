import Comprehension
import Accounts
package import Foundation
import HTTPTypes
import Hummingbird
package import MutualAid
import NIOCore

/// `/api/v1`: the queue for programs, with bearer tokens.
package struct APIRoutes: Sendable {
    let escalations: any EscalationStore
    let messages: any MessageStore
    let audit: any AuditStore
    let members: any MemberStore
    let labels: LabelDesk
    let register: DutyRegister
    let handovers: any HandoverStore
    let news: any QueueNewsStore
    let bell: ChangeNotice
    let bearer: TokenBearer
    let lease: Lease
    let now: @Sendable () -> Date

    package init(
        escalations: any EscalationStore,
        messages: any MessageStore,
        tokens: any TokenStore,
        audit: any AuditStore,
        members: any MemberStore,
        labels: LabelDesk,
        register: DutyRegister,
        handovers: any HandoverStore,
        news: any QueueNewsStore,
        bell: ChangeNotice,
        lease: Lease,
        now: @escaping @Sendable () -> Date
    ) {
        self.escalations = escalations
        self.messages = messages
        self.audit = audit
        self.members = members
        self.labels = labels
        self.register = register
        self.handovers = handovers
        self.news = news
        self.bell = bell
        bearer = TokenBearer(store: tokens)
        self.lease = lease
        self.now = now
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        let api = router.group("api/v1")
        api.get("escalations") { request, _ in try await list(request) }
        api.post("escalations/next") { request, _ in try await next(request) }
        api.get("escalations/:id") { request, context in try await show(request, context.parameters) }
        api.post("escalations/:id/:move") { request, context in try await move(request, context.parameters) }
        api.get("messages/:id") { request, context in try await message(request, context.parameters) }
        api.put("duty") { request, _ in try await setDuty(request) }
        api.get("statistics") { request, _ in try await statistics(request) }
        addAudit(to: api)
        addLabels(to: api)
        addHandovers(to: api)
        addNews(to: api)
    }

    private func list(_ request: Request) async throws -> Response {
        let reader = try await reader(of: request, for: .read)
        let query = request.uri.queryParameters
        let state = try query["state"].map { name in
            guard let state = Escalation.State(rawValue: String(name)) else {
                let known = Escalation.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "There is no such state", detail: "known: \(known)")
            }
            return state
        }
        let limit = query["limit"].flatMap { Int($0) }.map { min(max($0, 1), 200) } ?? 50
        let filter = EscalationFilter(
            state: state,
            desk: try query["desk"].map(Self.desk),
            group: query["group"].map { String($0) },
            owner: query["mine"].map { $0 != "false" } ?? false ? reader.staff.login : nil
        )
        let page = try await escalations.escalations(
            filter,
            scope: reader.scope,
            after: query["after"].map { String($0) },
            limit: limit
        )
        let items = try await disclose(page.items, to: reader)
        return JSONText.response(PageJSON(items: items, next: page.next))
    }

    private static func desk(_ name: Substring) throws -> Desk {
        guard let desk = Desk(rawValue: String(name)) else {
            let known = Desk.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, "There is no such desk", detail: "known: \(known)")
        }
        return desk
    }

    private func next(_ request: Request) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        let claimed = try await escalations.claimNext(
            by: reader.staff.asOwner,
            scope: reader.scope,
            lease: lease,
            now: now()
        )
        guard let claimed else { return Response(status: .noContent) }
        return try await respond(claimed, to: reader)
    }

    private func show(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .read)
        guard let id = ID<Escalation>(try parameters.require("id")),
            let escalation = try await escalations.escalation(id, scope: reader.scope)
        else { throw EscalationConflict.notFound }
        return try await respond(escalation, to: reader)
    }

    private func move(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        guard let id = ID<Escalation>(try parameters.require("id")),
            let known = try await escalations.escalation(id, scope: reader.scope)
        else { throw EscalationConflict.notFound }
        let body = try await request.body.collect(upTo: 1 << 18)
        let change = try EscalationMoves.change(
            try parameters.require("move"),
            body: Data(body.readableBytesView),
            on: known,
            lease: lease
        )
        let version = try version(in: request, isNeeded: change.needsVersion)
        let changed = try await escalations.change(
            id,
            change,
            by: reader.staff.asOwner,
            scope: reader.scope,
            version: version,
            now: now()
        )
        return try await respond(changed, to: reader)
    }

    private func message(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .read)
        guard let id = ID<Message>(try parameters.require("id")), let found = try await messages.message(id),
            reader.staff.groups.isEmpty || reader.staff.groups.contains(found.message.group)
        else { throw Problem(.notFound, "There is no such message") }
        return JSONText.response(MessageJSON(found, showsText: try await showsText(of: found, to: reader)))
    }

    /// Whether the reader sees the message's words; where they do, that is written down first.
    ///
    /// A message of a case follows the case: who may not know of the one may not know of the other.
    private func showsText(of found: SettledMessage, to reader: APIReader) async throws -> Bool {
        var shows = reader.staff.mayReadSettled(found)
        if let id = found.escalation {
            guard let escalation = try await escalations.escalation(id, scope: reader.scope) else {
                throw Problem(.notFound, "There is no such message")
            }
            let opened = try await audit.openedCases(of: reader.staff.login, now: now())
            let disclosure = Disclosure(of: escalation, to: reader.staff, isGlassBroken: opened.contains(id))
            shows = disclosure.shows(.messageText)
        }
        let view = AuditedAct(
            actor: reader.staff.login,
            action: .textViewed,
            subject: "\(found.message.id)",
            group: found.message.group,
            member: found.message.member
        )
        try await audit.record(shows ? [view] : [], now: now())
        return shows
    }

    private func setDuty(_ request: Request) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        let body = try await request.body.collect(upTo: 1024)
        let duty = try JSONDecoder().decode(DutyJSON.self, from: Data(body.readableBytesView))
        try await register.setDuty(duty.onDuty, for: reader.staff.login, at: now())
        return JSONText.response(duty)
    }

    private func statistics(_ request: Request) async throws -> Response {
        _ = try await reader(of: request, for: .read)
        let counts = try await escalations.openCounts()
        let open = counts.map { triage, count in
            OpenJSON(severity: triage.severity.rawValue, desk: triage.desk.rawValue, open: count)
        }
        return JSONText.response(["escalations": open.sorted { ($0.severity, $0.desk) < ($1.severity, $1.desk) }])
    }

    func version(in request: Request, isNeeded: Bool) throws -> Int? {
        guard let header = request.headers[.ifMatch] else {
            if isNeeded { throw EscalationConflict.versionMissing }
            return nil
        }
        guard let version = Int(header.filter { $0 != "\"" }) else {
            throw Problem(.badRequest, "If-Match is a version in quotes, such as \"7\"")
        }
        return version
    }
}

private struct PageJSON: Encodable {
    let items: [EscalationJSON]
    let next: String?
}

private struct DutyJSON: Codable {
    let onDuty: Bool

    enum CodingKeys: String, CodingKey {
        case onDuty = "on_duty"
    }
}

private struct OpenJSON: Encodable {
    let severity: String
    let desk: String
    let open: Int
}
