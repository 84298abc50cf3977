import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP/1.1 server on the loopback interface, without TLS.
struct HTTPServer: Sendable {
    /// Answers a request through the closure it is given, now or later.
    typealias Responder = @Sendable (HTTPCall, @escaping @Sendable (HTTPAnswer) -> Void) -> Void

    let address: String
    private let listener: any Channel
    private let connections: ConnectionList

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - port: The port; 0 takes a free one.
    ///   - bodyLimit: How many bytes a request's body may have, by method and path.
    ///   - responder: What answers.
    /// - Returns: The running server.
    /// - Throws: An error of NIO where the port is taken.
    static func start(
        port: Int, bodyLimit: @escaping @Sendable (String, String) -> BodyLimit, responder: @escaping Responder
    ) async throws -> HTTPServer {
        let connections = ConnectionList()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.add(channel)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(
                        HTTPServerHandler(bodyLimit: bodyLimit, responder: responder))
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: port).get()
        return HTTPServer(
            address: "http://127.0.0.1:\(listener.localAddress?.port ?? port)", listener: listener,
            connections: connections)
    }

    /// Closes the listener and every connection.
    func stop() async {
        try? await listener.close()
        await connections.closeAll()
    }
}
