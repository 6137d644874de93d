import Foundation
import MutualAid

/// How a case has gone so far, in the same object as the case itself; an absent field is not the case.
struct CourseJSON: Encodable {
    struct TransferJSON: Encodable {
        let desk: String?
        let login: String?
        let until: Date
    }

    struct AskerJSON: Encodable {
        let escalation: String
        let member: String
        let initials: String
        let groupID: String
        let language: String
        let isAnswered: Bool

        enum CodingKeys: String, CodingKey {
            case escalation, member, initials, language
            case groupID = "group_id"
            case isAnswered = "answered"
        }
    }

    struct DraftJSON: Encodable {
        let author: String
        let text: String?
        let at: Date
        /// Until when others see that somebody writes.
        let lockedUntil: Date

        enum CodingKeys: String, CodingKey {
            case author, text, at
            case lockedUntil = "locked_until"
        }
    }

    let line: Int
    let returns: Int
    let reopenings: Int
    let waitingSince: Date
    let transfer: TransferJSON?
    let snoozedUntil: Date?
    let mergedInto: String?
    let follows: String?
    let followUp: String?
    let askers: [AskerJSON]
    let draft: DraftJSON?
    /// What may be done to it now.
    let moves: [String]

    enum CodingKeys: String, CodingKey {
        case line, returns, reopenings, transfer, follows, askers, draft, moves
        case waitingSince = "waiting_since"
        case snoozedUntil = "snoozed_until"
        case mergedInto = "merged_into"
        case followUp = "follow_up"
    }

    init(_ escalation: Escalation, showsDraft: Bool) {
        let course = escalation.course
        line = course.line
        returns = course.returns
        reopenings = course.reopenings
        waitingSince = course.waitingSince ?? escalation.receivedAt
        transfer = course.transfer.map { TransferJSON(desk: $0.desk?.rawValue, login: $0.login, until: $0.until) }
        snoozedUntil = course.snoozedUntil
        mergedInto = course.mergedInto?.description
        follows = course.follows?.description
        followUp = course.followUp?.rawValue
        askers = course.askers.map { asker in
            AskerJSON(
                escalation: asker.escalation.description,
                member: asker.member.description,
                initials: asker.initials,
                groupID: asker.group,
                language: asker.language,
                isAnswered: asker.isAnswered
            )
        }
        draft = course.draft.map { draft in
            DraftJSON(
                author: draft.author,
                text: showsDraft ? draft.text.exposed : nil,
                at: draft.at,
                lockedUntil: draft.at.addingTimeInterval(Escalation.Draft.lock)
            )
        }
        moves = escalation.state.moves.map(\.rawValue).sorted()
    }
}
