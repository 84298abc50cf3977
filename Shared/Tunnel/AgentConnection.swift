import Cryptography
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2
import Synchronization
import WireProtocol

/// One live connection of an agent: the relay's end of a tunnel, on which it asks.
package final class AgentConnection: Sendable {
    /// What is known of a connection from its start.
    package struct Info: Sendable {
        package let agent: PeerIdentity
        /// The agent's process.
        package let instance: String
        package let slot: Int
        package let epoch: UInt64
        /// The version of the protocol that was agreed.
        package let version: Int
        /// The agent's product version, as it says.
        package let product: String?
        package let since: Date
        /// Address and port as the relay sees them.
        package let peerAddress: String
        package let certificate: CertificateDetails
        /// Which trust the certificate was verified against.
        package let trustGeneration: UInt64
    }

    private struct State {
        var running = 0
        var isDraining = false
    }

    package let info: Info
    private let channel: any Channel
    private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
    private let end: EventLoopFuture<TunnelError?>
    private let drainGrace: TimeAmount
    private let state = Mutex(State())

    init(
        info: Info, channel: any Channel, multiplexer: NIOHTTP2Handler.StreamMultiplexer,
        end: EventLoopFuture<TunnelError?>, drainGrace: Duration
    ) {
        self.info = info
        self.channel = channel
        self.multiplexer = multiplexer
        self.end = end
        self.drainGrace = TimeAmount(drainGrace)
    }

    /// How many requests are running.
    package var running: Int { state.withLock(\.running) }
    /// Whether it takes no new requests.
    package var isDraining: Bool { state.withLock(\.isDraining) }

    /// Waits for the end of the connection.
    ///
    /// - Returns: why it ended; `nil` when one of the two sides closed it in order.
    package func ended() async -> TunnelError? {
        // The future never fails.
        try? await end.get()
    }

    func whenEnded(_ body: @escaping @Sendable (TunnelError?) -> Void) {
        end.whenSuccess(body)
    }

    /// Takes no new requests, lets the running ones finish within the grace period, then closes.
    package func drain() {
        let isIdle = state.withLock { state in
            state.isDraining = true
            return state.running == 0
        }
        guard !isIdle else {
            cut()
            return
        }
        let cut = channel.eventLoop.scheduleTask(in: drainGrace) { self.cut() }
        channel.closeFuture.whenComplete { _ in cut.cancel() }
    }

    /// Closes at once; running requests end with an error.
    package func cut() {
        state.withLock { $0.isDraining = true }
        channel.close(promise: nil)
    }

    /// The peer takes no new requests; it closes the connection itself once the running ones are done.
    func noteGoAway() {
        state.withLock { $0.isDraining = true }
    }

    /// Sends one request.
    ///
    /// - Parameters:
    ///   - request: method, path and header fields; the deadline's field is added.
    ///   - body: the request's body; `nil` for none.
    ///   - deadline: how long the whole exchange may take, the answer's body included.
    /// - Returns: the answer, as soon as its head is there.
    /// - Throws: ``TunnelError``, or `CancellationError` when the task was cancelled.
    package func request(
        _ request: HTTPRequest, body: ByteBuffer?, deadline: Duration
    ) async throws -> TunnelResponse {
        try Task.checkCancellation()
        guard begin() else {
            throw TunnelError(.notConnected, "The connection of agent \(info.agent.name) takes no new requests.")
        }
        let request = Self.complete(request, deadline: deadline)
        let response = channel.eventLoop.makePromise(of: TunnelResponse.self)
        let created = channel.eventLoop.makePromise(of: (any Channel).self)
        created.futureResult.whenComplete { result in
            switch result {
            case .success(let stream):
                stream.closeFuture.whenComplete { _ in self.finish() }
            case .failure(let error):
                response.fail(TunnelError(connection: error))
                self.finish()
            }
        }
        return try await withTaskCancellationHandler {
            multiplexer.createStreamChannel(promise: created) { stream in
                stream.eventLoop.makeCompletedFuture {
                    guard stream.parent?.isActive == true else { throw ChannelError.ioOnClosedChannel }
                    try stream.pipeline.syncOperations.addHandlers(
                        EndStreamMerger(), HTTP2FramePayloadToHTTPClientCodec(),
                        ResponseStreamHandler(request: request, body: body, deadline: deadline, response: response))
                }
            }
            return try await response.futureResult.get()
        } onCancel: {
            created.futureResult.whenSuccess { $0.pipeline.fireUserInboundEventTriggered(CallerCancelled()) }
        }
    }

    private static func complete(_ request: HTTPRequest, deadline: Duration) -> HTTPRequest {
        var request = request
        request.scheme = request.scheme ?? "https"
        request.authority = request.authority ?? "agent"
        if let name = HTTPField.Name(WireHeader.deadline) {
            let milliseconds = deadline / .milliseconds(1)
            request.headerFields[name] = String(Int(milliseconds.rounded(.up).clamped(to: 1...Double(Int32.max))))
        }
        return request
    }

    private func begin() -> Bool {
        state.withLock { state in
            guard !state.isDraining else { return false }
            state.running += 1
            return true
        }
    }

    private func finish() {
        let isOver = state.withLock { state in
            state.running -= 1
            return state.isDraining && state.running == 0
        }
        // One turn of the loop later, so that the last frames of the stream leave first.
        if isOver { channel.eventLoop.execute { self.cut() } }
    }
}

extension Comparable {
    fileprivate func clamped(to range: ClosedRange<Self>) -> Self {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
