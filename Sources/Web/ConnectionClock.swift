import NIOCore
import NIOHTTP1

/// Cuts connections that hold a place for nothing: idle ones, and those whose request is not whole in time.
///
/// A byte every two seconds must not keep a connection for ever. One alarm a connection looks after all its requests,
/// since setting one for each costs more than it guards; it goes off at least as often as the shorter limit is long.
final class ConnectionClock: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a connection may be without a request, also while the head of one is coming.
    private let idle: TimeAmount
    /// How long a request may take from its head to its end.
    private let request: TimeAmount
    /// When the connection is cut unless something happens; `nil` while it waits for us.
    private var due: NIODeadline?
    private var isReading = false
    private var unanswered = 0
    private var alarm: Scheduled<Void>?

    init(idle: TimeAmount, request: TimeAmount) {
        self.idle = idle
        self.request = request
    }

    func handlerAdded(context: ChannelHandlerContext) {
        due = .now() + idle
        setAlarm(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            unanswered += 1
            due = .now() + request
        case .body: break
        case .end:
            isReading = false
            rest()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { noteAnswer() }
        context.write(data, promise: promise)
    }

    /// A request is answered; called for answers that do not pass here.
    func noteAnswer() {
        unanswered = max(0, unanswered - 1)
        if !isReading { rest() }
    }

    /// Between requests the client is waited for, and before an answer it is the client who waits.
    private func rest() {
        due = unanswered == 0 ? .now() + idle : nil
    }

    private func setAlarm(_ context: ChannelHandlerContext) {
        let next = NIODeadline.now() + min(idle, request)
        let at = due.map { min($0, next) } ?? next
        alarm = context.eventLoop.assumeIsolated().scheduleTask(deadline: at) { self.ring(context) }
    }

    private func ring(_ context: ChannelHandlerContext) {
        alarm = nil
        if let due, due <= .now() {
            context.close(promise: nil)
        } else {
            setAlarm(context)
        }
    }
}
