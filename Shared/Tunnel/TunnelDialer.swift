import Cryptography
import NIOCore
import NIOHTTP1
import NIOPosix
import WireProtocol

/// Connects an agent to its relay: TCP, TLS, the relay's identity, the upgrade, and then serves requests.
package struct TunnelDialer: Sendable {
    /// The relay's name or address; resolved anew at each try.
    package let host: String
    package let port: Int
    /// Exactly who must answer; no other agent's certificate, and no other relay's, will do.
    package let relay: PeerIdentity
    /// This process of the agent: a random UUID.
    package let instance: String
    /// The product's version, for the relay's log.
    package let product: String?
    private let credentials: @Sendable () throws -> TLSContext
    private let handler: any RequestHandler
    private let settings: TunnelSettings
    private let group: any EventLoopGroup

    /// Names the relay and what to offer it.
    ///
    /// - Parameters:
    ///   - host: name or address.
    ///   - port: where the relay listens for agents.
    ///   - relay: whom to expect.
    ///   - instance: a random UUID, new at every start of the process.
    ///   - product: the product's version.
    ///   - credentials: asked at each try, so that renewed certificates are used; a client's context with the
    ///     application protocol ``TunnelListener/applicationProtocol``.
    ///   - handler: answers the relay's requests.
    ///   - settings: times and sizes.
    ///   - group: the event loops to use.
    package init(
        host: String, port: Int, relay: PeerIdentity, instance: String, product: String? = nil,
        credentials: @escaping @Sendable () throws -> TLSContext, handler: any RequestHandler,
        settings: TunnelSettings = TunnelSettings(), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.host = host
        self.port = port
        self.relay = relay
        self.instance = instance
        self.product = product
        self.credentials = credentials
        self.handler = handler
        self.settings = settings
        self.group = group
    }

    /// Connects once.
    ///
    /// - Parameter slot: which of the agent's connections this is, 0 to 15.
    /// - Returns: the connection, which serves requests already.
    /// - Throws: ``TunnelError`` in plain words.
    package func dial(slot: Int) async throws -> ServedConnection {
        try await dial(slot: slot, isTrial: false)
    }

    /// Finds out whether the relay would take this agent, without becoming one of its connections.
    ///
    /// - Throws: ``TunnelError`` in plain words when it would not.
    package func probe() async throws {
        do {
            _ = try await dial(slot: 0, isTrial: true)
        } catch let error as TunnelError where error.problem?.code == .upgradeRequired {
            return
        }
    }

    private func dial(slot: Int, isTrial: Bool) async throws -> ServedConnection {
        let context: TLSContext
        do {
            context = try credentials()
        } catch {
            throw TunnelError(.tlsFailed, "This agent's own certificate, key or trust cannot be used: \(error)")
        }
        let upgrade = UpgradeRequest(
            instance: instance, slot: slot, versions: ProtocolVersion.supported, product: product)
        let loop = group.any()
        let result = loop.makePromise(of: ServedConnection.self)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(settings.connectDeadline))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
        let connected = bootstrap.connect(host: host, port: port)
        connected.whenFailure { [host, port] error in
            result.fail(
                TunnelError(
                    .unreachable,
                    "\(host), port \(port), cannot be reached: \(ConnectFailure.reason(error)). Check the name, the port, the firewall,"
                        + " and that the relay runs."))
        }
        // The handlers are added to the connection that won among the name's addresses, not to every attempt.
        connected.whenSuccess { [relay, host, handler, settings] channel in
            channel.closeFuture.whenComplete { _ in
                result.fail(TunnelError(.connectionLost, "The connection was lost before the relay answered."))
            }
            let tls = TLSHandler(context: context, handshakeDeadline: settings.handshakeDeadline)
            let asker = UpgradeRequestHandler(
                expected: relay, upgrade: upgrade, isTrial: isTrial, host: host, handler: handler, tls: tls,
                settings: settings,
                result: result)
            do {
                try channel.pipeline.syncOperations.addHandlers(
                    tls, HTTPRequestEncoder(),
                    ByteToMessageHandler(
                        HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: .tunnel)),
                    asker)
            } catch {
                result.fail(TunnelError(connection: error))
                channel.close(promise: nil)
            }
        }
        return try await withTaskCancellationHandler {
            try await result.futureResult.get()
        } onCancel: {
            connected.whenSuccess { $0.close(promise: nil) }
        }
    }
}

extension NIOHTTPDecoderLimitConfiguration {
    /// What the head of a request to connect and its answer may hold: ours are under 1 KiB.
    static let tunnel: NIOHTTPDecoderLimitConfiguration = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 * 1024
        limits.maxHeaderListSize = 16 * 1024
        limits.maxHeaderFieldCount = 64
        return limits
    }()
}
