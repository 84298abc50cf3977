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
    ///   - work: what to do; it may run several times.
    /// - Returns: what the work returns.
    /// - Throws: a ``Problem`` when Sage could not be read, or `CancellationError`.
    func perform<Value: Sendable>(
        _ company: String, _ work: @Sendable (SageSession) async throws -> Value
    ) async throws -> Value {
        var policy = RetryPolicy()
        while true {
            do {
                return try await gate.turn(company: company, work)
            } catch let error as BusinessObjectError {
                // An implementation may tell of a cancelled call as of a lost session.
                try Task.checkCancellation()
                switch policy.failed(error, jitter: jitter()) {
                case .retry(let pause): try await sleep(pause)
                case .giveUp(let problem): throw problem
                }
            }
        }
    }
}
