import Foundation
package import MutualAid

/// A message with its decision, for the API and `huzhu why`.
package struct MessageJSON: Encodable {
    let id: String
    let groupID: String
    let state: String
    let text: String?
    let sentAt: Date
    let receivedAt: Date
    let decision: DecisionRecord?
    let deliveries: [DeliveryStatus]
    let escalation: String?

    enum CodingKeys: String, CodingKey {
        case id, state, text, decision, deliveries, escalation
        case groupID = "group_id"
        case sentAt = "sent_at"
        case receivedAt = "received_at"
    }

    package init(_ found: SettledMessage, showsText: Bool) {
        id = found.message.id.description
        groupID = found.message.group
        state = found.message.state.rawValue
        text = showsText ? found.message.text.exposed : nil
        sentAt = found.message.sentAt
        receivedAt = found.message.receivedAt
        decision = found.decision
        deliveries = found.deliveries
        escalation = found.escalation?.description
    }
}
