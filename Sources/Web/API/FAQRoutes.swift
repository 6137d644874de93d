import Accounts
import Comprehension
package import Foundation
import HTTPTypes
import Hummingbird
package import MutualAid
import NIOCore

/// `/api/v1/faq`: entries with versions and states, for programs and for the pages.
package struct FAQRoutes: Sendable {
    private let desk: FAQDesk
    private let shelf: KnowledgeShelf
    private let bearer: TokenBearer
    private let asOf: String?
    private let problems: @Sendable () -> [FileProblem]
    private let isFolderWritable: @Sendable () -> Bool
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - desk: where entries are changed.
    ///   - shelf: the knowledge in force, for trying a question.
    ///   - tokens: who shows a token.
    ///   - asOf: the day the knowledge is of; `nil`: today.
    ///   - problems: what is wrong in the folder of entries, as last read, and what changed in it unreviewed.
    ///   - isFolderWritable: tries whether a published text can go back to its file.
    ///   - now: the clock.
    package init(
        desk: FAQDesk,
        shelf: KnowledgeShelf,
        tokens: any TokenStore,
        asOf: String?,
        problems: @escaping @Sendable () -> [FileProblem],
        isFolderWritable: @escaping @Sendable () -> Bool,
        now: @escaping @Sendable () -> Date
    ) {
        self.desk = desk
        self.shelf = shelf
        bearer = TokenBearer(store: tokens)
        self.asOf = asOf
        self.problems = problems
        self.isFolderWritable = isFolderWritable
        self.now = now
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        let api = router.group("api/v1")
        api.get("faq") { request, _ in try await list(request) }
        api.post("faq/try") { request, _ in try await tryQuestion(request) }
        api.get("faq/:entry") { request, context in try await show(request, context.parameters) }
        api.put("faq/:entry") { request, context in try await save(request, context.parameters) }
        api.get("faq/:entry/versions") { request, context in try await versions(request, context.parameters) }
        api.post("faq/:entry/:move") { request, context in try await move(request, context.parameters) }
    }

    private func list(_ request: Request) async throws -> Response {
        _ = try await reader(of: request)
        let wanted = try request.uri.queryParameters["state"].map { name in
            guard let state = FAQState(rawValue: String(name)) else {
                let known = FAQState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "There is no such state", detail: "known: \(known)")
            }
            return state.rawValue
        }
        let known = Dictionary(grouping: problems(), by: \.file)
        let items = try await desk.entries().map { head in
            let warnings = known[FAQName.file(of: head.record.id)] ?? []
            return FAQEntryJSON(
                head,
                entry: read(head),
                on: day,
                warnings: warnings.map(\.description),
                showsText: false
            )
        }
        let fitting = items.filter { wanted == nil || $0.state == wanted }
        return JSONText.response(ListJSON(items: fitting, next: nil))
    }

    private func show(_ request: Request, _ parameters: Parameters) async throws -> Response {
        _ = try await reader(of: request)
        return respond(try await desk.entry(parameters.require("entry")))
    }

    private func versions(_ request: Request, _ parameters: Parameters) async throws -> Response {
        _ = try await reader(of: request)
        let known = try await desk.entry(parameters.require("entry"))
        return JSONText.response(ListJSON(items: known.versions.map(FAQVersionJSON.init), next: nil))
    }

    private func save(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await reader(of: request)
        let body = try await request.body.collect(upTo: 1 << 20)
        let draft = try JSONDecoder().decode(DraftJSON.self, from: Data(body.readableBytesView))
        do {
            let saved = try await desk.save(
                draft.text,
                as: try parameters.require("entry"),
                confirmed: draft.confirmed ?? [],
                by: person,
                expecting: try expectation(of: request)
            )
            return respond(saved, status: saved.record.revision == 1 ? .created : .ok)
        } catch FAQConflict.stale(let known) {
            var problem = Problem(FAQConflict.stale(known))
            problem.members["yours"] = draft.text
            throw problem
        }
    }

    private func move(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await reader(of: request)
        let body = try await request.body.collect(upTo: 1 << 16)
        let data = Data(body.readableBytesView)
        let order = try FAQOrder(route: parameters.require("move"), body: data)
        let override = data.isEmpty ? nil : try JSONDecoder().decode(OverrideJSON.self, from: data).override
        let changed = try await desk.carryOut(
            order,
            on: try parameters.require("entry"),
            by: person,
            expecting: try expectation(of: request),
            overriding: override
        )
        return respond(changed)
    }

    /// What would be answered now; counted nowhere.
    private func tryQuestion(_ request: Request) async throws -> Response {
        _ = try await reader(of: request)
        let body = try await request.body.collect(upTo: 1 << 16)
        let data = Data(body.readableBytesView)
        let knowledge = shelf.current
        let asked = try JSONDecoder().decode(TriedJSON.self, from: data)
        if let questions = asked.questions {
            guard questions.count <= FAQBatchJSON.most else {
                throw Problem(.unprocessableContent, "At most \(FAQBatchJSON.most) questions are tried at once")
            }
            return JSONText.response(FAQBatchJSON(questions, knowledge))
        }
        let question = try JSONDecoder().decode(QuestionJSON.self, from: data)
        let began = ContinuousClock.now
        let understanding = knowledge.interpreter.understand(question.text)
        let milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
        return JSONText.response(FAQTrialJSON(understanding, knowledge, milliseconds: milliseconds))
    }

    private func expectation(of request: Request) throws -> FAQExpectation {
        if request.headers[.ifNoneMatch] == "*" { return .none }
        guard let header = request.headers[.ifMatch] else { return .unnamed }
        guard let revision = Int(header.filter { $0 != "\"" }) else {
            throw Problem(.badRequest, "If-Match is a version in quotes, such as \"7\"")
        }
        return .revision(revision)
    }

    private func reader(of request: Request) async throws -> StaffMember {
        try await bearer.faqReader(of: request, now: now())
    }

    private func respond(_ known: FAQHistory, status: HTTPResponse.Status = .ok) -> Response {
        let json = FAQEntryJSON(
            known,
            entry: read(known),
            on: day,
            warnings: warnings(of: known),
            showsText: true
        )
        var response = JSONText.response(json, status: status)
        response.headers[.eTag] = "\"\(known.record.revision)\""
        return response
    }

    /// What is wrong with an entry's file; that it cannot be written is said before the keeper has tried.
    private func warnings(of known: FAQHistory) -> [String] {
        let file = FAQName.file(of: known.record.id)
        let found = problems().filter { $0.file == file }.map(\.description)
        guard found.isEmpty, known.owedToFile != nil, !isFolderWritable() else { return found }
        let message = "the folder cannot be written; what was published is in force, and its file stays as it was"
        return [FileProblem(file: file, line: nil, message: message).description]
    }

    /// The newest version as an entry; `nil` where rules became stricter since it was stored.
    private func read(_ known: FAQHistory) -> FAQEntry? {
        known.latest.flatMap { try? desk.read($0) }
    }

    /// The day on which entries must hold, where a day ends last.
    private var day: String {
        asOf ?? now().addingTimeInterval(-12 * 3600).formatted(.iso8601.year().month().day())
    }

    private struct ListJSON<Item: Encodable>: Encodable {
        let items: [Item]
        let next: String?
    }

    private struct DraftJSON: Decodable {
        let text: String
        let confirmed: [ReplyLanguage]?
    }

    private struct OverrideJSON: Decodable {
        let override: String?
    }

    private struct TriedJSON: Decodable {
        let questions: [FAQBatchJSON.Question]?
    }

    private struct QuestionJSON: Decodable {
        let text: String
    }
}
