import NIOCore
import NIOHTTPTypes

/// Cuts a connection whose request is not whole ten seconds after its head came: a byte every two seconds must not
/// hold a place for ever. (Idle connections and slow heads are cut by the server's idle timeout.)
///
/// One alarm a connection looks after all its requests, since setting one for each costs more than it guards.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let limit: TimeAmount
    /// When the request under way must be whole; `nil` between requests.
    private var deadline: NIODeadline?
    private var alarm: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            let due = .now() + limit
            deadline = due
            if alarm == nil { setAlarm(at: due, context) }
        case .body: break
        case .end: deadline = nil
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    private func setAlarm(at due: NIODeadline, _ context: ChannelHandlerContext) {
        alarm = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.ring(context) }
    }

    /// Goes off for the first of the requests; later ones have it set again.
    private func ring(_ context: ChannelHandlerContext) {
        alarm = nil
        guard let deadline else { return }
        if deadline <= .now() {
            context.close(promise: nil)
        } else {
            setAlarm(at: deadline, context)
        }
    }
}
