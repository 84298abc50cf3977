import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import Synchronization

/// Sends one request and takes its answer: one HTTP/2 stream on the side that asks.
final class ResponseStreamHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPRequestPart

    private enum State {
        case waiting(EventLoopPromise<TunnelResponse>)
        case streaming(TunnelBody.Producer.Source)
        case done
    }

    /// How many pieces may wait for the reader before the stream is no longer read, so that HTTP/2 holds the agent
    /// back.
    ///
    /// A piece is at most one DATA frame (``TunnelSettings/frameBytes``).
    private static let waitingPieces = (low: 4, high: 16)

    private let request: HTTPRequest
    private let body: ByteBuffer?
    private let deadline: TimeAmount
    private var state: State
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private let progress = BodyProgress()
    /// Whether the reader has enough for now.
    private var isPaused = false
    /// Whether a read was held back meanwhile.
    private var isReadHeldBack = false

    /// Makes the handler of one request.
    ///
    /// - Parameters:
    ///   - request: method, path and header fields, complete.
    ///   - body: the request's body; `nil` for none.
    ///   - deadline: how long the whole exchange may take, the answer's body included.
    ///   - response: completed with the answer's head.
    init(request: HTTPRequest, body: ByteBuffer?, deadline: Duration, response: EventLoopPromise<TunnelResponse>) {
        self.request = request
        self.body = body
        self.deadline = TimeAmount(deadline)
        self.state = .waiting(response)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: deadline) {
            bound.value.fail(TunnelError(.deadlineExceeded, "The agent did not finish its answer in time."))
        }
        if context.channel.isActive { send(context: context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(TunnelError(.connectionLost, "The connection was lost before the answer was whole."))
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        send(context: context)
        context.fireChannelActive()
    }

    private func send(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        if let body, body.readableBytes > 0 { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting(let response)) where head.status.kind != .informational:
            let made = TunnelBody.Producer.makeSequence(
                backPressureStrategy: .init(
                    lowWatermark: Self.waitingPieces.low, highWatermark: Self.waitingPieces.high),
                finishOnDeinit: false, delegate: BodyDemand(self, progress: progress, eventLoop: context.eventLoop))
            state = .streaming(made.source)
            response.succeed(TunnelResponse(head: head, body: TunnelBody(made.sequence)))
        case (.body(let bytes), .streaming(let source)):
            if case .stopProducing = source.yield(bytes.compact) { isPaused = true }
        case (.end, .streaming(let source)):
            state = .done
            timer?.cancel()
            progress.isOver.store(true, ordering: .relaxed)
            source.finish()
        default: break
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            isReadHeldBack = true
        } else {
            context.read()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(TunnelError(.connectionLost, "The connection was lost before the answer was whole."))
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is CallerCancelled { fail(CancellationError()) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let closed = error as? NIOHTTP2Errors.StreamClosed {
            fail(TunnelError(.streamReset, "The agent broke off its answer (\(closed.errorCode))."))
        } else {
            fail(TunnelError(connection: error))
        }
    }

    /// The reader has room again.
    func readerWantsMore() {
        isPaused = false
        guard isReadHeldBack else { return }
        isReadHeldBack = false
        context?.read()
    }

    /// The reader let go of the body, at its end or before.
    func readerHasGone() {
        guard case .streaming = state else { return }
        fail(TunnelError(.streamReset, "The answer is no longer wanted."))
    }

    /// Ends the exchange with an error, and tells the agent by resetting the stream.
    func fail(_ error: any Error) {
        finish(error)
        context?.close(promise: nil)
    }

    private func finish(_ error: any Error) {
        timer?.cancel()
        progress.isOver.store(true, ordering: .relaxed)
        switch state {
        case .waiting(let response): response.fail(error)
        case .streaming(let source): source.finish(error)
        case .done: break
        }
        state = .done
    }
}

/// Fired into a stream when the task that asked was cancelled.
struct CallerCancelled {}

extension ByteBuffer {
    /// The same bytes in storage of their own, when they hold more than twice of it.
    ///
    /// The parser of HTTP/2 hands out slices of what it gathers a frame in: a few waiting bytes would keep the whole of it,
    /// and a body that waits for a slow reader many times its size.
    fileprivate var compact: ByteBuffer {
        storageCapacity > 2 * readableBytes ? ByteBuffer(bytes: readableBytesView) : self
    }
}
