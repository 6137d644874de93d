import Foundation
import HTTPTypes
import MutualAid

extension FAQOrder {
    /// Reads what a caller wants done from the route and the body.
    init(route: String, body: Data) throws {
        let asked = body.isEmpty ? Asked() : try Self.decoder.decode(Asked.self, from: body)
        switch route {
        case "review": self = .review
        case "pause": self = .pause
        case "resume": self = .resume
        case "archive": self = .archive
        case "approve": self = .approve
        case "publish": self = .publish(reason: asked.reason)
        case "schedule":
            guard let time = asked.at else { throw Problem(.badRequest, "`at` names the time, in RFC 3339") }
            self = .schedule(time, reason: asked.reason)
        case "rollback":
            guard let version = asked.version else { throw Problem(.badRequest, "`version` names the version") }
            self = .rollBack(to: version, reason: asked.reason)
        default:
            let known = "approve, archive, pause, publish, resume, review, rollback, schedule"
            throw Problem(.notFound, "There is no such move", detail: known)
        }
    }

    private struct Asked: Decodable {
        var reason: String?
        var at: Date?
        var version: Int?
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}
