import Accounts
package import Foundation
import HTTPTypes
import Hummingbird
package import MutualAid
import NIOCore

/// `/api/v1/faq/…`: what an edit would change, and the questions that no edit may break.
package struct FAQReplayRoutes: Sendable {
    private let desk: FAQDesk
    private let replays: ReplayDesk
    private let store: any ReplayStore
    private let groups: Set<String>
    private let ids: IDSource
    private let bearer: TokenBearer
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - desk: where entries are changed.
    ///   - replays: where replays run.
    ///   - store: the pinned questions.
    ///   - groups: the ids of the groups there are.
    ///   - ids: names pinned questions.
    ///   - tokens: who shows a token.
    ///   - now: the clock.
    package init(
        desk: FAQDesk,
        replays: ReplayDesk,
        store: any ReplayStore,
        groups: Set<String>,
        ids: IDSource,
        tokens: any TokenStore,
        now: @escaping @Sendable () -> Date
    ) {
        self.desk = desk
        self.replays = replays
        self.store = store
        self.groups = groups
        self.ids = ids
        bearer = TokenBearer(store: tokens)
        self.now = now
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        let api = router.group("api/v1")
        api.get("faq/pinned") { request, _ in try await pinned(request) }
        api.post("faq/pinned") { request, _ in try await pin(request) }
        api.delete("faq/pinned/:question") { request, context in try await unpin(request, context.parameters) }
        api.post("faq/:entry/replay") { request, context in try await begin(request, context.parameters) }
        api.get("faq/:entry/replay") { request, context in try await show(request, context.parameters) }
    }

    /// Begins a replay of the newest text, or tells of the one that runs already.
    private func begin(_ request: Request, _ parameters: Parameters) async throws -> Response {
        _ = try await editor(of: request)
        let known = try await desk.entry(parameters.require("entry"))
        let body = try await request.body.collect(upTo: 1024)
        let data = Data(body.readableBytesView)
        let days = data.isEmpty ? nil : try JSONDecoder().decode(AskedJSON.self, from: data).days
        guard let latest = known.latest else { throw FAQConflict.noSuchVersion }
        let entry = try desk.read(latest).inForce(stale: latest.stale, isPaused: false)
        let since = now().addingTimeInterval(-Double(min(max(days ?? 30, 1), 365)) * 86400)
        let replay = replays.begin(entry, version: latest.number, since: since)
        return JSONText.response(ReplayJSON(replay), status: .accepted)
    }

    private func show(_ request: Request, _ parameters: Parameters) async throws -> Response {
        _ = try await editor(of: request)
        guard let replay = replays.replay(of: try parameters.require("entry")) else {
            throw Problem(.notFound, "No replay was asked for since the start")
        }
        return JSONText.response(ReplayJSON(replay))
    }

    private func pinned(_ request: Request) async throws -> Response {
        _ = try await editor(of: request)
        return JSONText.response(["items": try await store.pinnedQuestions().map(PinnedJSON.init)])
    }

    private func pin(_ request: Request) async throws -> Response {
        let person = try await editor(of: request)
        let body = try await request.body.collect(upTo: 1 << 14)
        let asked = try JSONDecoder().decode(PinJSON.self, from: Data(body.readableBytesView))
        guard !asked.text.allSatisfy(\.isWhitespace), asked.text.count <= 500, groups.contains(asked.group),
            asked.country.map({ $0.utf8.count == 2 }) ?? true
        else {
            throw Problem(.unprocessableContent, "A pinned question has a text, a group, and a country of two letters")
        }
        let question = PinnedQuestion(
            id: ids.next(),
            text: asked.text,
            expected: asked.expected,
            group: asked.group,
            country: asked.country,
            author: person.login,
            at: now()
        )
        try await store.pin(question)
        return JSONText.response(PinnedJSON(question), status: .created)
    }

    private func unpin(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await editor(of: request)
        guard let id = ID<PinnedQuestion>(try parameters.require("question")),
            try await store.unpin(id, by: person.login, now: now())
        else { throw Problem(.notFound, "There is no such question") }
        return Response(status: .noContent)
    }

    private func editor(of request: Request) async throws -> StaffMember {
        let person = try await bearer.faqReader(of: request, now: now())
        guard person.mayEditFAQ else { throw Problem(.forbidden, "Your roles do not include writing entries") }
        return person
    }

    private struct AskedJSON: Decodable {
        let days: Int?
    }

    private struct PinJSON: Decodable {
        let text: String
        let expected: String?
        let group: String
        let country: String?
    }
}

/// A pinned question as the API shows it.
struct PinnedJSON: Encodable, Sendable {
    let id: String
    let text: String
    let expected: String?
    let group: String
    let country: String?
    let author: String

    init(_ question: PinnedQuestion) {
        id = "\(question.id)"
        text = question.text
        expected = question.expected
        group = question.group
        country = question.country
        author = question.author
    }
}

private struct ReplayJSON: Encodable {
    struct Change: Encodable {
        let effect: String
        let source: String
        let id: String
        let before: Outcome
        let after: Outcome
    }

    struct Outcome: Encodable {
        let outcome: String
        var entry: String?
        var version: String?
        var offered: [String]?
        var reason: String?

        init(_ rehearsed: Rehearsed) {
            switch rehearsed {
            case .answered(let entry, let version):
                outcome = "answered"
                self.entry = entry
                self.version = version
            case .offered(let entries):
                outcome = "offered"
                offered = entries
            case .person(let reason):
                outcome = "person"
                self.reason = reason.rawValue
            case .neither: outcome = "neither"
            }
        }
    }

    let id: String
    let entry: String
    let version: Int
    let state: String
    let done: Int
    let total: Int
    let counts: [String: Int]
    let items: [Change]
    let askedAt: Date
    let endedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, entry, version, state, done, total, counts, items
        case askedAt = "asked_at"
        case endedAt = "ended_at"
    }

    init(_ replay: Replay) {
        id = "\(replay.id)"
        entry = replay.entry
        version = replay.version
        state = replay.state.rawValue
        done = replay.done
        total = replay.total
        counts = Dictionary(
            uniqueKeysWithValues: ReplayEffect.allCases.map { ($0.rawValue, replay.counts[$0, default: 0]) }
        )
        items = replay.changes.map { change in
            let (source, id) =
                switch change.source {
                case .message(let id): ("message", "\(id)")
                case .pinned(let id): ("pinned", "\(id)")
                }
            return Change(
                effect: change.effect.rawValue,
                source: source,
                id: id,
                before: Outcome(change.before),
                after: Outcome(change.after)
            )
        }
        askedAt = replay.askedAt
        endedAt = replay.endedAt
    }
}
