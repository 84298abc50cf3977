import Cryptography
import Foundation
import NIOCore
import NIOHTTP1
import WireProtocol

/// The relay's side of the upgrade: checks who asks and for what, and turns the channel into an HTTP/2 client.
final class UpgradeAnswerHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case handshaking
        case waiting
        case asked(HTTPRequestHead)
        /// The caller is issuing an epoch.
        case deciding
        case done
    }

    private let listener: TunnelListener
    private let credentials: TunnelListener.Credentials
    private let tls: TLSHandler
    private var handshake: TLSHandshakeCompleted?
    private var state = State.handshaking
    private var deadline: Scheduled<Void>?

    init(listener: TunnelListener, credentials: TunnelListener.Credentials, tls: TLSHandler) {
        self.listener = listener
        self.credentials = credentials
        self.tls = tls
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        state = .done
        listener.releasePending()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let handshake as TLSHandshakeCompleted:
            self.handshake = handshake
            state = .waiting
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            deadline = context.eventLoop.scheduleTask(in: TimeAmount(listener.settings.upgradeDeadline)) {
                let (handler, context) = bound.value
                handler.refuse(
                    context: context, Problem(.badRequest, detail: "The request to connect did not come in time."))
            }
        case ChannelEvent.inputClosed:
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting): state = .asked(head)
        case (.body, .asked):
            refuse(context: context, Problem(.badRequest, detail: "A request to connect has no body."))
        case (.end, .asked(let head)): decide(context: context, head)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            refuse(context: context, Problem(.badRequest, detail: "The request is not HTTP/1.1: \(error)."))
        } else {
            if !isDone { listener.report(.failed(address: context.channel.peerText, TunnelError(connection: error))) }
            state = .done
            context.close(promise: nil)
        }
    }

    private var isDone: Bool {
        if case .done = state { true } else { false }
    }

    // MARK: Decision

    private func decide(context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        let (upgrade, version): (UpgradeRequest, Int)
        do throws(Problem) {
            if let problem = listener.authorize(handshake?.identity) { throw problem }
            upgrade = try UpgradeRequest(head)
            version = try upgrade.negotiatedVersion()
        } catch {
            refuse(context: context, error)
            return
        }
        guard let identity = handshake?.identity, let certificate = handshake?.certificate, identity.role == .agent
        else {
            refuse(context: context, Problem(.unknownAgent, detail: "The certificate shown is not an agent's."))
            return
        }
        guard listener.admit(context.channel) else {
            refuse(
                context: context,
                Problem(.tooManyConnections, detail: "The relay, or this address, has all connections it may have."))
            return
        }
        state = .deciding
        let issued = context.eventLoop.makePromise(of: UInt64.self)
        issued.completeWithTask { [listener] in try await listener.issueEpoch() }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        issued.futureResult.whenComplete { result in
            let (handler, context) = bound.value
            guard case .deciding = handler.state else { return }
            switch result {
            case .success(let epoch):
                let info = AgentConnection.Info(
                    agent: identity, instance: upgrade.instance, slot: upgrade.slot, epoch: epoch, version: version,
                    product: upgrade.product, since: Date(), peerAddress: context.channel.peerText,
                    certificate: certificate, trustGeneration: handler.credentials.generation)
                handler.transform(context: context, info)
            case .failure:
                var problem = Problem(.internalError, detail: "The relay cannot take connections for the moment.")
                problem.status = 503
                handler.refuse(context: context, problem)
            }
        }
    }

    private func refuse(context: ChannelHandlerContext, _ problem: Problem) {
        if isDone { return }
        state = .done
        deadline?.cancel()
        listener.report(.refused(address: context.channel.peerText, handshake?.identity, problem))
        let body = (try? JSONEncoder().encode(problem)).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        var headers: HTTPHeaders = [
            "Content-Type": "application/problem+json", "Content-Length": String(body.readableBytes),
            "Connection": "close",
        ]
        if problem.status == 426 { headers.add(name: "Upgrade", value: WireHeader.upgradeToken) }
        if problem.status == 503 {
            headers.add(name: "Retry-After", value: String(listener.limits.retryAfterSeconds))
        }
        let status = HTTPResponseStatus(statusCode: problem.status)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    // MARK: Transformation

    /// Agrees, and puts HTTP/2 in the place of HTTP/1.1.
    private func transform(context: ChannelHandlerContext, _ info: AgentConnection.Info) {
        state = .done
        deadline?.cancel()
        let channel = context.channel
        let pipeline = context.pipeline.syncOperations
        do {
            let answer = UpgradeAnswer(version: info.version, epoch: info.epoch)
            context.writeAndFlush(wrapOutboundOut(.head(answer.head)), promise: nil)
            let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
            let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
            pipeline.removeHandler(context: encoder, promise: nil)
            let connection = try HTTP2Pipeline.ask(on: channel, tls: tls, info: info, settings: listener.settings)
            pipeline.removeHandler(context: decoder, promise: nil)
            pipeline.removeHandler(context: context, promise: nil)
            listener.connected(connection)
        } catch {
            context.close(promise: nil)
        }
    }
}

extension Channel {
    /// Address and port of the peer, for people.
    var peerText: String {
        guard let address = remoteAddress, let ip = address.ipAddress else { return "an unknown address" }
        return ip.contains(":") ? "[\(ip)]:\(address.port ?? 0)" : "\(ip):\(address.port ?? 0)"
    }
}
