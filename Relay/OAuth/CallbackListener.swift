import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Waits on this machine for the browser that comes back from monday.
///
/// It takes few connections, small requests, and one path; what does not carry the login's `state` changes nothing. It
/// ends with the first answer that does, or when its time is up.
package final class CallbackListener: Sendable {
    /// How long a person has: monday's page, a password and a second factor fit; an open port is closed after it.
    package static let patience: Duration = .seconds(300)
    /// Browsers open two or three connections ahead; more is somebody else.
    static let connectionLimit = 8
    /// A connection that sends no whole request in this time is closed, so that it does not hold a place.
    static let requestLimit: TimeAmount = .seconds(10)

    private let path: String
    private let state: String
    private let open = Mutex(0)
    private let outcome: EventLoopPromise<Callback>
    private let group: any EventLoopGroup

    /// Prepares a listener for one login.
    ///
    /// - Parameters:
    ///   - settings: the app.
    ///   - login: the login.
    package init(_ settings: OAuthSettings, _ login: Authorization) {
        path = Callback.path(of: settings)
        state = login.state
        group = MultiThreadedEventLoopGroup.singleton
        outcome = group.next().makePromise()
    }

    /// Listens until the browser is back.
    ///
    /// - Parameters:
    ///   - host: an address of this machine.
    ///   - port: 0 takes a free one.
    ///   - patience: how long.
    ///   - listening: called with the port once it listens.
    /// - Returns: what the browser brought, ``Callback/declined(_:)`` or ``Callback/code(_:)``.
    /// - Throws: ``OAuthError`` with the code `abandoned` when the port cannot be had, or the time is up.
    package func wait(
        host: String, port: Int, patience: Duration = patience, listening: (Int) -> Void = { _ in }
    ) async throws -> Callback {
        let server: any Channel
        do {
            server = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 16)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try self.initialise(channel) }
                }
                .bind(host: host, port: port).get()
        } catch {
            outcome.fail(error)
            throw OAuthError(
                .abandoned,
                "\(host):\(port) cannot be listened on: \(error). Choose another port in redirect, here and in the"
                    + " app's settings, or use --paste.")
        }
        listening(server.localAddress?.port ?? port)
        let timer = outcome.futureResult.eventLoop.scheduleTask(in: TimeAmount(patience)) { [outcome] in
            outcome.fail(
                OAuthError(.abandoned, "Nobody came back from monday.com in time. Begin the login again."))
        }
        let result: Result<Callback, any Error>
        do {
            result = .success(
                try await withTaskCancellationHandler {
                    try await outcome.futureResult.get()
                } onCancel: {
                    outcome.fail(CancellationError())
                })
        } catch {
            result = .failure(error)
        }
        timer.cancel()
        try? await server.close()
        return try result.get()
    }

    private func initialise(_ channel: any Channel) throws {
        let isTaken = open.withLock { count in
            guard count < Self.connectionLimit else { return false }
            count += 1
            return true
        }
        guard isTaken else { throw ChannelError.ioOnClosedChannel }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } }
        channel.eventLoop.scheduleTask(in: Self.requestLimit) { channel.close(promise: nil) }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 * 1024
        limits.maxHeaderListSize = 32 * 1024
        limits.maxHeaderFieldCount = 100
        try channel.pipeline.syncOperations.addHandlers(
            HTTPResponseEncoder(),
            ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)),
            CallbackHandler { head in self.answer(head) })
    }

    /// Decides about a request.
    ///
    /// - Returns: the page, and what to do once the browser has it.
    private func answer(_ head: HTTPRequestHead) -> (CallbackPage, (@Sendable () -> Void)?) {
        guard head.method == .GET else { return (.wrongMethod, nil) }
        let callback = Callback(target: head.uri, path: path, state: state)
        switch callback {
        case .elsewhere: return (.elsewhere, nil)
        case .stranger: return (.stranger, nil)
        case .declined: return (.declined, { self.outcome.succeed(callback) })
        case .code: return (.done, { self.outcome.succeed(callback) })
        }
    }
}

/// Answers the first request of a connection, and closes it.
private final class CallbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: (HTTPRequestHead) -> (CallbackPage, (@Sendable () -> Void)?)
    private var isAnswered = false

    init(_ answer: @escaping (HTTPRequestHead) -> (CallbackPage, (@Sendable () -> Void)?)) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A body is of no interest, and neither is a second request.
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        isAnswered = true
        let (page, then) = answer(head)
        let body = ByteBuffer(string: page.html)
        let headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Content-Length": "\(body.readableBytes)",
            "Connection": "close", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
        ]
        let response = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: page.status), headers: headers)
        let channel = context.channel
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            then?()
            channel.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
