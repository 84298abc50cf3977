import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import Synchronization

/// Carries a reply from its task to its stream's event loop, and holds the task back while the reader is behind.
///
/// Pieces that are written before the event loop comes round leave as one; the task waits once
/// ``highWatermark`` bytes are gathered and goes on when the stream has taken them.
final class StreamBodyWriter: BodyWriter {
    /// How much is gathered before the task waits.
    static let highWatermark = 128 * 1024

    private struct State {
        var gathered: ByteBuffer?
        var isEnded = false
        /// Whether the event loop will look at what is gathered, or waits for the stream to be writable.
        var isDrainDue = false
        var waiter: CheckedContinuation<Void, any Error>?
        var failure: (any Error)?
    }

    private let channel: any Channel
    private let state = Mutex(State())

    init(channel: any Channel) {
        self.channel = channel
    }

    func write(_ bytes: ByteBuffer) async throws {
        try Task.checkCancellation()
        guard bytes.readableBytes > 0 else { return }
        let (schedules, waits) = try state.withLock { state in
            if let failure = state.failure { throw failure }
            if state.gathered == nil {
                state.gathered = bytes
            } else {
                state.gathered?.writeImmutableBuffer(bytes)
            }
            defer { state.isDrainDue = true }
            return (!state.isDrainDue, (state.gathered?.readableBytes ?? 0) >= Self.highWatermark)
        }
        if schedules { channel.eventLoop.execute { self.drain() } }
        if waits { try await waitUntilDrained() }
    }

    private func waitUntilDrained() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    if let failure = state.failure { return .failure(failure) }
                    guard state.gathered != nil else { return .success(()) }
                    // Cancelled before the continuation was there to be found.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiter = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume(throwing: CancellationError())
        }
    }

    /// Passes on what is gathered, if the stream takes it; on the event loop.
    func drain() {
        guard channel.isWritable else { return }
        let (bytes, isEnded, waiter) = state.withLock { state in
            state.isDrainDue = false
            return (state.gathered.take(), state.isEnded, state.waiter.take())
        }
        if let bytes { channel.write(HTTPResponsePart.body(bytes), promise: nil) }
        if isEnded, bytes != nil { channel.write(HTTPResponsePart.end(nil), promise: nil) }
        if bytes != nil { channel.flush() }
        waiter?.resume()
    }

    /// Sends the head, and the whole body where it is known.
    func send(head: HTTPResponse, body: ByteBuffer?, isWhole: Bool) {
        channel.eventLoop.execute { [channel] in
            channel.write(HTTPResponsePart.head(head), promise: nil)
            if let body, body.readableBytes > 0 { channel.write(HTTPResponsePart.body(body), promise: nil) }
            if isWhole { channel.write(HTTPResponsePart.end(nil), promise: nil) }
            channel.flush()
        }
    }

    /// Ends the body in order, after what is gathered.
    func end() {
        channel.eventLoop.execute { [channel] in
            let isEmpty = self.state.withLock { state in
                state.isEnded = true
                return state.gathered == nil
            }
            if isEmpty { channel.writeAndFlush(HTTPResponsePart.end(nil), promise: nil) }
        }
    }

    /// Resets the stream, so that what was sent does not look like a whole body.
    func reset() {
        channel.eventLoop.execute { [channel] in
            channel.triggerUserOutboundEvent(
                NIOHTTP2FramePayloadToHTTPEvent.reset(code: .internalError), promise: nil)
        }
    }

    /// Takes note that the stream is gone.
    ///
    /// - Parameter error: what every later write throws.
    func close(_ error: any Error) {
        state.withLock { state in
            state.failure = state.failure ?? error
            state.gathered = nil
            return state.waiter.take()
        }?.resume(throwing: error)
    }
}
