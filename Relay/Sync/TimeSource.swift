/// The engine's clock: wall-clock time, since what it writes down must mean the same after a restart.
package protocol TimeSource: Sendable {
    /// Milliseconds since 1970.
    var now: Int64 { get }

    /// Suspends until a moment.
    ///
    /// - Parameter moment: milliseconds since 1970.
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func sleep(until moment: Int64) async throws
}
