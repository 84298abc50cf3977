import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import WireProtocol

/// Serves one request: one HTTP/2 stream on the side that answers.
///
/// The body is collected up to a limit, then the ``RequestHandler`` answers in a task of its own, which is cancelled
/// as soon as the stream is closed, whoever closed it.
final class RequestStreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        case waiting
        case collecting(HTTPRequest, ByteBuffer)
        case replying(Task<Void, Never>, StreamBodyWriter)
        /// Refused, since the body is too long: so many bytes more are dropped before the stream is reset.
        ///
        /// A client that is still sending does not always see the answer when the reset comes right behind it.
        case refused(tolerated: Int)
        /// Closed: what still comes is dropped.
        case done
    }

    private let handler: any RequestHandler
    private let bodyLimit: Int
    private var state = State.waiting

    init(handler: any RequestHandler, bodyLimit: Int) {
        self.handler = handler
        self.bodyLimit = bodyLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let request), .waiting):
            state = .collecting(request, ByteBuffer())
        case (.body(var bytes), .collecting(let request, var body)):
            guard body.readableBytes + bytes.readableBytes <= bodyLimit else {
                refuse(context: context)
                return
            }
            state = .done
            body.writeBuffer(&bytes)
            state = .collecting(request, body)
        case (.body(let bytes), .refused(let tolerated)):
            guard bytes.readableBytes <= tolerated else {
                // NO_ERROR: the answer is whole, the rest of the request is not wanted (RFC 9113 section 8.1).
                context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
                return
            }
            state = .refused(tolerated: tolerated - bytes.readableBytes)
        case (.end, .collecting(let request, let body)):
            reply(context: context, to: request, body: body)
        default: break
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .replying(_, let writer) = state { writer.drain() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(TunnelError(.connectionLost, "The caller has gone."))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(error)
        context.close(promise: nil)
    }

    private func reply(context: ChannelHandlerContext, to request: HTTPRequest, body: ByteBuffer) {
        let writer = StreamBodyWriter(channel: context.channel)
        // Starts here and moves to another thread when it first waits: that saves a small request a change of threads.
        let task = Task.immediate { [handler] in
            let reply = await handler.reply(to: request, body: body)
            switch reply.body {
            case .empty:
                writer.send(head: reply.head, body: nil)
            case .bytes(let bytes):
                writer.send(head: reply.head, body: bytes)
            case .stream(let write):
                writer.send(head: reply.head)
                do {
                    try await write(writer)
                    writer.end()
                } catch {
                    writer.reset()
                }
            }
        }
        state = .replying(task, writer)
    }

    private func refuse(context: ChannelHandlerContext) {
        state = .refused(tolerated: bodyLimit)
        let reply = Reply(problem: .bodyTooLarge(limit: bodyLimit))
        guard case .bytes(let body) = reply.body else { return }
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func finish(_ error: any Error) {
        if case .replying(let task, let writer) = state {
            task.cancel()
            writer.close(error)
        }
        state = .done
    }
}

extension Reply {
    /// A problem as an answer (RFC 9457).
    package init(problem: Problem) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(problem)).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        let head = HTTPResponse(
            status: HTTPResponse.Status(code: problem.status),
            headerFields: [
                .contentType: "application/problem+json", .contentLength: String(body.readableBytes),
            ])
        self.init(head: head, body: .bytes(body))
    }
}

extension Problem {
    /// A request whose body is longer than the limit.
    static func bodyTooLarge(limit: Int) -> Problem {
        var problem = Problem(.badRequest, detail: "The request's body is longer than \(limit) bytes.")
        problem.status = 413
        return problem
    }
}
