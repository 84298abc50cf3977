import BusinessObjects
import WireProtocol

/// Takes turns at Sage, and tries again as ``RetryPolicy`` says.
struct SageAccess: Sendable {
    let gate: SessionGate
    let sleep: @Sendable (Duration) async throws -> Void
    let jitter: @Sendable () -> Double

    /// Runs a piece of work that only reads, as often as it takes.
    ///
    /// Between two tries the turn is passed on, so that a locked record holds up nobody else.
    ///
    /// - Parameters:
    ///   - company: Sage's company code.
    ///   - work: what to do; it may run several times, and is told how many tries failed before this one.
    /// - Returns: what the work returns.
    /// - Throws: a ``Problem`` when Sage could not be read, or `CancellationError`.
    func perform<Value: Sendable>(
        _ company: String, _ work: @Sendable (SageSession, _ failures: Int) async throws -> Value
    ) async throws -> Value {
        var policy = RetryPolicy()
        var failures = 0
        while true {
            do {
                return try await gate.turn(company: company) { [failures] session in
                    try await work(session, failures)
                }
            } catch let error as BusinessObjectError {
                // An implementation may tell of a cancelled call as of a lost session.
                try Task.checkCancellation()
                failures += 1
                switch policy.failed(error, jitter: jitter()) {
                case .retry(let pause): try await sleep(pause)
                case .giveUp(let problem): throw problem
                }
            }
        }
    }
}
