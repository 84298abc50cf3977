import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import SimulatorServer

/// How the simulators' server ends its connections.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    /// Takes its time to close, as TLS does whose peer does not close.
    private final class SlowClose: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        static let delay = TimeAmount.milliseconds(500)

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.delay) { bound.value.close(mode: mode, promise: promise) }
        }
    }

    private func connect(to server: HTTPServer) async throws -> any Channel {
        let port = try #require(server.address.split(separator: ":").last.flatMap { Int($0) })
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
    }

    @Test func `connections are closed at once, not one after the other`() async throws {
        let accepted = Mutex(0)
        let server = try await HTTPServer.start(
            port: 0, bodyLimit: { _, _ in BodyLimit(bytes: 0) },
            encryption: { channel in
                try channel.pipeline.syncOperations.addHandler(SlowClose())
                accepted.withLock { $0 += 1 }
            }, responder: { _, reply in reply(.nothing) })
        var clients: [any Channel] = []
        for _ in 0..<8 { clients.append(try await connect(to: server)) }
        while accepted.withLock({ $0 }) < 8 { try await Task.sleep(for: .milliseconds(5)) }
        let time = await ContinuousClock().measure { await server.stop() }
        #expect(time < .seconds(3))
        for client in clients { try await client.closeFuture.get() }
    }

    @Test func `a connection that comes late is closed`() async throws {
        let server = try await HTTPServer.start(
            port: 0, bodyLimit: { _, _ in BodyLimit(bytes: 0) }, responder: { _, reply in reply(.nothing) })
        let client = try await connect(to: server)
        let list = ConnectionList()
        await list.closeAll()
        list.add(client)
        try await client.closeFuture.get()
        await server.stop()
    }
}
