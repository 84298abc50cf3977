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
        /// What is to be sent, in this order.
        var head: HTTPResponse?
        var gathered: ByteBuffer?
        var isEndDue = false
        /// Whether the event loop will look at it, or waits for the stream to be writable.
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
        let waits = try stage { state in
            if let failure = state.failure { throw failure }
            if state.gathered == nil {
                state.gathered = bytes
            } else {
                state.gathered?.writeImmutableBuffer(bytes)
            }
            return (state.gathered?.readableBytes ?? 0) >= Self.highWatermark
        }
        if waits { try await waitUntilDrained() }
    }

    /// Sends the head, before anything is written.
    func send(head: HTTPResponse) {
        stage { $0.head = head }
    }

    /// Sends a reply whose body is known.
    func send(head: HTTPResponse, body: ByteBuffer?) {
        stage { state in
            state.head = head
            state.gathered = body
            state.isEndDue = true
        }
    }

    /// Ends the body in order.
    func end() {
        stage { $0.isEndDue = true }
    }

    /// Changes what is to be sent, and has the event loop look at it.
    private func stage<Result: Sendable>(_ change: (inout sending State) throws -> Result) rethrows -> Result {
        let (result, schedules) = try state.withLock { state in
            let result = try change(&state)
            defer { state.isDrainDue = true }
            return (result, !state.isDrainDue)
        }
        if schedules { channel.eventLoop.execute { self.drain() } }
        return result
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

    /// Passes on what is there, if the stream takes it; on the event loop.
    func drain() {
        guard channel.isWritable else { return }
        let (head, bytes, isEndDue, waiter) = state.withLock { state in
            state.isDrainDue = false
            defer { state.isEndDue = false }
            return (state.head.take(), state.gathered.take(), state.isEndDue, state.waiter.take())
        }
        waiter?.resume()
        guard head != nil || bytes != nil || isEndDue else { return }
        if let head { channel.write(HTTPResponsePart.head(head), promise: nil) }
        if let bytes, bytes.readableBytes > 0 { channel.write(HTTPResponsePart.body(bytes), promise: nil) }
        if isEndDue { channel.write(HTTPResponsePart.end(nil), promise: nil) }
        channel.flush()
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
