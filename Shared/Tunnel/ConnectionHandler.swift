import NIOCore
import NIOHTTP2

/// The last handler of an HTTP/2 connection, on both sides: keeps it alive, notices its end, and says why it ended.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let tls: TLSHandler
    private var keepAlive: KeepAlive
    private let ended: EventLoopPromise<TunnelError?>
    /// Called when the peer takes no new requests.
    var onGoAway: (() -> Void)?
    private let pingData: HTTP2PingData
    private let window: Int
    private var nextLook: Scheduled<Void>?
    private var cause: TunnelError?

    /// Makes the handler of one connection, to be added when the connection speaks HTTP/2.
    ///
    /// - Parameters:
    ///   - tls: the handler that sees every byte of the peer.
    ///   - settings: how often to ping and how long to bear silence.
    ///   - ended: completed when the connection is closed; with `nil` when it was closed in order.
    init(tls: TLSHandler, settings: TunnelSettings, ended: EventLoopPromise<TunnelError?>) {
        self.tls = tls
        self.keepAlive = KeepAlive(interval: settings.pingInterval, silenceLimit: settings.silenceLimit, now: .now())
        self.ended = ended
        self.window = settings.connectionWindow
        self.pingData = HTTP2PingData(withInteger: .random(in: .min ... .max))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        openWindow(context: context)
        look(context: context)
    }

    /// Raises the connection's window from what every connection starts with (RFC 9113 section 6.9.2).
    ///
    /// NIO would do it when the first stream moves the window, which fails where that is the last stream of a
    /// connection that is being drained.
    private func openWindow(context: ChannelHandlerContext) {
        let increment = window - 65_535
        guard increment > 0 else { return }
        let frame = HTTP2Frame(streamID: .rootStream, payload: .windowUpdate(windowSizeIncrement: increment))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        nextLook?.cancel()
        onGoAway = nil
        ended.succeed(cause)
    }

    private func look(context: ChannelHandlerContext) {
        let next: NIODeadline
        switch keepAlive.look(at: .now(), lastReceived: tls.lastReceived) {
        case .wait(let until):
            next = until
        case .ping(let until):
            next = until
            context.writeAndFlush(
                wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: .ping(pingData, ack: false))), promise: nil)
        case .giveUp:
            end(
                context: context,
                TunnelError(.peerSilent, "Nothing came from the other side for too long, not even an answer to pings."))
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        nextLook = context.eventLoop.scheduleTask(deadline: next) {
            let (handler, context) = bound.value
            handler.look(context: context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .goAway(_, let code, _) = unwrapInboundIn(data).payload else { return }
        if code != .noError {
            cause = cause ?? TunnelError(.connectionLost, "The other side ended the connection: \(code).")
        }
        onGoAway?()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A frame of a stream that was reset a moment ago harms nobody.
        if error is NIOHTTP2Errors.NoSuchStream { return }
        // A frame that crossed the last goodbye: both sides had ended in order before it.
        if error is NIOHTTP2Errors.IOOnClosedConnection {
            context.close(promise: nil)
            return
        }
        end(context: context, TunnelError(connection: error))
    }

    private func end(context: ChannelHandlerContext, _ error: TunnelError) {
        cause = cause ?? error
        nextLook?.cancel()
        context.close(promise: nil)
    }
}

extension TunnelError {
    /// What an error that was caught on a connection means.
    init(connection error: any Error) {
        self = error as? TunnelError ?? TunnelError(.connectionLost, "The connection was lost: \(error)")
    }
}
