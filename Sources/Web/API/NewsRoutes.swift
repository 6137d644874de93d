import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore
import ServiceLifecycle

extension APIRoutes {
    /// `GET /api/v1/events`: what happens to cases the caller may know of, ids only.
    ///
    /// As server-sent events where the caller accepts `text/event-stream`, else one page with a cursor.
    func addNews<Context: RequestContext>(to api: RouterGroup<Context>) {
        api.get("events") { request, _ in try await events(request) }
    }

    /// How many events are looked at at once.
    private static var page: Int { 200 }

    private func events(_ request: Request) async throws -> Response {
        let reader = try await reader(of: request, for: .read)
        let cursor = request.headers[.lastEventID] ?? request.uri.queryParameters["after"].map { String($0) }
        let start = try cursor.map { text in
            guard let sequence = Int64(text), sequence >= 0 else {
                throw Problem(.badRequest, "A cursor is the id of an event")
            }
            return sequence
        }
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            let found = try await news.news(after: start ?? 0, scope: reader.scope, limit: Self.page)
            let next = found.upTo > start ?? 0 ? "\(found.upTo)" : cursor
            return JSONText.response(NewsPageJSON(items: found.items.map(NewsJSON.init), next: next))
        }
        let begin: Int64
        if let start { begin = start } else { begin = try await news.latestNews() }
        return stream(after: begin, request)
    }

    /// Goes on until the caller leaves, the daemon stops, or the token no longer lets them in.
    private func stream(after begin: Int64, _ request: Request) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 1000\n: open\n\n"))
                var sequence = begin
                var quiet = 0
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    // Asked anew each time: a token that was revoked or a seat that was taken away ends it.
                    guard let reader = try? await reader(of: request, for: .read) else { break }
                    let found = try await news.news(after: sequence, scope: reader.scope, limit: Self.page)
                    for item in found.items { try await writer.write(Self.event(item)) }
                    quiet = found.items.isEmpty ? quiet + 1 : 0
                    if found.upTo > sequence {
                        sequence = found.upTo
                        continue
                    }
                    if quiet % 15 == 1 { try await writer.write(ByteBuffer(string: ": \n\n")) }
                    let pause = Date.now.addingTimeInterval(1)
                    await cancelWhenGracefulShutdown { await bell.wait(until: pause) }
                }
                try await writer.finish(nil)
            }
        )
    }

    private static func event(_ item: QueueNews) -> ByteBuffer {
        var event = ByteBuffer(string: "id: \(item.sequence)\nevent: \(item.kind.rawValue)\ndata: ")
        var json = JSONText.encode(NewsJSON(item))
        event.writeBuffer(&json)
        event.writeString("\n\n")
        return event
    }
}

private struct NewsJSON: Encodable {
    let id: String
    let kind: String
    let escalation: String
    let at: Date

    init(_ news: QueueNews) {
        id = "\(news.sequence)"
        kind = news.kind.rawValue
        escalation = news.escalation.description
        at = news.at
    }
}

private struct NewsPageJSON: Encodable {
    let items: [NewsJSON]
    let next: String?
}

extension HTTPField.Name {
    /// Where a follower of server-sent events goes on.
    fileprivate static var lastEventID: Self { Self("Last-Event-ID") ?? .range }
}
