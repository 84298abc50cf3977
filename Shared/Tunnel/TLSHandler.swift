import Cryptography
import NIOCore
import WireProtocol

/// Fired up the pipeline when the TLS handshake is complete.
package struct TLSHandshakeCompleted: Sendable {
    /// What was agreed by ALPN.
    package let applicationProtocol: String?
    /// The peer's certificate, verified against the trust of the context; `nil` where it showed none.
    package let certificate: CertificateDetails?
    /// Who the peer is, by its certificate; `nil` where it showed none or one without a known identity.
    package let identity: PeerIdentity?
}

/// TLS on a channel: OpenSSL over memory buffers below, plain bytes above.
///
/// Writes are gathered until a flush and leave as few large pieces; reads are decrypted as they come, and nothing is
/// read from the socket that was not asked for above. The peer's closure alert becomes `ChannelEvent.inputClosed`; an
/// end of the connection without it becomes a ``TunnelError/Code/truncated`` error. Whoever closes, our last bytes
/// (an answer, an alert) are given a moment to arrive: the sending side is closed first, and what still comes is
/// dropped, for closing a socket with unread bytes would make the kernel destroy what the peer has not read yet.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private enum State {
        /// Waits for the channel to become active.
        case idle
        case handshaking(deadline: Scheduled<Void>)
        case open
        /// The last bytes are on their way out, what comes in is dropped.
        case closing
        case closed
    }

    /// How long the peer may take to close after we did, before the socket is closed all the same.
    private static let lingerLimit = TimeAmount.seconds(1)
    /// How much plain text is gathered into one piece: four full records.
    private static let pieceBytes = 64 * 1024
    /// How much cipher text is handed to the socket at once.
    private static let ciphertextBytes = 256 * 1024

    private let context: TLSContext
    private let handshakeDeadline: TimeAmount
    private var connection: TLSConnection?
    private var state = State.idle
    /// Whether the peer said that nothing follows.
    private var isInputEnded = false
    /// Whether we said so.
    private var isOutputEnded = false
    /// Whether somebody above asked for bytes and got none yet.
    private var isReadPending = false
    /// Whether bytes were passed up since the last time reading was complete.
    private var didDeliver = false
    private var pending = MarkedCircularBuffer<(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)>(
        initialCapacity: 16)
    private var staging = ByteBuffer()

    /// When the last byte came from the peer.
    package private(set) var lastReceived = NIODeadline.now()

    /// Makes the handler of one connection.
    ///
    /// - Parameters:
    ///   - context: role, certificates and trust.
    ///   - handshakeDeadline: how long the handshake may take once the channel is active.
    package init(context: TLSContext, handshakeDeadline: Duration) {
        self.context = context
        self.handshakeDeadline = TimeAmount(handshakeDeadline)
    }

    // MARK: Life of the channel

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context: context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    package func channelActive(context: ChannelHandlerContext) {
        start(context: context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        reportTruncation(context: context)
        end()
        context.fireChannelInactive()
    }

    private func start(context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        lastReceived = .now()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let deadline = context.eventLoop.scheduleTask(in: handshakeDeadline) {
            let (handler, context) = bound.value
            handler.handshakeTimedOut(context: context)
        }
        state = .handshaking(deadline: deadline)
        do {
            connection = try self.context.makeConnection()
        } catch {
            fail(context: context, TunnelError(.tlsFailed, "TLS could not be started: \(error)"))
            return
        }
        advanceHandshake(context: context)
    }

    /// Lets go of everything when the channel is gone.
    private func end() {
        if case .handshaking(let deadline) = state { deadline.cancel() }
        state = .closed
        failWrites(ChannelError.ioOnClosedChannel)
        connection = nil
    }

    // MARK: Handshake

    private func advanceHandshake(context: ChannelHandlerContext) {
        guard case .handshaking(let deadline) = state, let connection else { return }
        do {
            let isComplete = try connection.handshake()
            sendCiphertext(context: context, promise: nil)
            guard isComplete else { return }
        } catch {
            fail(context: context, TunnelError(.tlsFailed, "The TLS handshake failed: \(error)"))
            return
        }
        deadline.cancel()
        state = .open
        let certificate = connection.peerCertificate
        context.fireUserInboundEventTriggered(
            TLSHandshakeCompleted(
                applicationProtocol: connection.applicationProtocol, certificate: certificate,
                identity: certificate.flatMap { try? PeerIdentity(certificate: $0) }))
        encryptWrites(context: context)
    }

    private func handshakeTimedOut(context: ChannelHandlerContext) {
        guard case .handshaking = state else { return }
        state = .closing
        context.fireErrorCaught(
            TunnelError(
                .handshakeTimedOut,
                "The other side did not finish the TLS handshake within \(handshakeDeadline.nanoseconds / 1_000_000) "
                    + "ms. Check that the port is the one of the other program, and that no proxy holds it up."))
        context.close(promise: nil)
    }

    // MARK: Reading

    package func read(context: ChannelHandlerContext) {
        isReadPending = true
        context.read()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let ciphertext = unwrapInboundIn(data)
        lastReceived = .now()
        switch state {
        case .idle, .closing, .closed: return
        case .handshaking, .open: break
        }
        guard let connection, !isInputEnded else { return }
        do {
            try ciphertext.withUnsafeReadableBytes { try connection.receive(ciphertext: $0) }
        } catch {
            fail(context: context, TunnelError(.tlsFailed, "TLS failed: \(error)"))
            return
        }
        advanceHandshake(context: context)
        decrypt(context: context, expected: ciphertext.readableBytes)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        if didDeliver {
            didDeliver = false
            isReadPending = false
            context.fireChannelReadComplete()
        } else if isReadPending || !isOpen {
            // Nothing came of it that could be passed up: a part of a record, a step of the handshake, or what is
            // dropped while closing.
            context.read()
        }
    }

    private var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// Passes up what can be decrypted, in pieces no larger than the cipher text that came.
    private func decrypt(context: ChannelHandlerContext, expected: Int) {
        let capacity = min(max(expected, 512), Self.pieceBytes)
        var hasMore = true
        while hasMore, isOpen, !isInputEnded, let connection {
            var plain = context.channel.allocator.buffer(capacity: capacity)
            do {
                hasMore = try fill(&plain, from: connection)
            } catch {
                deliver(context: context, plain)
                fail(context: context, TunnelError(.tlsFailed, "The other side ended the TLS connection: \(error)"))
                return
            }
            deliver(context: context, plain)
        }
        if isInputEnded, isOpen, !didReportEnd {
            didReportEnd = true
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        // Answers that TLS itself makes, such as a key update.
        if isOpen { sendCiphertext(context: context, promise: nil) }
    }

    private var didReportEnd = false

    /// Reads until the buffer is full or nothing is left.
    ///
    /// - Returns: whether there may be more.
    private func fill(_ plain: inout ByteBuffer, from connection: TLSConnection) throws -> Bool {
        var result = TLSConnection.ReadResult.wantsMore
        try plain.writeWithUnsafeMutableBytes(minimumWritableBytes: 1) { space in
            result = try connection.read(into: space)
            if case .bytes(let count) = result { return count }
            return 0
        }
        switch result {
        case .bytes: return plain.writableBytes == 0
        case .wantsMore: return false
        case .closed:
            isInputEnded = true
            return false
        }
    }

    private func deliver(context: ChannelHandlerContext, _ plain: ByteBuffer) {
        guard plain.readableBytes > 0 else { return }
        didDeliver = true
        context.fireChannelRead(wrapInboundOut(plain))
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        // The socket has ended; what TLS said of it counts above, not this.
        if case .closing = state {
            context.close(promise: nil)
        } else {
            reportTruncation(context: context)
            if !isInputEnded { context.close(promise: nil) }
        }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset, a route that is gone: the socket closes by itself after it.
        if error is IOError {
            reportTruncation(context: context)
        } else {
            context.fireErrorCaught(error)
        }
    }

    /// Says that the connection ended without a closure alert.
    private func reportTruncation(context: ChannelHandlerContext) {
        switch state {
        case .handshaking:
            state = .closing
            context.fireErrorCaught(
                TunnelError(.tlsFailed, "The other side closed the connection during the TLS handshake."))
        case .open where !isInputEnded:
            state = .closing
            context.fireErrorCaught(
                TunnelError(
                    .truncated, "The connection broke off: the other side, or something between, cut it."))
        default: break
        }
    }

    // MARK: Writing

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch state {
        case .idle, .handshaking, .open:
            if isOutputEnded { fallthrough }
            pending.append((unwrapOutboundIn(data), promise))
        case .closing, .closed:
            promise?.fail(ChannelError.outputClosed)
        }
    }

    package func flush(context: ChannelHandlerContext) {
        pending.mark()
        if isOpen { encryptWrites(context: context) }
    }

    /// Encrypts what is flushed, gathered into large pieces; each write's promise goes with the piece that holds its
    /// last byte.
    private func encryptWrites(context: ChannelHandlerContext) {
        guard let connection, pending.hasMark else { return }
        var promise: EventLoopPromise<Void>?
        do {
            while pending.hasMark {
                var next = pending.removeFirst()
                if let wanted = next.promise {
                    if let promise { promise.futureResult.cascade(to: wanted) } else { promise = wanted }
                }
                staging.writeBuffer(&next.bytes)
                guard staging.readableBytes >= Self.pieceBytes || !pending.hasMark else { continue }
                try staging.withUnsafeReadableBytes { try connection.write($0) }
                staging.clear()
                if connection.pendingCiphertext >= Self.ciphertextBytes || !pending.hasMark {
                    sendCiphertext(context: context, promise: promise)
                    promise = nil
                }
            }
        } catch {
            promise?.fail(error)
            fail(context: context, TunnelError(.tlsFailed, "TLS could not encrypt: \(error)"))
        }
        if staging.capacity > 4 * Self.pieceBytes { staging = ByteBuffer() }
    }

    private func sendCiphertext(context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard let connection, connection.pendingCiphertext > 0 else {
            promise?.succeed()
            return
        }
        var out = context.channel.allocator.buffer(capacity: connection.pendingCiphertext)
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: connection.pendingCiphertext) {
            connection.takeCiphertext(into: $0)
        }
        context.writeAndFlush(wrapOutboundOut(out), promise: promise)
    }

    private func failWrites(_ error: any Error) {
        while let write = pending.popFirst() {
            write.promise?.fail(error)
        }
    }

    // MARK: Closing

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (mode, state) {
        case (.output, .open):
            guard !isOutputEnded else {
                promise?.succeed()
                return
            }
            endOutput(context: context)
            context.close(mode: .output, promise: promise)
        case (.all, .open):
            if !isOutputEnded { endOutput(context: context) }
            linger(context: context)
            if let promise { context.channel.closeFuture.cascade(to: promise) }
        case (.all, .closing):
            if let promise { context.channel.closeFuture.cascade(to: promise) }
        default:
            end()
            context.close(mode: mode, promise: promise)
        }
    }

    /// Sends what is flushed and the closure alert.
    private func endOutput(context: ChannelHandlerContext) {
        encryptWrites(context: context)
        isOutputEnded = true
        failWrites(ChannelError.outputClosed)
        connection?.shutdown()
        sendCiphertext(context: context, promise: nil)
    }

    /// Ends the connection because of an error, and lets the alert that OpenSSL made reach the peer.
    private func fail(context: ChannelHandlerContext, _ error: TunnelError) {
        if case .handshaking(let deadline) = state { deadline.cancel() }
        sendCiphertext(context: context, promise: nil)
        failWrites(error)
        linger(context: context)
        context.fireErrorCaught(error)
    }

    /// Closes our side of the socket, and the other one when the peer has closed or the time is up.
    private func linger(context: ChannelHandlerContext) {
        state = .closing
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let limit = context.eventLoop.scheduleTask(in: Self.lingerLimit) { bound.value.1.close(promise: nil) }
        context.channel.closeFuture.whenComplete { _ in limit.cancel() }
        let outputEnded = context.eventLoop.makePromise(of: Void.self)
        context.close(mode: .output, promise: outputEnded)
        outputEnded.futureResult.whenComplete { _ in
            let (handler, context) = bound.value
            if handler.isInputEnded { context.close(promise: nil) }
        }
        context.read()
    }
}
