import Cryptography
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

@testable import Tunnel

/// A client that sends whatever a test wants, over TLS or without, and keeps what comes back.
final class RawClient: Sendable {
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let result: EventLoopPromise<(String, (any Error)?)>
        private var received = ByteBuffer()
        private var failure: (any Error)?

        init(result: EventLoopPromise<(String, (any Error)?)>) {
            self.result = result
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            received.writeBuffer(&bytes)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.inputClosed) = event as? ChannelEvent { context.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            failure = failure ?? error
            context.close(promise: nil)
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            result.succeed((String(buffer: received), failure))
        }
    }

    let channel: any Channel
    private let result: EventLoopFuture<(String, (any Error)?)>

    /// Connects.
    ///
    /// - Parameters:
    ///   - port: where, on the loopback.
    ///   - tls: the client's context; `nil` for plain bytes.
    /// - Throws: when nothing listens there.
    init(port: Int, tls: TLSContext?) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: (String, (any Error)?).self)
        result = promise.futureResult
        channel = try await ClientBootstrap(group: loop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            TLSHandler(context: tls, handshakeDeadline: .seconds(10)))
                    }
                    try channel.pipeline.syncOperations.addHandler(Collector(result: promise))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Closes the socket without a word of TLS.
    func cut() async throws {
        try await channel.eventLoop.submit { [channel] in
            try channel.pipeline.syncOperations.context(handlerType: TLSHandler.self).close(promise: nil)
        }.get()
    }

    /// Waits until the other side has closed, and returns what it sent.
    func everything() async throws -> String {
        try await result.get().0
    }
}

extension Rig {
    /// A client's context of an agent `acme-hq`.
    func agentContext(protocols: [String] = ["http/1.1"]) throws -> TLSContext {
        try TLSContext(
            TLSConfiguration(
                role: .client(serverName: nil), credential: try certificates.agent().credential,
                trust: [certificates.trust], applicationProtocols: protocols))
    }
}
