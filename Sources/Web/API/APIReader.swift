import Accounts
import HTTPTypes
import Hummingbird
import MutualAid

/// Who asks, as far as their token reaches.
struct APIReader: Sendable {
    let staff: StaffMember
    let token: StaffToken

    /// A token for certain desks reaches no others, not even cases of its person's own.
    var scope: Scope { token.desks.isEmpty ? staff.ownScope : staff.scope }
}

extension APIRoutes {
    /// Who asks.
    ///
    /// - Throws: the same 401 for a token that is missing, unknown, expired, revoked or of somebody disabled; 403 where
    ///   it is not for this.
    func reader(of request: Request, for scope: TokenScope) async throws -> APIReader {
        let bearer = try await bearer.bearer(authorization: request.headers[.authorization], now: now())
        guard let bearer else { throw Problem(.unauthorized, "Send a bearer token") }
        guard bearer.token.allows(scope) else {
            throw Problem(.forbidden, "This token is not for that", detail: "it needs the scope \(scope.rawValue)")
        }
        return APIReader(staff: bearer.staff, token: bearer.token)
    }

    /// What the reader sees of each case; where a member's words are among it, that is written down first.
    func disclose(_ found: [Escalation], to reader: APIReader) async throws -> [EscalationJSON] {
        let opened = try await audit.openedCases(of: reader.staff.login, now: now())
        let disclosures = found.map {
            Disclosure(of: $0, to: reader.staff, isGlassBroken: opened.contains($0.id))
        }
        let views = zip(found, disclosures).compactMap { escalation, disclosure -> AuditedAct? in
            let showsWords = disclosure.shows(.messageText) && !escalation.messages.isEmpty
            guard showsWords || disclosure.shows(.memberName) else { return nil }
            return AuditedAct(
                actor: reader.staff.login,
                action: .textViewed,
                subject: "\(escalation.id)",
                group: escalation.group,
                member: escalation.member.id
            )
        }
        try await audit.record(views, now: now())
        return zip(found, disclosures).map { EscalationJSON($0, $1) }
    }

    func respond(_ escalation: Escalation, to reader: APIReader) async throws -> Response {
        let shown = try await disclose([escalation], to: reader)
        var response = JSONText.response(shown[0])
        response.headers[.eTag] = "\"\(escalation.version)\""
        return response
    }
}
