import NIOCore
import NIOHTTP2

/// Puts the end of a stream onto its last frame, instead of sending an empty DATA frame for it.
///
/// The codec of HTTP types makes a frame of its own for the end. Without it a small request and its answer take three
/// frames instead of five, and a tenth less time.
final class EndStreamMerger: ChannelOutboundHandler {
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    /// The last frame written, until it is known what follows.
    private var held: (payload: HTTP2Frame.FramePayload, promise: EventLoopPromise<Void>?)?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let payload = unwrapOutboundIn(data)
        if payload.isBareEnd, let (last, lastPromise) = held.take() {
            if let promise, let lastPromise { lastPromise.futureResult.cascade(to: promise) }
            context.write(wrapOutboundOut(last.ended), promise: lastPromise ?? promise)
            return
        }
        release(context: context)
        if payload.canEnd {
            held = (payload, promise)
        } else {
            context.write(wrapOutboundOut(payload), promise: promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        release(context: context)
        context.flush()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        held.take()?.promise?.fail(ChannelError.ioOnClosedChannel)
    }

    private func release(context: ChannelHandlerContext) {
        guard let (payload, promise) = held.take() else { return }
        context.write(wrapOutboundOut(payload), promise: promise)
    }
}

extension HTTP2Frame.FramePayload {
    /// Whether it says nothing but that the stream ends.
    fileprivate var isBareEnd: Bool {
        if case .data(let data) = self { data.endStream && data.data.readableBytes == 0 } else { false }
    }

    /// Whether it could carry the end and does not.
    fileprivate var canEnd: Bool {
        switch self {
        case .headers(let headers): !headers.endStream
        case .data(let data): !data.endStream
        default: false
        }
    }

    /// The same with the end of the stream on it.
    fileprivate var ended: HTTP2Frame.FramePayload {
        switch self {
        case .headers(var headers):
            headers.endStream = true
            return .headers(headers)
        case .data(var data):
            data.endStream = true
            return .data(data)
        default: return self
        }
    }
}
