import Accounts
package import Foundation
import HTTPTypes
import Hummingbird
package import MutualAid

/// `/api/v1/faq/…`: what became of answers once they were sent.
package struct FAQCareRoutes: Sendable {
    let desk: FAQDesk
    let records: any AnswerRecords
    let gaps: any GapStore
    let corrections: CorrectionDesk
    let cases: any EscalationStore
    let messages: any MessageStore
    let audit: any AuditStore
    let bearer: TokenBearer
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - desk: where entries are changed.
    ///   - records: what is known of sent answers.
    ///   - gaps: what no entry answered.
    ///   - corrections: where what was said is put right.
    ///   - cases: to see who may read the words of a question.
    ///   - messages: those words.
    ///   - audit: where it is written down who read them.
    ///   - tokens: who shows a token.
    ///   - now: the clock.
    package init(
        desk: FAQDesk,
        records: any AnswerRecords,
        gaps: any GapStore,
        corrections: CorrectionDesk,
        cases: any EscalationStore,
        messages: any MessageStore,
        audit: any AuditStore,
        tokens: any TokenStore,
        now: @escaping @Sendable () -> Date
    ) {
        self.desk = desk
        self.records = records
        self.gaps = gaps
        self.corrections = corrections
        self.cases = cases
        self.messages = messages
        self.audit = audit
        bearer = TokenBearer(store: tokens)
        self.now = now
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        let api = router.group("api/v1")
        api.get("faq/:entry/feedback") { request, context in try await feedback(request, context.parameters) }
        api.get("faq/misses") { request, _ in try await listGaps(request) }
        api.post("faq/misses/:gap/dismiss") { request, context in try await dismiss(request, context.parameters) }
        api.get("faq/:entry/told") { request, context in try await told(request, context.parameters) }
        api.get("faq/:entry/corrections") { request, context in try await corrections(request, context.parameters) }
        api.post("faq/:entry/corrections") { request, context in try await correct(request, context.parameters) }
        api.post("faq/:entry/corrections/:correction/:move") { request, context in
            try await moveCorrection(request, context.parameters)
        }
    }

    /// What was said of each version, newest word first.
    private func feedback(_ request: Request, _ parameters: Parameters) async throws -> Response {
        _ = try await reader(of: request)
        let known = try await desk.entry(parameters.require("entry"))
        let items = try await records.ratings(of: known.record.id).map { RatingJSON($0, known) }
        return JSONText.response(["items": items])
    }

    func reader(of request: Request) async throws -> StaffMember {
        try await bearer.faqReader(of: request, now: now())
    }
}

extension TokenBearer {
    /// Who asks about entries.
    ///
    /// - Throws: 401 without a token that holds, 403 where it is not for this.
    func faqReader(of request: Request, now: Date) async throws -> StaffMember {
        let bearer = try await bearer(authorization: request.headers[.authorization], now: now)
        guard let bearer else { throw Problem(.unauthorized, "Send a bearer token") }
        guard bearer.token.allows(.faq) else {
            throw Problem(.forbidden, "This token is not for that", detail: "it needs the scope faq")
        }
        return bearer.staff
    }
}

private struct RatingJSON: Encodable {
    let fingerprint: String
    /// The version's number; missing where that text was never kept as one.
    let number: Int?
    let helpful: Int
    let unhelpful: Int
    let lastAt: Date

    enum CodingKeys: String, CodingKey {
        case fingerprint, number, helpful, unhelpful
        case lastAt = "last_at"
    }

    init(_ rating: FAQRating, _ known: FAQHistory) {
        fingerprint = rating.version
        number = known.versions.last { $0.fingerprint == rating.version }?.number
        helpful = rating.helpful
        unhelpful = rating.unhelpful
        lastAt = rating.lastAt
    }
}
