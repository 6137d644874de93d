import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// `/live`: the one event stream of a browser, shared by its tabs.
extension Console {
    func addLive(to group: Group) {
        group.get("live") { request, _ in
            guard try await session(of: request, isActivity: false) != nil else {
                throw Problem(.unauthorized, "Sign in again")
            }
            return stream(hub.listen())
        }
    }

    private func stream(_ news: AsyncStream<LiveHub.News>) -> Response {
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 1000\nevent: open\ndata: \n\n"))
                for await each in news.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(string: each.text))
                }
                try await writer.finish(nil)
            }
        )
    }
}

extension LiveHub.News {
    /// The event as the stream carries it.
    fileprivate var text: String {
        switch self {
        case .escalation(let id): "event: escalation\ndata: \(id)\n\n"
        case .presence(let id): "event: presence\ndata: \(id)\n\n"
        case .beat: ": \n\n"
        }
    }
}
