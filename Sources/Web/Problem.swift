import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MutualAid
import NIOCore

/// An error as the outside sees it: `application/problem+json` (RFC 9457), naming the problem and never the content.
struct Problem: Error {
    let status: HTTPResponse.Status
    let title: String
    var detail: String?
    /// Further members, such as the owner of a case that somebody else has.
    var members: [String: any Encodable & Sendable] = [:]
    /// Seconds until it is worth coming again.
    var retryAfter: Int?

    init(_ status: HTTPResponse.Status, _ title: String, detail: String? = nil) {
        self.status = status
        self.title = title
        self.detail = detail
    }

    /// The one place where an error becomes a status.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let rejection as WebhookRejection: self = Problem(rejection)
        case let failure as StoreFailure: self = Problem(failure)
        case let conflict as EscalationConflict: self = Problem(conflict)
        case let refusal as HandoverRefusal: self = Problem(refusal)
        case let conflict as FAQConflict: self = Problem(conflict)
        case let refusal as CorrectionRefusal: self = Problem(refusal)
        case let problems as FileProblems: self = Problem(problems)
        case let error as HTTPError: self = Problem(error.status, error.body ?? error.status.reasonPhrase)
        case is DecodingError: self = Problem(.badRequest, "The body is not what this route takes")
        default: self = Problem(.internalServerError, "Something broke here; it was logged")
        }
    }

    private init(_ rejection: WebhookRejection) {
        switch rejection {
        case .unsigned: self.init(.unauthorized, "The signature is missing, wrong or too old")
        case .malformed(let reason): self.init(.badRequest, "The message is malformed", detail: reason)
        case .unknownGroup: self.init(.unprocessableContent, "The room belongs to no group here")
        }
    }

    private init(_ failure: StoreFailure) {
        switch failure {
        case .unavailable: self.init(.serviceUnavailable, "Nothing can be stored just now; please come again")
        case .overloaded: self.init(.serviceUnavailable, "Too much waits to be stored; please come again")
        }
        retryAfter = Int.random(in: 5...30)
    }

    private init(_ refusal: HandoverRefusal) {
        switch refusal {
        case .notFound: self.init(.notFound, "There is no such hand-over for you now")
        case .nobodyThere: self.init(.unprocessableContent, "Name somebody else who works here")
        case .nothingToHandOver: self.init(.unprocessableContent, "You own no case that could be handed over")
        }
    }

    private init(_ conflict: EscalationConflict) {
        switch conflict {
        case .notFound: self.init(.notFound, "There is no such escalation")
        case .versionMissing: self.init(.preconditionRequired, "Send If-Match with the version you saw")
        case .stale(let current):
            self.init(.conflict, "The escalation has changed since, or somebody else has it")
            members["state"] = current.state.rawValue
            members["version"] = current.version
            if let owner = current.owner { members["owner"] = owner }
            if let lease = current.leaseUntil { members["lease_until"] = lease.formatted(.iso8601) }
            members["since"] = current.events.map { EscalationJSON.EventJSON($0) }
        case .illegal(let from, let legal):
            self.init(.unprocessableContent, "That cannot be done to an escalation that is \(from.rawValue)")
            members["legal"] = legal.map(\.rawValue).sorted()
            members["moves"] = from.moves.map(\.rawValue).sorted()
        case .followUpMissing:
            self.init(.unprocessableContent, "An S0 or S1 is resolved with a follow_up: none, check_in or handed_over")
        case .mustBePrivate: self.init(.unprocessableContent, "A sensitive case is never answered in the group")
        case .textMissing: self.init(.unprocessableContent, "There is no text to send")
        case .reasonMissing: self.init(.unprocessableContent, "This needs a reason")
        case .dateMissing: self.init(.unprocessableContent, "A snooze ends at a time still to come")
        case .snoozeTooLong(let severity, let most):
            let hours = Int(most / 3600)
            self.init(.unprocessableContent, "An \(severity.rawValue) is put off by \(hours) hours at most")
            members["longest_hours"] = hours
        case .atCapacity(let most):
            self.init(.unprocessableContent, "You have \(most) cases in hand; finish, hand on or release one first")
            members["capacity"] = most
        case .nobodyThere: self.init(.unprocessableContent, "Name a desk, or somebody else who works here")
        case .cannotMerge(let refusal):
            self.init(.unprocessableContent, "These two cases stay two", detail: refusal.rawValue)
        case .memberErased:
            self.init(.unprocessableContent, "This person was erased: nothing is written to or about them")
        case .replySent: self.init(.unprocessableContent, "A reply was sent: they cannot be taken apart any more")
        }
    }

    var headers: HTTPFields {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        return headers
    }

    var body: ByteBuffer {
        var fields: [String: any Encodable & Sendable] = members
        fields["type"] = "about:blank"
        fields["title"] = title
        fields["status"] = status.code
        if let detail { fields["detail"] = detail }
        return JSONText.encode(fields)
    }

    var response: Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

extension Problem {
    /// The problem that an error is; what nobody foresaw is logged, for a person must look at it.
    init(_ error: any Error, loggedBy logger: Logger) {
        self.init(error)
        guard status.code == 500 else { return }
        logger.error("A request failed", metadata: ["error": "\(type(of: error))"])
    }
}

/// Turns every error below it into a problem page, and logs those that a person must look at.
struct ErrorPages<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return Problem(error, loggedBy: context.logger).response
        }
    }
}
