import Cryptography
import Foundation
import NIOCore
import NIOHTTP1
import WireProtocol

/// The agent's side of the upgrade: checks who answered, asks for the connection, and turns the channel into an
/// HTTP/2 server when the relay agrees.
final class UpgradeRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        case handshaking
        case asked
        case agreed(UpgradeAnswer)
        case refused(HTTPResponseHead, ByteBuffer)
        /// HTTP/1.1 is leaving the pipeline; what the relay sent right behind its answer is kept for HTTP/2.
        case transforming(behind: [NIOAny])
        case done
    }

    /// The longest problem that is read; the rest of a longer one is dropped.
    private static let problemBytes = 64 * 1024

    private let expected: PeerIdentity
    private let upgrade: UpgradeRequest
    private let isTrial: Bool
    private let host: String
    private let handler: any RequestHandler
    private let tls: TLSHandler
    private let settings: TunnelSettings
    private let result: EventLoopPromise<ServedConnection>
    private var handshake: TLSHandshakeCompleted?
    private var state = State.handshaking
    private var deadline: Scheduled<Void>?

    init(
        expected: PeerIdentity, upgrade: UpgradeRequest, isTrial: Bool, host: String, handler: any RequestHandler,
        tls: TLSHandler,
        settings: TunnelSettings, result: EventLoopPromise<ServedConnection>
    ) {
        self.expected = expected
        self.upgrade = upgrade
        self.isTrial = isTrial
        self.host = host
        self.handler = handler
        self.tls = tls
        self.settings = settings
        self.result = result
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let handshake as TLSHandshakeCompleted: ask(context: context, handshake)
        case ChannelEvent.inputClosed:
            fail(context: context, TunnelError(.connectionLost, "The relay closed the connection without an answer."))
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func ask(context: ChannelHandlerContext, _ handshake: TLSHandshakeCompleted) {
        guard handshake.identity == expected else {
            let shown = handshake.identity?.uri ?? "no identity"
            fail(
                context: context,
                TunnelError(
                    .wrongPeer,
                    "The other side is \(shown), not \(expected.uri). Check the relay's address, its certificate, and "
                        + "which relay this agent is told to expect."))
            return
        }
        self.handshake = handshake
        state = .asked
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(settings.upgradeDeadline)) {
            let (handler, context) = bound.value
            handler.fail(
                context: context, TunnelError(.answerTimedOut, "The relay did not answer the request to connect."))
        }
        context.write(wrapOutboundOut(.head(upgrade.head(host: host, isTrial: isTrial))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .transforming(let behind) = state {
            state = .transforming(behind: behind + [data])
            return
        }
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .asked) where head.status == .switchingProtocols:
            do {
                state = .agreed(try UpgradeAnswer(head, offered: upgrade.versions))
            } catch {
                fail(context: context, error)
            }
        case (.head(let head), .asked):
            state = .refused(head, ByteBuffer())
        case (.body(var bytes), .refused(let head, var body)):
            state = .done
            if body.readableBytes + bytes.readableBytes <= Self.problemBytes { body.writeBuffer(&bytes) }
            state = .refused(head, body)
        case (.end, .refused(let head, let body)):
            fail(context: context, TunnelError(refusal: head, body: body))
        case (.end, .agreed(let answer)):
            transform(context: context, answer)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError:
            fail(
                context: context,
                TunnelError(.malformedAnswer, "What answers there does not speak HTTP/1.1 (\(error))."))
        default: fail(context: context, TunnelError(connection: error))
        }
    }

    private func fail(context: ChannelHandlerContext, _ error: TunnelError) {
        if case .done = state { return }
        state = .done
        deadline?.cancel()
        result.fail(error)
        context.close(promise: nil)
    }

    /// Puts HTTP/2 in the place of HTTP/1.1.
    ///
    /// The decoder passes on what it had not read when it leaves, which is one turn of the loop later.
    private func transform(context: ChannelHandlerContext, _ answer: UpgradeAnswer) {
        state = .transforming(behind: [])
        deadline?.cancel()
        let pipeline = context.pipeline.syncOperations
        let removed = context.eventLoop.makePromise(of: Void.self)
        do {
            pipeline.removeHandler(context: try pipeline.context(handlerType: HTTPRequestEncoder.self), promise: nil)
            pipeline.removeHandler(
                context: try pipeline.context(handlerType: ByteToMessageHandler<HTTPResponseDecoder>.self),
                promise: removed)
        } catch {
            removed.fail(error)
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        removed.futureResult.whenComplete { result in
            let (handler, context) = bound.value
            do {
                try result.get()
                try handler.serve(context: context, answer)
            } catch {
                handler.fail(context: context, TunnelError(connection: error))
            }
        }
    }

    private func serve(context: ChannelHandlerContext, _ answer: UpgradeAnswer) throws {
        guard case .transforming(let behind) = state, let handshake else { return }
        let end = try HTTP2Pipeline.serve(on: context.channel, tls: tls, handler: handler, settings: settings)
        state = .done
        result.succeed(
            ServedConnection(
                channel: context.channel, handshake: handshake, epoch: answer.epoch, end: end,
                drainGrace: settings.drainGrace))
        for data in behind { context.fireChannelRead(data) }
        if !behind.isEmpty { context.fireChannelReadComplete() }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}

extension TunnelError {
    /// A refusal of the relay, with its own reason where it gives one.
    init(refusal head: HTTPResponseHead, body: ByteBuffer) {
        let problem = try? JSONDecoder().decode(Problem.self, from: Data(body.readableBytesView))
        let fallback =
            "\(head.status.code) \(head.status.reasonPhrase). Check that the address and port are the relay's own, "
            + "not a web server's or a proxy's."
        self.init(
            .refused, "The relay refused the connection: \(problem?.description ?? fallback)", problem: problem,
            retryAfter: head.headers.first(name: "retry-after").flatMap { Int($0) }.flatMap { seconds in
                (0...86_400).contains(seconds) ? .seconds(seconds) : nil
            })
    }
}
