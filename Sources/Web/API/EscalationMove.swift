import Comprehension
import HTTPTypes
import Foundation
import MutualAid

/// Reads what a caller wants done to an escalation from the route and the body.
enum EscalationMove {
    static func change(_ move: String, body: Data, on known: Escalation, lease: Lease) throws -> EscalationChange {
        switch move {
        case "claim": return .claim(lease)
        case "release": return .release
        case "answer": return try answer(decode(AnswerJSON.self, body), on: known)
        case "note": return .note(PrivateText(try decode(NoteJSON.self, body).text))
        case "resolve":
            let resolve = body.isEmpty ? ResolveJSON(followUp: nil, reason: nil) : try decode(ResolveJSON.self, body)
            return .resolve(followUp: resolve.followUp, reason: resolve.reason.map { PrivateText($0) })
        case "transfer":
            let transfer = try decode(TransferJSON.self, body)
            return .transfer(desk: transfer.to.desk, login: transfer.to.login, note: PrivateText(transfer.note ?? ""))
        default:
            throw Problem(.notFound, "There is no such move", detail: "claim, answer, note, release, resolve, transfer")
        }
    }

    /// Group for a policy question asked in the group, else private; never group where it is sensitive.
    private static func answer(_ answer: AnswerJSON, on known: Escalation) throws -> EscalationChange {
        let texts = (answer.texts ?? answer.text.map { ["": $0] } ?? [:]).mapValues { PrivateText($0) }
        guard texts.values.contains(where: { !$0.exposed.allSatisfy(\.isWhitespace) }) else {
            throw EscalationConflict.textMissing
        }
        let isPublicQuestion = known.wasAskedInGroup && known.labels.contains(.policyQuestion) && !known.isSensitive
        let visibility = answer.visibility ?? (isPublicQuestion ? .group : .private)
        guard visibility == .private || !known.isSensitive else { throw EscalationConflict.mustBePrivate }
        return .answer(texts: texts, visibility)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ body: Data) throws -> Value {
        try JSONDecoder().decode(type, from: body)
    }

    private struct AnswerJSON: Decodable {
        let text: String?
        let texts: [String: String]?
        let visibility: Visibility?
    }

    private struct NoteJSON: Decodable {
        let text: String
    }

    private struct ResolveJSON: Decodable {
        let followUp: EscalationChange.FollowUp?
        let reason: String?

        enum CodingKeys: String, CodingKey {
            case followUp = "follow_up"
            case reason
        }
    }

    private struct TransferJSON: Decodable {
        struct Target: Decodable {
            let desk: Desk?
            let login: String?
        }

        let to: Target
        let note: String?
    }
}

extension EscalationChange {
    /// Whether the caller must name the version they saw: everything but a note.
    var needsVersion: Bool {
        switch self {
        case .note: false
        case .claim, .release, .answer, .resolve, .transfer: true
        }
    }
}
