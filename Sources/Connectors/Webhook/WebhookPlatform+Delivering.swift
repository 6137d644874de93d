import Foundation
package import MutualAid

extension WebhookPlatform {
    package func deliver(_ delivery: Delivery) async -> DeliveryResult {
        guard let url = settings.deliverTo, carries(delivery) else { return .refused(.notConnected) }
        let body = messageSend(delivery)
        let signer = StandardWebhookSigner(secrets: settings.secrets)
        let request = OutboundRequest(
            method: "POST",
            url: url,
            headers: [("content-type", "application/json")]
                + signer.headers(id: delivery.id.description, at: now(), body: body),
            body: body,
            allowsPrivateAddress: settings.allowPrivateAddress
        )
        switch await client.send(request) {
        case .response(let response): return result(response)
        case .failed(let cause): return .retry(after: nil, cause: cause)
        }
    }

    /// A private text goes nowhere that would show it to a group.
    private func carries(_ delivery: Delivery) -> Bool {
        switch delivery.visibility {
        case .group: true
        case .private: settings.carriesPrivate && delivery.recipient != nil
        }
    }

    /// The body is the same for every attempt.
    private func messageSend(_ delivery: Delivery) -> [UInt8] {
        var fields: [(String, String)] = [
            ("delivery_id", jsonText(delivery.id.description)),
            ("group_id", jsonText(delivery.room.name)),
            ("visibility", jsonText(delivery.visibility.rawValue)),
            ("to", jsonText(delivery.recipient?.platformID.exposed)),
            ("in_reply_to", jsonText(delivery.inReplyTo)),
            ("text", jsonText(delivery.text.exposed)),
            ("kind", jsonText(delivery.kind.rawValue)),
        ]
        if !delivery.mentions.isEmpty {
            let people = delivery.mentions.map { jsonText($0.platformID.exposed) }
            fields.append(("mentions", "[\(people.joined(separator: ","))]"))
        }
        let data = fields.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        let timestamp = delivery.createdAt.rfc3339
        return Array(#"{"type":"message.send","timestamp":"\#(timestamp)","data":{\#(data)}}"#.utf8)
    }

    private func result(_ response: OutboundResponse) -> DeliveryResult {
        switch response.status {
        case 200..<300:
            return .delivered(platformMessageID: messageID(response))
        case 300..<400:
            return .retry(after: nil, cause: .redirected)
        case 410:
            return .gone
        case 429, 503:
            let wait = response.header("retry-after").flatMap { RetryAfter.seconds($0, now: now()) }
            return .retry(after: wait, cause: .throttled)
        default:
            return .retry(after: nil, cause: .badStatus)
        }
    }

    /// The platform's id of what was posted, where the answer tells one; whatever else it says, it was accepted.
    private func messageID(_ response: OutboundResponse) -> String? {
        var id: String?
        do throws(JSONProblem) {
            try JSONReader.read(response.body) { reader throws(JSONProblem) in
                try reader.object { key, reader throws(JSONProblem) in
                    if key == "message_id" {
                        id = try reader.optionalText()
                    } else {
                        try reader.skip()
                    }
                }
            }
        } catch {
            return nil
        }
        return id.flatMap { (1...256).contains($0.utf8.count) ? $0 : nil }
    }
}

/// Text as JSON writes it, in quotes; `null` for none.
private func jsonText(_ text: String?) -> String {
    guard let text else { return "null" }
    var json = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": json += "\\\""
        case "\\": json += "\\\\"
        case "\n": json += "\\n"
        case "\u{0}"..<" ": json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: json.unicodeScalars.append(scalar)
        }
    }
    return json + "\""
}
