import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// HTTP/1.1 with every limit set, and the webhooks' own door before everything else.
struct HTTPChannel: ServerChildChannel, HTTPChannelHandler {
    let responder: HTTPChannelHandler.Responder
    let limits: WebServer.Limits
    let door: WebhookDoor

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            var decoding = NIOHTTPDecoderLimitConfiguration()
            decoding.maxHeaderFieldSize = 16 << 10
            decoding.maxHeaderListSize = 32 << 10
            decoding.maxHeaderFieldCount = 100
            try pipeline.configureHTTPServerPipeline(
                // Each connection is read one request at a time, and what we write has been checked when it was made.
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: decoding
            )
            let clock = ConnectionClock(
                idle: .seconds(Int64(limits.idleSeconds)),
                request: .seconds(Int64(limits.requestSeconds))
            )
            try pipeline.addHandler(clock)
            let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
            try pipeline.addHandler(WebhookDoorHandler(door, clock: clock, encoder: encoder))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            // Ends a connection, when the server ends, after what the routes have begun.
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
