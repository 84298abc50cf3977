import HTTPTypes
import NIOCore
import Synchronization

/// An agent's answer.
package struct TunnelResponse: Sendable {
    package let head: HTTPResponse
    /// The body while it comes.
    package let body: TunnelBody
}

/// A body while it comes from the agent, to be read once.
///
/// The agent is held back while nobody reads; letting go of the body, or cancelling the task that reads it, resets
/// the stream. An end that is not the agent's own (connection lost, stream reset, deadline) is a ``TunnelError``.
package struct TunnelBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, BodyDemand
    >

    /// Reads the body piece by piece.
    package struct AsyncIterator: AsyncIteratorProtocol {
        private var base: Producer.AsyncIterator

        init(_ base: Producer.AsyncIterator) {
            self.base = base
        }

        package mutating func next() async throws -> ByteBuffer? {
            try await base.next()
        }
    }

    private let producer: Producer

    init(_ producer: Producer) {
        self.producer = producer
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(producer.makeAsyncIterator())
    }
}

/// Whether all of a body has come, so that its reader need not wake the event loop any more.
final class BodyProgress: Sendable {
    let isOver = Atomic(false)
}

/// Tells the stream what the reader of its body does, on the stream's event loop.
struct BodyDemand: NIOAsyncSequenceProducerDelegate {
    private let handler: NIOLoopBound<ResponseStreamHandler>
    private let progress: BodyProgress

    init(_ handler: ResponseStreamHandler, progress: BodyProgress, eventLoop: any EventLoop) {
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
        self.progress = progress
    }

    func produceMore() {
        guard !progress.isOver.load(ordering: .relaxed) else { return }
        handler.execute { $0.readerWantsMore() }
    }

    func didTerminate() {
        guard !progress.isOver.load(ordering: .relaxed) else { return }
        handler.execute { $0.readerHasGone() }
    }
}

extension NIOLoopBound {
    /// Runs something with the value on its event loop.
    fileprivate func execute(_ body: @escaping @Sendable (Value) -> Void) {
        eventLoop.execute { body(self.value) }
    }
}
