import Foundation
import HTTPTypes
import Hummingbird
import Metrics
import MutualAid
import NIOCore

/// `POST /webhooks/{connection}`: the door that platforms knock at.
///
/// Order: size, signature over the raw bytes, parsing, the synced commit, and only then 202.
struct WebhookRoutes {
    let flow: MessageFlow
    let platforms: [String: any ChatPlatform]
    let budget: InFlightBudget

    static let mostBytes = 1 << 20
    /// Made once: this door is the hottest there is.
    private static let accepted = Counter(label: "huzhu_webhook_accept_total")

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.post("webhooks/:connection") { request, context in
            let name = try context.parameters.require("connection")
            guard let platform = platforms[name], platform.connection.kind == "webhook" else {
                throw Problem(.notFound, "There is no such connection")
            }
            return try await receive(request, on: platform)
        }
    }

    private func receive(_ request: Request, on platform: any ChatPlatform) async throws -> Response {
        let body = try await budget.collect(request, upTo: Self.mostBytes)
        let headers = request.headers.map { (name: $0.name.canonicalName, value: $0.value) }
        let webhook = WebhookRequest(headers: headers, body: Array(body.readableBytesView))
        do {
            let arrival = try await flow.receive(webhook, on: platform)
            Self.accepted.increment()
            return Self.answer(arrival)
        } catch {
            Counter(label: "huzhu_webhook_refuse_total", dimensions: [("cause", Self.cause(of: error))]).increment()
            throw error
        }
    }

    /// Written by hand: it is the hottest answer there is.
    private static func answer(_ arrival: Arrival) -> Response {
        let id = arrival.id.map { "\"\($0)\"" } ?? "null"
        let body = ByteBuffer(string: "{\"id\":\(id),\"duplicate\":\(arrival.isDuplicate)}")
        return Response(
            status: .accepted,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: body)
        )
    }

    private static func cause(of error: any Error) -> String {
        switch error {
        case WebhookRejection.unsigned: "unsigned"
        case WebhookRejection.malformed: "malformed"
        case WebhookRejection.unknownGroup: "unknown_group"
        case is StoreFailure: "store"
        default: "other"
        }
    }
}
