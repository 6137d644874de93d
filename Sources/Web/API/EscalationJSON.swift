import Accounts
import Comprehension
import Foundation
import MutualAid

/// An escalation as the API shows it to one reader: names and texts are null where this reader may not see them.
struct EscalationJSON: Encodable {
    struct MemberJSON: Encodable {
        let id: String
        let name: String?
        let initials: String

        enum CodingKeys: String, CodingKey {
            case id, name, initials
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(name, forKey: .name)
            try container.encode(initials, forKey: .initials)
        }
    }

    struct LineJSON: Encodable {
        let id: String
        let text: String?
        let sentAt: Date

        enum CodingKeys: String, CodingKey {
            case id, text
            case sentAt = "sent_at"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(text, forKey: .text)
            try container.encode(sentAt, forKey: .sentAt)
        }
    }

    struct EventJSON: Encodable {
        let at: Date
        let actor: String
        let kind: String
        let details: [String: String]

        init(_ event: Event) {
            at = event.at
            actor = event.actor
            kind = event.kind.rawValue
            details = event.details
        }
    }

    let id: String
    let version: Int
    let state: String
    let severity: String
    let desk: String
    let groupID: String
    let member: MemberJSON
    let labels: [String]
    let dangerSigns: [String]
    let reason: String?
    let draftEntry: String?
    let draftVersion: String?
    let receivedAt: Date
    let dueAt: Date
    let owner: Escalation.Owner?
    let leaseUntil: Date?
    /// Whether giving a reason would show this reader more.
    let opensByBreakGlass: Bool
    let messages: [LineJSON]
    let events: [EventJSON]
    let course: CourseJSON

    enum CodingKeys: String, CodingKey {
        case id, version, state, severity, desk, member, labels, reason, owner, messages, events
        case groupID = "group_id"
        case dangerSigns = "danger_signs"
        case draftEntry = "draft_entry"
        case draftVersion = "draft_version"
        case receivedAt = "received_at"
        case dueAt = "due_at"
        case leaseUntil = "lease_until"
        case opensByBreakGlass = "opens_by_break_glass"
    }

    init(_ escalation: Escalation, _ disclosure: Disclosure) {
        let showsName = disclosure.shows(.memberName)
        let showsText = disclosure.shows(.messageText)
        id = escalation.id.description
        version = escalation.version
        state = escalation.state.rawValue
        severity = escalation.severity.rawValue
        desk = escalation.desk.rawValue
        groupID = escalation.group
        member = MemberJSON(
            id: escalation.member.id.description,
            name: showsName ? escalation.member.name?.exposed : nil,
            initials: escalation.member.initials
        )
        labels = disclosure.shows(.labels) ? escalation.labels.map(\.rawValue) : []
        dangerSigns = disclosure.shows(.dangerSigns) ? escalation.dangerSigns.map(\.rawValue) : []
        reason = disclosure.shows(.reason) ? escalation.reason.rawValue : nil
        draftEntry = disclosure.shows(.draftEntry) ? escalation.draftEntry : nil
        draftVersion = disclosure.shows(.draftEntry) ? escalation.draftVersion : nil
        receivedAt = escalation.receivedAt
        dueAt = escalation.dueAt
        owner = escalation.owner
        leaseUntil = escalation.leaseUntil
        opensByBreakGlass = disclosure.opensByBreakGlass
        messages = escalation.messages.map {
            LineJSON(id: $0.id.description, text: showsText ? $0.text.exposed : nil, sentAt: $0.sentAt)
        }
        events = (disclosure.shows(.events) ? escalation.events : []).map(EventJSON.init)
        course = CourseJSON(escalation, showsDraft: disclosure.shows(.draft))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(version, forKey: .version)
        try container.encode(state, forKey: .state)
        try container.encode(severity, forKey: .severity)
        try container.encode(desk, forKey: .desk)
        try container.encode(groupID, forKey: .groupID)
        try container.encode(member, forKey: .member)
        try container.encode(labels, forKey: .labels)
        try container.encode(dangerSigns, forKey: .dangerSigns)
        try container.encodeIfPresent(reason, forKey: .reason)
        try container.encodeIfPresent(draftEntry, forKey: .draftEntry)
        try container.encodeIfPresent(draftVersion, forKey: .draftVersion)
        try container.encode(receivedAt, forKey: .receivedAt)
        try container.encode(dueAt, forKey: .dueAt)
        try container.encodeIfPresent(owner, forKey: .owner)
        try container.encodeIfPresent(leaseUntil, forKey: .leaseUntil)
        try container.encode(opensByBreakGlass, forKey: .opensByBreakGlass)
        try container.encode(messages, forKey: .messages)
        try container.encode(events, forKey: .events)
        try course.encode(to: encoder)
    }
}
