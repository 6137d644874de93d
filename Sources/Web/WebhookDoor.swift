import Foundation
import HTTPTypes
import Hummingbird
import Metrics
import MutualAid
import NIOCore
import NIOHTTP1

/// What `POST /webhooks/{connection}` does, without a word about connections and threads.
///
/// Order: size, signature over the raw bytes, parsing, the synced commit, and only then 202.
final class WebhookDoor: Sendable {
    private let flow: MessageFlow
    private let platforms: [String: any ChatPlatform]
    let budget: InFlightBudget

    static let mostBytes = 1 << 20
    /// Made once: this door is the hottest there is.
    private static let accepted = Counter(label: "huzhu_webhook_accept_total")
    private static let path = "/webhooks/"

    init(flow: MessageFlow, platforms: [String: any ChatPlatform], budget: InFlightBudget) {
        self.flow = flow
        self.platforms = platforms.filter { $0.value.connection.kind == "webhook" }
        self.budget = budget
    }

    /// The platform that a path leads to; `nil` for every other path.
    func platform(at path: String) -> (any ChatPlatform)? {
        guard path.hasPrefix(Self.path) else { return nil }
        return platforms[String(path.dropFirst(Self.path.count))]
    }

    /// Takes a whole request, its headers' names in lower case, and tells what became of it, on this thread or the
    /// writer's: let little happen there.
    func receive(
        _ body: ByteBuffer,
        _ headers: [(name: String, value: String)],
        on platform: any ChatPlatform,
        then: @escaping @Sendable (Result<Arrival, any Error>) -> Void
    ) {
        flow.receive(WebhookRequest(headers: headers, body: Array(body.readableBytesView)), on: platform, then: then)
    }

    /// What is answered to that, counted.
    func answer(to result: Result<Arrival, any Error>) -> DoorAnswer {
        switch result {
        case .success(let arrival):
            Self.accepted.increment()
            return DoorAnswer(arrival)
        case .failure(let error):
            Self.count(error)
            return DoorAnswer(Problem(error))
        }
    }

    private static func count(_ error: any Error) {
        let cause =
            switch error {
            case WebhookRejection.unsigned: "unsigned"
            case WebhookRejection.malformed: "malformed"
            case WebhookRejection.unknownGroup: "unknown_group"
            case is StoreFailure: "store"
            default: "other"
            }
        Counter(label: "huzhu_webhook_refuse_total", dimensions: [("cause", cause)]).increment()
    }
}

/// An answer of the door, ready to be written.
struct DoorAnswer: Sendable {
    private let status: HTTPResponse.Status
    private let headers: HTTPFields
    let body: ByteBuffer

    init(_ arrival: Arrival) {
        let id = arrival.id.map { "\"\($0)\"" } ?? "null"
        status = .accepted
        headers = [.contentType: "application/json"]
        body = ByteBuffer(string: "{\"id\":\(id),\"duplicate\":\(arrival.isDuplicate)}")
    }

    init(_ problem: Problem) {
        status = problem.status
        headers = problem.headers
        body = problem.body
    }

    /// As it is written without a route.
    var head: HTTPResponseHead {
        var lines = headers.map { ($0.name.canonicalName, $0.value) }
        lines.append(("content-length", String(body.readableBytes)))
        lines.append(("date", DateLine.now))
        return HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: status.code),
            headers: HTTPHeaders(lines)
        )
    }

    /// As a route gives it.
    var response: Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
