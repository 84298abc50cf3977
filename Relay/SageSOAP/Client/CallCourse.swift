import Resilience

/// The course of one call: how many requests it has made, and how long it may go on.
struct CallCourse {
    private let options: SageSOAPOptions
    private let elapsed: @Sendable () -> Duration
    private var backoff: Backoff
    private(set) var requests = 0

    /// Begins a call.
    ///
    /// - Parameters:
    ///   - options: how long it may go on.
    ///   - elapsed: the time since now.
    init(_ options: SageSOAPOptions, elapsed: @escaping @Sendable () -> Duration) {
        self.options = options
        self.elapsed = elapsed
        backoff = Backoff(base: options.firstWait, cap: options.longestWait, resetAfter: .zero)
    }

    /// What is left of the call's patience.
    var left: Duration { max(.zero, options.patience - elapsed()) }

    mutating func noteRequest() {
        requests += 1
    }

    /// How long to wait before the next request, or `nil` when there is to be none.
    mutating func nextWait(using generator: inout some RandomNumberGenerator) -> Duration? {
        guard requests < options.attempts else { return nil }
        let wait = backoff.next(using: &generator)
        return wait < left ? wait : nil
    }
}
