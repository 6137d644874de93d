import Comprehension
import HTTPTypes
import Foundation
import MutualAid

/// Reads what a caller wants done to an escalation from the route and the body.
enum EscalationMoves {
    static func change(_ move: String, body: Data, on known: Escalation, lease: Lease) throws -> EscalationChange {
        guard let move = Escalation.Move(rawValue: move) else {
            let all = Escalation.Move.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notFound, "There is no such move", detail: all)
        }
        switch move {
        case .claim: return .claim(lease)
        case .release: return .release
        case .takeOver: return .takeOver(lease, reason: try reason(body))
        case .answer:
            let answer = try decode(AnswerJSON.self, body)
            return .answer(texts: try answer.words, try visibility(of: answer, on: known))
        case .askMember:
            let question = try decode(AnswerJSON.self, body)
            return .askMember(texts: try question.words, try visibility(of: question, on: known))
        case .note: return .note(PrivateText(try decode(TextJSON.self, body).text))
        case .draft: return .draft(PrivateText(try decode(TextJSON.self, body).text))
        case .transfer:
            let transfer = try decode(TransferJSON.self, body)
            return .transfer(desk: transfer.to.desk, login: transfer.to.login, note: PrivateText(transfer.note ?? ""))
        case .accept: return .accept
        case .decline: return .decline
        case .snooze: return try snooze(decode(SnoozeJSON.self, body))
        case .wake: return .wake
        case .merge:
            guard let target = ID<Escalation>(try decode(MergeJSON.self, body).into) else {
                throw EscalationConflict.notFound
            }
            return .merge(into: target)
        case .unmerge: return .unmerge
        case .reopen: return .reopen
        case .resolve:
            let resolve = body.isEmpty ? ResolveJSON(followUp: nil, reason: nil) : try decode(ResolveJSON.self, body)
            return .resolve(followUp: resolve.followUp, reason: resolve.reason.map { PrivateText($0) })
        case .discard: return .discard(reason: try reason(body))
        }
    }

    /// What the answer says, else where such a case is usually answered; never group where it is sensitive.
    private static func visibility(of answer: AnswerJSON, on known: Escalation) throws -> Visibility {
        let visibility = answer.visibility ?? known.usualVisibility
        guard visibility == .private || !known.isSensitive else { throw EscalationConflict.mustBePrivate }
        return visibility
    }

    private static func reason(_ body: Data) throws -> PrivateText {
        guard !body.isEmpty else { throw EscalationConflict.reasonMissing }
        return PrivateText(try decode(ReasonJSON.self, body).reason ?? "")
    }

    private static func snooze(_ snooze: SnoozeJSON) throws -> EscalationChange {
        guard let until = try? Date(snooze.until, strategy: .iso8601) else { throw EscalationConflict.dateMissing }
        return .snooze(until: until, reason: PrivateText(snooze.reason ?? ""))
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ body: Data) throws -> Value {
        try JSONDecoder().decode(type, from: body)
    }

    private struct AnswerJSON: Decodable {
        let text: String?
        let texts: [String: String]?
        let visibility: Visibility?

        /// What was written, by language; under the empty name where none was told.
        var words: [String: PrivateText] {
            get throws {
                let words = (texts ?? text.map { ["": $0] } ?? [:]).mapValues { PrivateText($0) }
                guard words.values.contains(where: { !$0.exposed.allSatisfy(\.isWhitespace) }) else {
                    throw EscalationConflict.textMissing
                }
                return words
            }
        }
    }

    private struct TextJSON: Decodable {
        let text: String
    }

    private struct ReasonJSON: Decodable {
        let reason: String?
    }

    private struct SnoozeJSON: Decodable {
        let until: String
        let reason: String?
    }

    private struct MergeJSON: Decodable {
        let into: String
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
