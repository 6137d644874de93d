import MutualAid

/// Passes new lines of the web chat to the browsers that may see them, as they happen.
///
/// It guards the list of listening browsers; a browser that falls behind loses its oldest lines and fetches them anew.
package final class ChatHub: Sendable {
    private struct Listener: Sendable {
        let room: Room
        let member: String
        let lines: AsyncStream<ChatUpdate?>.Continuation
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var next = 0
    }

    private let state = Guarded(State())

    package init() {}

    /// Everything new in a room that the member may see, until the browser goes; `nil` is a sign of life.
    func listen(to room: Room, as member: String) -> AsyncStream<ChatUpdate?> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ChatUpdate?.self,
            bufferingPolicy: .bufferingNewest(200)
        )
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = Listener(room: room, member: member, lines: continuation)
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// Gives every listening browser a sign of life, so that an idle stream is not taken for a dead one.
    func beat() {
        for listener in state.withLock({ $0.listeners.values.map { $0 } }) { listener.lines.yield(nil) }
    }

    /// Shows a line to everybody in the room, or to one member's browsers.
    func publish(_ update: ChatUpdate, in room: Room, to member: String?) {
        let listeners = state.withLock { $0.listeners.values.filter { $0.room == room } }
        for listener in listeners where member == nil || listener.member == member {
            listener.lines.yield(update)
        }
    }
}

/// One new line as a browser gets it.
struct ChatUpdate: Sendable, Encodable {
    let id: String
    /// The platform id of the author, so that a browser knows its own lines; empty for Huzhu's.
    let author: String
    let name: String
    let isPrivate: Bool
    let kind: String?
    let text: String
    let inReplyTo: String?
    let at: String

    enum CodingKeys: String, CodingKey {
        case id, author, name, kind, text, at
        case isPrivate = "private"
        case inReplyTo = "in_reply_to"
    }
}
