import Dispatch
import Foundation

/// Waits for SIGTERM or SIGINT, the two that ask a process to end.
struct EndSignals {
    private let stream: AsyncStream<Void>
    /// Kept, because a source that nobody holds watches nothing.
    private let sources: [any DispatchSourceSignal]

    /// Takes the signals over from the system's default of ending at once.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    /// Returns when the first of them has come.
    func first() async {
        for await _ in stream { return }
    }
}
