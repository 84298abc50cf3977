import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP/1.1 server on the loopback interface, for simulators.
package struct HTTPServer: Sendable {
    /// Answers a request through the closure it is given, now or later.
    package typealias Responder = @Sendable (HTTPCall, @escaping @Sendable (HTTPAnswer) -> Void) -> Void

    /// As `http://127.0.0.1:40961`.
    package let address: String
    private let listener: any Channel
    private let connections: ConnectionList

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - port: The port; 0 takes a free one.
    ///   - bodyLimit: How many bytes a request's body may have, by method and path.
    ///   - encryption: Puts TLS into a connection's pipeline, below HTTP; the address begins with `https` then.
    ///   - responder: What answers.
    /// - Returns: The running server.
    /// - Throws: An error of NIO where the port is taken.
    package static func start(
        port: Int, bodyLimit: @escaping @Sendable (String, String) -> BodyLimit,
        encryption: (@Sendable (any Channel) throws -> Void)? = nil, responder: @escaping Responder
    ) async throws -> HTTPServer {
        let connections = ConnectionList()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.add(channel)
                    try encryption?(channel)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(
                        HTTPServerHandler(bodyLimit: bodyLimit, responder: responder))
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: port).get()
        return HTTPServer(
            address: "\(encryption == nil ? "http" : "https")://127.0.0.1:\(listener.localAddress?.port ?? port)",
            listener: listener, connections: connections)
    }

    /// Closes the listener; connections stay.
    package func stopListening() async {
        try? await listener.close()
    }

    /// Closes the listener and every connection.
    package func stop() async {
        await stopListening()
        await connections.closeAll()
    }
}
