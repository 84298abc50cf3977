import Cryptography
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import WireProtocol

/// Waits for agents, checks them, and keeps their connections in a directory: the relay's side.
package final class TunnelListener: Sendable {
    /// The one application protocol (ALPN) of the dialling direction.
    package static let applicationProtocol = "http/1.1"

    /// A TLS context and which trust it stands for, so that connections can be told apart after a rotation.
    package struct Credentials: Sendable {
        package let context: TLSContext
        /// Grows with every change of trust.
        package let generation: UInt64

        /// Joins the two.
        package init(context: TLSContext, generation: UInt64) {
            self.context = context
            self.generation = generation
        }
    }

    /// How many connections are taken.
    package struct Limits: Sendable {
        /// All agents' connections together.
        package var connections = 2000
        /// The connections of one IP address; many agents may stand behind one.
        package var perAddress = 256
        /// Sockets that have not shown yet who they are: beyond it new ones are closed at once.
        package var pending = 512
        /// What an agent is told to wait (`Retry-After`) when there is no place for it.
        package var retryAfterSeconds = 30

        package init() {}
    }

    /// What a listener has to tell.
    package enum Event: Sendable {
        case connected(AgentConnection.Info)
        /// A connection ended; `nil` when it was closed in order.
        case ended(AgentConnection.Info, TunnelError?)
        /// Somebody asked to connect and was refused.
        case refused(address: String, PeerIdentity?, Problem)
        /// TLS failed, or the connection broke off before it was established.
        case failed(address: String, TunnelError)
    }

    private struct State {
        var channel: (any Channel)?
        var isShutDown = false
        var pending = 0
        var admission: AdmissionControl
    }

    /// Where the connections are.
    package let directory: AgentDirectory
    let settings: TunnelSettings
    let limits: Limits
    let authorize: @Sendable (PeerIdentity?) -> Problem?
    let issueEpoch: @Sendable () async throws -> UInt64
    private let credentials: @Sendable () -> Credentials
    private let onEvent: @Sendable (Event) -> Void
    private let state: Mutex<State>

    /// Prepares a listener.
    ///
    /// - Parameters:
    ///   - directory: where connections are kept.
    ///   - credentials: asked at each connection, so that a rotation counts from the next one on; a server's context
    ///     with the application protocol ``applicationProtocol``.
    ///   - authorize: why a peer may not connect; `nil` when it may. Called on an event loop: it must not block.
    ///   - issueEpoch: a number larger than every one issued before, across restarts too.
    ///   - settings: times and sizes.
    ///   - limits: how many connections are taken.
    ///   - onEvent: called on an event loop: it must not block.
    package init(
        directory: AgentDirectory, credentials: @escaping @Sendable () -> Credentials,
        authorize: @escaping @Sendable (PeerIdentity?) -> Problem?,
        issueEpoch: @escaping @Sendable () async throws -> UInt64,
        settings: TunnelSettings = TunnelSettings(), limits: Limits = Limits(),
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.directory = directory
        self.credentials = credentials
        self.authorize = authorize
        self.issueEpoch = issueEpoch
        self.settings = settings
        self.limits = limits
        self.onEvent = onEvent
        self.state = Mutex(
            State(admission: AdmissionControl(total: limits.connections, perAddress: limits.perAddress)))
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
        let channel = state.withLock { state in
            state.isShutDown = true
            return state.channel.take()
        }
        try? await channel?.close()
        for connection in directory.drain() { _ = await connection.ended() }
    }

    private func initialize(_ channel: any Channel) throws {
        let hasPlace = state.withLock { state in
            guard state.pending < limits.pending else { return false }
            state.pending += 1
            return true
        }
        guard hasPlace else { throw ChannelError.ioOnClosedChannel }
        let credentials = credentials()
        let tls = TLSHandler(context: credentials.context, handshakeDeadline: settings.handshakeDeadline)
        try channel.pipeline.syncOperations.addHandlers(
            tls, HTTPResponseEncoder(),
            ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: .tunnel)),
            UpgradeAnswerHandler(listener: self, credentials: credentials, tls: tls))
    }

    // MARK: For the handler of a connection

    func releasePending() {
        state.withLock { $0.pending -= 1 }
    }

    /// Takes a place for an established connection until its channel closes.
    func admit(_ channel: any Channel) -> Bool {
        let address = channel.remoteAddress?.ipAddress ?? ""
        guard state.withLock({ !$0.isShutDown && $0.admission.admit(address) }) else { return false }
        channel.closeFuture.whenComplete { _ in self.state.withLock { $0.admission.release(address) } }
        return true
    }

    func connected(_ connection: AgentConnection) {
        directory.register(connection)
        onEvent(.connected(connection.info))
        connection.whenEnded { [onEvent] error in onEvent(.ended(connection.info, error)) }
    }

    func report(_ event: Event) {
        onEvent(event)
    }
}

extension ServerBootstrap {
    /// Listens, with the options of every listener here.
    ///
    /// - Parameters:
    ///   - group: the event loops to use.
    ///   - host: the address to listen on.
    ///   - port: the port; 0 takes a free one.
    ///   - initialize: sets up a connection, on its event loop.
    /// - Returns: the listening channel.
    /// - Throws: ``TunnelError`` with the code `unreachable`.
    static func tunnel(
        group: any EventLoopGroup, host: String, port: Int,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try initialize(channel) }
                }
                .bind(host: host, port: port)
                .get()
        } catch {
            throw TunnelError(.unreachable, "\(host), port \(port), cannot be listened on: \(error)")
        }
    }
}
