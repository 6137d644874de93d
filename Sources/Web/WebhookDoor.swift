import Foundation
import HTTPTypes
import Hummingbird
import Metrics
import MutualAid
import NIOCore

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
    private let body: ByteBuffer

    private static let json: HTTPFields = [.contentType: "application/json"]

    init(_ arrival: Arrival) {
        let id = arrival.id.map { "\"\($0)\"" } ?? "null"
        status = .accepted
        headers = Self.json
        body = ByteBuffer(string: "{\"id\":\(id),\"duplicate\":\(arrival.isDuplicate)}")
    }

    init(_ problem: Problem) {
        status = problem.status
        headers = problem.headers
        body = problem.body
    }

    /// As it goes over the wire without a route: in one piece, so that it is one write.
    var bytes: ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: 256 + body.readableBytes)
        bytes.writeString("HTTP/1.1 \(status.code) ")
        bytes.writeString(status.reasonPhrase)
        for field in headers {
            bytes.writeStaticString("\r\n")
            bytes.writeString(field.name.canonicalName)
            bytes.writeStaticString(": ")
            bytes.writeString(field.value)
        }
        bytes.writeStaticString("\r\ncontent-length: ")
        bytes.writeString(String(body.readableBytes))
        bytes.writeStaticString("\r\ndate: ")
        bytes.writeString(DateLine.now)
        bytes.writeStaticString("\r\n\r\n")
        bytes.writeImmutableBuffer(body)
        return bytes
    }

    /// As a route gives it.
    var response: Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
