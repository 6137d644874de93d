import MutualAid
import NIOCore
import NIOHTTP1

/// Answers plain webhook requests on the thread that reads them, and lets everything else pass on to the routes.
///
/// Through the routes each request is three tasks and as many changes of thread, and its head is taken apart and put
/// together in another form, which costs more than all we do with it. Requests that are out of the ordinary (chunked,
/// `Expect`, `Connection: close`, an older HTTP, sent while another is being answered by a route) pass on too:
/// `WebhookRoutes` does the same, more slowly.
final class WebhookDoorHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What is being done with the parts that come.
    private enum State {
        /// They pass on to the routes.
        case passing
        /// They are the body of a webhook.
        case collecting(Collected)
        /// They are of a later request and wait until this one is answered.
        case answering(held: [HTTPServerRequestPart])
    }

    private struct Collected {
        let platform: any ChatPlatform
        let headers: [(name: String, value: String)]
        let reserved: Int
        var body = ByteBuffer()
    }

    private let door: WebhookDoor
    private let clock: ConnectionClock
    /// Where answers leave that need no encoding any more.
    private let encoder: ChannelHandlerContext
    private var state = State.passing
    /// Requests that the routes have not answered yet.
    private var passed = 0
    private var reserved = 0
    /// What happened while an answer was awaited, such as that the client sends no more: the routes hear of it after that.
    private var heldEvents: [Any] = []

    /// Parts that a client may send ahead; one that sends more is cut.
    private static let mostHeld = 256

    init(_ door: WebhookDoor, clock: ConnectionClock, encoder: ChannelHandlerContext) {
        self.door = door
        self.clock = clock
        self.encoder = encoder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        release()
        context.fireChannelInactive()
    }

    /// Neither the end of what the client sends nor the end of this server closes a connection that waits for its 202.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch state {
        case .answering: heldEvents.append(event)
        case .collecting where event is ChannelShouldQuiesceEvent: heldEvents.append(event)
        case .collecting, .passing: context.fireUserInboundEventTriggered(event)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { passed = max(0, passed - 1) }
        context.write(data, promise: promise)
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.passing, .head(let head)):
            if let collected = opens(head) {
                reserved = collected.reserved
                state = .collecting(collected)
            } else {
                passed += 1
                context.fireChannelRead(wrapInboundOut(part))
            }
        case (.passing, _): context.fireChannelRead(wrapInboundOut(part))
        case (.collecting(var collected), .body(var piece)):
            state = .passing
            if collected.body.readableBytes == 0 {
                collected.body = piece
            } else {
                collected.body.writeBuffer(&piece)
            }
            state = .collecting(collected)
        case (.collecting(let collected), .end):
            state = .answering(held: [])
            answer(collected, context)
        case (.collecting, .head): context.close(promise: nil)
        case (.answering(var held), _):
            state = .passing
            held.append(part)
            state = .answering(held: held)
            if held.count > Self.mostHeld { context.close(promise: nil) }
        }
    }

    /// What to collect for, where a request is one for this door and there is room for its body.
    private func opens(_ head: HTTPRequestHead) -> Collected? {
        guard passed == 0, head.method == .POST, head.version == .http1_1, let platform = door.platform(at: head.uri)
        else { return nil }
        let headers = head.headers.map { (name: $0.name.lowercased(), value: $0.value) }
        var length: Int?
        for (name, value) in headers {
            switch name {
            case "content-length": length = Int(value)
            case "connection" where value.lowercased() == "keep-alive": break
            case "connection", "expect", "transfer-encoding": return nil
            default: break
            }
        }
        guard let length, length <= WebhookDoor.mostBytes, door.budget.reserve(length) else { return nil }
        return Collected(platform: platform, headers: headers, reserved: length)
    }

    private func answer(_ collected: Collected, _ context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        door.receive(collected.body, collected.headers, on: collected.platform) { result in
            loop.execute { bound.value.0.write(result, bound.value.1) }
        }
    }

    private func write(_ result: Result<Arrival, any Error>, _ context: ChannelHandlerContext) {
        release()
        encoder.writeAndFlush(NIOAny(IOData.byteBuffer(door.answer(to: result).bytes)), promise: nil)
        clock.noteAnswer()
        guard case .answering(let held) = state else { return }
        state = .passing
        for part in held { take(part, context) }
        if !held.isEmpty { context.fireChannelReadComplete() }
        if case .passing = state {
            let events = heldEvents
            heldEvents = []
            for event in events { context.fireUserInboundEventTriggered(event) }
        }
    }

    private func release() {
        guard reserved > 0 else { return }
        door.budget.release(reserved)
        reserved = 0
    }
}
