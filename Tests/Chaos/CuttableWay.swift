import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A way for TCP connections on this machine that can be cut: everything goes through until it is told not to.
final class CuttableWay: Sendable {
    private enum Mode {
        case open, refusing, stalled
    }

    private struct State {
        var mode = Mode.open
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())
    private let group: MultiThreadedEventLoopGroup
    private let target: Mutex<Int>

    /// Makes a way; ``open()`` listens.
    ///
    /// - Parameters:
    ///   - target: the port on this machine that it leads to.
    ///   - group: runs it.
    init(to target: Int, group: MultiThreadedEventLoopGroup) {
        self.target = Mutex(target)
        self.group = group
    }

    /// Listens on a port that the system chooses.
    ///
    /// - Returns: the port.
    /// - Throws: NIO's error when it cannot listen.
    func open() async throws -> Int {
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { self.accept($0) }
            .bind(host: "127.0.0.1", port: 0).get()
        return server.localAddress?.port ?? 0
    }

    /// Cuts the way.
    func cut(_ cut: ChaosPlan.Cut) {
        let connections = state.withLock { state in
            state.mode = cut == .reset ? .refusing : .stalled
            return Array(state.connections.values)
        }
        for connection in connections {
            switch cut {
            case .reset: Self.reset(connection)
            case .stall: connection.setOption(.autoRead, value: false).whenFailure { _ in }
            }
        }
    }

    /// Lets everything through again, also what was held back.
    func mend() {
        let connections = state.withLock { state in
            state.mode = .open
            return Array(state.connections.values)
        }
        for connection in connections { Self.read(connection) }
    }

    private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard state.withLock({ $0.mode != .refusing }) else {
            return channel.eventLoop.makeFailedFuture(ChannelError.eof)
        }
        let port = target.withLock { $0 }
        // On the same event loop, so that the two hand over to each other without locks.
        return ClientBootstrap(group: channel.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: port)
            .flatMap { other in
                do {
                    try channel.pipeline.syncOperations.addHandler(HandOver(to: other))
                    try other.pipeline.syncOperations.addHandler(HandOver(to: channel))
                } catch {
                    return channel.eventLoop.makeFailedFuture(error)
                }
                self.add(channel)
                self.add(other)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
    }

    private func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let mode = state.withLock { state in
            state.connections[id] = channel
            return state.mode
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.connections.removeValue(forKey: id) }
        }
        switch mode {
        case .open: Self.read(channel)
        case .refusing: Self.reset(channel)
        case .stalled: break
        }
    }

    private static func read(_ channel: any Channel) {
        channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    private static func reset(_ channel: any Channel) {
        // Closed with nothing to linger for, a socket sends a reset (man 7 socket, SO_LINGER).
        guard let options = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// Hands everything that a connection brings over to another one.
private final class HandOver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(to other: any Channel) {
        self.other = other
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
