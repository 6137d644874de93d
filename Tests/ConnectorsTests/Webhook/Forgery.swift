import Foundation
import MutualAid

/// Ways to come without a valid signature, each one change away from a good request.
enum Forgery: String, CaseIterable, Sendable {
    case absent, empty, noID, noTimestamp, truncated, prefixOfOne, longer, hexadecimal, upperCase, otherSecret,
        otherBody
    case twoSignatures, twoIDs, twoTimestamps, stale, future, otherTimestamp, otherID, dottedID, longID, controlInID
    case signedTimestamp, fractionTimestamp, paddedTimestamp, hugeTimestamp, emptyTimestamp, notUTF8, otherVersion
    case manyEntries, moved

    func request(_ gateway: Gateway) -> WebhookRequest {
        let good = gateway.signed(body)
        let signature = good.header("webhook-signature") ?? ""
        switch self {
        case .absent: return good.without("webhook-signature")
        case .empty: return good.with("webhook-signature", "")
        case .noID: return good.without("webhook-id")
        case .noTimestamp: return good.without("webhook-timestamp")
        case .truncated: return good.with("webhook-signature", String(signature.dropLast(4)))
        case .prefixOfOne: return good.with("webhook-signature", String(signature.prefix(7)))
        case .longer: return good.with("webhook-signature", signature.dropLast(1) + "AAA=")
        case .hexadecimal: return good.with("webhook-signature", "v1," + hex(signature, "%02x"))
        case .upperCase: return good.with("webhook-signature", "v1," + hex(signature, "%02X"))
        case .otherSecret: return Gateway(secrets: [Gateway.otherSecret]).signed(body)
        case .otherBody: return WebhookRequest(headers: good.headers, body: good.body + [0x20])
        case .twoSignatures: return good.adding("webhook-signature", signature)
        case .twoIDs: return good.adding("webhook-id", "d-1")
        case .twoTimestamps: return good.adding("webhook-timestamp", "1")
        case .stale: return gateway.signed(body, at: gateway.now - 301)
        case .future: return gateway.signed(body, at: gateway.now + 301)
        case .otherTimestamp: return good.with("webhook-timestamp", gateway.timestamp(after: 1))
        case .otherID: return good.with("webhook-id", "d-2")
        case .dottedID: return gateway.signed(body, id: "d.1")
        case .longID: return gateway.signed(body, id: String(repeating: "d", count: 257))
        case .controlInID: return gateway.signed(body, id: "d\n1")
        case .signedTimestamp: return gateway.signed(body, timestamp: "+" + gateway.timestamp())
        case .fractionTimestamp: return gateway.signed(body, timestamp: gateway.timestamp() + ".5")
        case .paddedTimestamp: return gateway.signed(body, timestamp: " " + gateway.timestamp())
        case .hugeTimestamp: return gateway.signed(body, timestamp: "000" + gateway.timestamp())
        case .emptyTimestamp: return gateway.signed(body, timestamp: "")
        case .notUTF8:
            return good.with("webhook-signature", String(decoding: [0x76, 0x31, 0x2C, 0xFF, 0xFE], as: UTF8.self))
        case .otherVersion: return good.with("webhook-signature", "v2" + signature.dropFirst(2))
        case .manyEntries:
            return good.with("webhook-signature", Array(repeating: "v1," + zeroes, count: 2000).joined(separator: " "))
        // The dot moved from body to id signs the same bytes.
        case .moved:
            let split = gateway.signed("b.c", id: "a")
            return WebhookRequest(headers: split.headers, body: Array("c".utf8)).with("webhook-id", "a.b")
        }
    }
}

private let body = #"{"type":"message.created"}"#
private let zeroes = Data(count: 32).base64EncodedString()

private func hex(_ signature: String, _ format: String) -> String {
    (Data(base64Encoded: String(signature.dropFirst(3))) ?? Data()).map { String(format: format, $0) }.joined()
}

extension WebhookRequest {
    func without(_ name: String) -> WebhookRequest {
        WebhookRequest(headers: headers.filter { $0.name != name }, body: body)
    }

    func with(_ name: String, _ value: some StringProtocol) -> WebhookRequest {
        without(name).adding(name, value)
    }

    func adding(_ name: String, _ value: some StringProtocol) -> WebhookRequest {
        WebhookRequest(headers: headers + [(name, String(value))], body: body)
    }
}
