import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore
import NIOHTTPTypes

/// Answers plain webhook requests on the thread that reads them, and lets everything else pass on to the routes.
///
/// Through the routes each request is three tasks and as many changes of thread, which costs more than all we do with it.
/// Requests that are out of the ordinary (chunked, `Expect`, `Connection: close`, sent while another is being answered by
/// a route) pass on too: `WebhookRoutes` does the same, more slowly.
final class WebhookDoorHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What is being done with the parts that come.
    private enum State {
        /// They pass on to the routes.
        case passing
        /// They are the body of a webhook.
        case collecting(Collected)
        /// They are of a later request and wait until this one is answered.
        case answering(held: [HTTPRequestPart])
    }

    private struct Collected {
        let platform: any ChatPlatform
        let headers: HTTPFields
        let reserved: Int
        var body = ByteBuffer()
    }

    private let door: WebhookDoor
    private var state = State.passing
    /// Requests that the routes have not answered yet.
    private var passed = 0
    private var reserved = 0
    /// The client sends no more but still waits for its answer: the routes hear of it after that.
    private var heldEvent: ChannelEvent?

    /// Parts that a client may send ahead; one that sends more is cut.
    private static let mostHeld = 256

    init(_ door: WebhookDoor) {
        self.door = door
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        release()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .answering = state, let event = event as? ChannelEvent, event == .inputClosed {
            heldEvent = event
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { passed = max(0, passed - 1) }
        context.write(data, promise: promise)
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
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
    private func opens(_ head: HTTPRequest) -> Collected? {
        guard passed == 0, head.method == .post, let path = head.path, let platform = door.platform(at: path),
            let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length <= WebhookDoor.mostBytes,
            head.headerFields[.expect] == nil, head.headerFields[.connection]?.lowercased() != "close",
            door.budget.reserve(length)
        else { return nil }
        return Collected(platform: platform, headers: head.headerFields, reserved: length)
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
        let answer = door.answer(to: result)
        var headers = answer.headers
        headers[.contentLength] = String(answer.body.readableBytes)
        headers[.date] = DateLine.now
        context.write(wrapOutboundOut(.head(HTTPResponse(status: answer.status, headerFields: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        guard case .answering(let held) = state else { return }
        state = .passing
        for part in held { take(part, context) }
        if !held.isEmpty { context.fireChannelReadComplete() }
        if case .passing = state, let event = heldEvent {
            heldEvent = nil
            context.fireUserInboundEventTriggered(event)
        }
    }

    private func release() {
        guard reserved > 0 else { return }
        door.budget.release(reserved)
        reserved = 0
    }
}
