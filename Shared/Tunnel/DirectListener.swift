import Cryptography
import HTTPTypes
import NIOCore
import NIOPosix
import Synchronization
import WireProtocol

/// Serves the agent's endpoints on a port of the agent, for networks where the relay can reach it.
///
/// HTTP/2 over mutual TLS. Whoever shows a certificate of the trusted CAs gets a connection, but only the relay gets
/// answers; others get 403, which tells a person more than a broken connection.
package final class DirectListener: Sendable {
    /// The one application protocol (ALPN).
    package static let applicationProtocol = "h2"

    /// The most connections at once: a relay needs a few, and one more per restart.
    package static let connectionLimit = 64

    private struct State {
        var channel: (any Channel)?
        var isShutDown = false
        var connections: [ObjectIdentifier: ServedConnection] = [:]
        var admission = AdmissionControl(total: connectionLimit, perAddress: connectionLimit)
    }

    private let relay: PeerIdentity
    private let credentials: @Sendable () throws -> TLSContext
    private let handler: any RequestHandler
    private let settings: TunnelSettings
    private let state = Mutex(State())

    /// Prepares a listener.
    ///
    /// - Parameters:
    ///   - relay: whose requests are answered.
    ///   - credentials: asked at each connection; a server's context that requires client certificates, with the
    ///     application protocol ``applicationProtocol``.
    ///   - handler: answers the relay's requests.
    ///   - settings: times and sizes.
    package init(
        relay: PeerIdentity, credentials: @escaping @Sendable () throws -> TLSContext, handler: any RequestHandler,
        settings: TunnelSettings = TunnelSettings()
    ) {
        self.relay = relay
        self.credentials = credentials
        self.handler = handler
        self.settings = settings
    }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port; 0 takes a free one.
    ///   - group: the event loops to use.
    /// - Returns: the port.
    /// - Throws: ``TunnelError`` with the code `unreachable` when the address cannot be had.
    @discardableResult
    package func start(
        host: String, port: Int, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> Int {
        let channel = try await ServerBootstrap.tunnel(group: group, host: host, port: port) { channel in
            try self.initialize(channel)
        }
        state.withLock { $0.channel = channel }
        return channel.localAddress?.port ?? port
    }

    /// Takes no new connections, and drains those there are.
    ///
    /// Returns when all are closed, which takes the grace period at most.
    package func shutDown() async {
        let (channel, connections) = state.withLock { state in
            state.isShutDown = true
            return (state.channel.take(), Array(state.connections.values))
        }
        try? await channel?.close()
        for connection in connections { connection.drain() }
        for connection in connections { _ = await connection.ended() }
    }

    private func initialize(_ channel: any Channel) throws {
        guard state.withLock({ $0.admission.admit("") }) else { throw ChannelError.ioOnClosedChannel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { $0.admission.release("") } }
        let tls = TLSHandler(context: try credentials(), handshakeDeadline: settings.handshakeDeadline)
        try channel.pipeline.syncOperations.addHandlers(tls, DirectHandshakeHandler(listener: self, tls: tls))
    }

    fileprivate func serve(_ channel: any Channel, tls: TLSHandler, _ handshake: TLSHandshakeCompleted) throws {
        let handler: any RequestHandler = handshake.identity == relay ? handler : Refusal(relay: relay)
        let end = try HTTP2Pipeline.serve(on: channel, tls: tls, handler: handler, settings: settings)
        let connection = ServedConnection(
            channel: channel, handshake: handshake, epoch: 0, end: end, drainGrace: settings.drainGrace)
        let isLate = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            return state.isShutDown
        }
        if isLate { connection.cut() }
        end.whenComplete { _ in
            self.state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
        }
    }
}

/// Waits for the handshake, then makes place for HTTP/2.
private final class DirectHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let listener: DirectListener
    private let tls: TLSHandler

    init(listener: DirectListener, tls: TLSHandler) {
        self.listener = listener
        self.tls = tls
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let handshake as TLSHandshakeCompleted:
            do {
                try listener.serve(context.channel, tls: tls, handshake)
                context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
            } catch {
                context.close(promise: nil)
            }
        case ChannelEvent.inputClosed:
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Answers whoever is not the relay.
private struct Refusal: RequestHandler {
    let relay: PeerIdentity

    func reply(to request: HTTPRequest, body: ByteBuffer) async -> Reply {
        var problem = Problem(.unknownAgent, detail: "Only \(relay.uri) is answered here.")
        problem.title = "The agent does not know this caller"
        return Reply(problem: problem)
    }
}
