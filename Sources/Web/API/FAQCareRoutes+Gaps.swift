import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

extension FAQCareRoutes {
    /// What no entry answered, the most asked first; words only of questions whose case this reader may read.
    func listGaps(_ request: Request) async throws -> Response {
        let person = try await editor(of: request)
        let found = try await gaps.gaps(limit: 200)
        let questions = QuestionDisclosure(cases: cases, messages: messages, audit: audit)
        let words = try await questions.words(of: found.flatMap(\.messages), for: person, now: now())
        let items = found.map { gap in
            GapJSON(gap, gap.messages.map { GapJSON.Line(id: "\($0)", text: words[$0]?.text) })
        }
        return JSONText.response(["items": items])
    }

    /// Nobody wants to hear of it again.
    func dismiss(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let person = try await editor(of: request)
        guard let id = ID<FAQGap>(try parameters.require("gap")),
            try await gaps.dismiss(id, by: person.login, now: now())
        else { throw Problem(.notFound, "There is no such gap") }
        return Response(status: .noContent)
    }

    /// Gaps are for those who write entries.
    private func editor(of request: Request) async throws -> StaffMember {
        let person = try await reader(of: request)
        guard person.mayEditFAQ else { throw Problem(.forbidden, "Your roles do not include writing entries") }
        return person
    }
}

private struct GapJSON: Encodable {
    struct Line: Encodable {
        let id: String
        let text: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(text, forKey: .text)
        }

        enum CodingKeys: CodingKey { case id, text }
    }

    let id: String
    let asked: Int
    let members: Int
    let groups: [String]
    let languages: [String]
    let firstAskedAt: Date
    let lastAskedAt: Date
    let messages: [Line]

    enum CodingKeys: String, CodingKey {
        case id, asked, members, groups, languages, messages
        case firstAskedAt = "first_asked_at"
        case lastAskedAt = "last_asked_at"
    }

    init(_ gap: FAQGap, _ messages: [Line]) {
        id = "\(gap.id)"
        asked = gap.asked
        members = gap.members
        groups = gap.groups
        languages = gap.languages
        firstAskedAt = gap.firstAskedAt
        lastAskedAt = gap.lastAskedAt
        self.messages = messages
    }
}
