import Accounts
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// `/live`: the one event stream of a browser, shared by its tabs.
extension Console {
    func addLive(to group: Group) {
        group.get("live") { request, _ in
            guard let (key, _) = try await session(of: request, isActivity: false) else {
                throw Problem(.unauthorized, "Sign in again")
            }
            return stream(await hub.listen(), of: key)
        }
    }

    /// Signs of life between two looks whether the session still holds: half a minute of them.
    private static let beatsBetweenLooks = 15

    /// Goes on until the browser leaves, the daemon ends, or the session is over: signed out, expired, disabled.
    ///
    /// What a page ends is seen at once, what a command ends in a quarter of a second, what expires at the next look.
    private func stream(_ news: AsyncStream<LiveHub.News>, of key: SecretKey) -> Response {
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 1000\nevent: open\ndata: \n\n"))
                // With the first beat, since the session may have ended while the stream was opening.
                var beats = Self.beatsBetweenLooks
                for await each in news.cancelOnGracefulShutdown() {
                    switch each {
                    case .beat: beats += 1
                    case .sessionEnded: beats = Self.beatsBetweenLooks
                    case .escalation, .presence, .entry: break
                    }
                    if beats >= Self.beatsBetweenLooks {
                        beats = 0
                        guard try await signIn.session(key, isActivity: false, now: now()) != nil else { break }
                    }
                    if let text = each.text { try await writer.write(ByteBuffer(string: text)) }
                }
                try await writer.finish(nil)
            }
        )
    }
}

extension LiveHub.News {
    /// The event as the stream carries it; `nil` for what is not told.
    fileprivate var text: String? {
        switch self {
        case .escalation(let id): "event: escalation\ndata: \(id)\n\n"
        case .presence(let id): "event: presence\ndata: \(id)\n\n"
        case .entry(let id): "event: entry\ndata: \(id)\n\n"
        case .beat: ": \n\n"
        case .sessionEnded: nil
        }
    }
}
