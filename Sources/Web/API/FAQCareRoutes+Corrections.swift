import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

extension FAQCareRoutes {
    /// Who was told an entry: where, when, which version; of people in the reader's groups their initials.
    func told(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await reader(of: request)
        guard person.mayEditFAQ else { throw Problem(CorrectionRefusal.notAllowed) }
        let known = try await desk.entry(parameters.require("entry"))
        let query = request.uri.queryParameters
        let limit = query["limit"].flatMap { Int($0) }.map { min(max($0, 1), 500) } ?? 100
        let before = query["after"].flatMap { ID<Delivery>($0) }
        let found = try await corrections.told(known.record.id, before: before, limit: limit)
        let next = found.count == limit ? found.last.map { "\($0.delivery)" } : nil
        return JSONText.response(
            ToldPageJSON(
                items: found.map { ToldJSON($0, known, showsMember: person.scope.includesGroup($0.group)) },
                next: next
            )
        )
    }

    func corrections(_ request: Request, _ parameters: Parameters) async throws -> Response {
        _ = try await reader(of: request)
        let known = try await desk.entry(parameters.require("entry"))
        let found = try await corrections.corrections(of: known.record.id)
        return JSONText.response(["items": found.map(CorrectionJSON.init)])
    }

    /// Keeps a draft; somebody else sends it.
    func correct(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await reader(of: request)
        let known = try await desk.entry(parameters.require("entry"))
        let body = try await request.body.collect(upTo: 1 << 16)
        let draft = try JSONDecoder().decode(CorrectionDraftJSON.self, from: Data(body.readableBytesView))
        let texts = draft.texts.compactMap { name, text in ReplyLanguage(rawValue: name).map { ($0, text) } }
        guard texts.count == draft.texts.count else { throw Problem(.unprocessableContent, "Texts are in zh and en") }
        let kept = try await corrections.draft(
            Dictionary(uniqueKeysWithValues: texts),
            for: draft.versions,
            of: known.record.id,
            by: person
        )
        return JSONText.response(CorrectionJSON(kept), status: .created)
    }

    func moveCorrection(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await reader(of: request)
        let entry = try parameters.require("entry")
        guard let id = ID<Correction>(try parameters.require("correction")) else {
            throw CorrectionRefusal.notFound
        }
        switch try parameters.require("move") {
        case "send": try await corrections.send(id, of: entry, by: person)
        case "withdraw": try await corrections.withdraw(id, of: entry, by: person)
        default: throw Problem(.notFound, "There is no such move", detail: "send, withdraw")
        }
        guard let known = try await corrections.corrections(of: entry).first(where: { $0.id == id }) else {
            throw CorrectionRefusal.notFound
        }
        return JSONText.response(CorrectionJSON(known))
    }
}

extension Problem {
    init(_ refusal: CorrectionRefusal) {
        switch refusal {
        case .notFound: self.init(.notFound, "There is no such correction")
        case .notAllowed: self.init(.forbidden, "Your roles do not include that")
        case .secondPersonNeeded: self.init(.forbidden, "Somebody other than its author sends a correction")
        case .illegal(let state): self.init(.unprocessableContent, "The correction is \(state.rawValue) already")
        case .textUnfit(let language):
            let most = Correction.longest
            self.init(
                .unprocessableContent,
                "The text in \(language.rawValue) is missing or unfit",
                detail: "it was told in that language; at most \(most) characters, no slots"
            )
        case .noSuchVersion: self.init(.unprocessableContent, "Name versions by fingerprints that were sent")
        case .stillInForce:
            self.init(.unprocessableContent, "The entry still answers with that version; change or withdraw it first")
        }
    }
}

private struct ToldPageJSON: Encodable {
    let items: [ToldJSON]
    let next: String?
}

private struct ToldJSON: Encodable {
    struct MemberJSON: Encodable {
        let id: String
        let initials: String
    }

    let delivery: String
    let fingerprint: String
    let number: Int?
    let groupID: String
    let room: String
    let visibility: String
    let member: MemberJSON?
    let language: String
    let at: Date
    let state: String
    let isCorrected: Bool

    enum CodingKeys: String, CodingKey {
        case delivery, fingerprint, number, room, visibility, member, language, at, state
        case groupID = "group_id"
        case isCorrected = "corrected"
    }

    init(_ told: ToldAnswer, _ known: FAQHistory, showsMember: Bool) {
        delivery = "\(told.delivery)"
        fingerprint = told.version
        number = known.versions.last { $0.fingerprint == told.version }?.number
        groupID = told.group
        room = told.room.name
        visibility = told.visibility.rawValue
        member = !showsMember ? nil : told.member.map { MemberJSON(id: "\($0.id)", initials: $0.initials) }
        language = told.language.rawValue
        at = told.at
        state = told.state.rawValue
        isCorrected = told.isCorrected
    }
}

private struct CorrectionDraftJSON: Decodable {
    let texts: [String: String]
    let versions: [String]
}

private struct CorrectionJSON: Encodable {
    let id: String
    let entry: String
    let versions: [String]
    let texts: [String: String]
    let author: String
    let at: Date
    let state: String
    let sentBy: String?
    let sentAt: Date?
    let sentTo: Int

    enum CodingKeys: String, CodingKey {
        case id, entry, versions, texts, author, at, state
        case sentBy = "sent_by"
        case sentAt = "sent_at"
        case sentTo = "sent_to"
    }

    init(_ correction: Correction) {
        id = "\(correction.id)"
        entry = correction.entry
        versions = correction.versions
        texts = Dictionary(uniqueKeysWithValues: correction.texts.map { ($0.key.rawValue, $0.value) })
        author = correction.author
        at = correction.at
        state = correction.state.rawValue
        sentBy = correction.sentBy
        sentAt = correction.sentAt
        sentTo = correction.sentTo
    }
}
