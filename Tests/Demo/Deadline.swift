/// Bounds on time, so that no step of the demonstration can hang.
enum Deadline {
    /// Looks for something until it is there.
    ///
    /// - Parameters:
    ///   - limit: how long to look.
    ///   - find: looks once.
    /// - Returns: what was found; `nil` when the time is over.
    /// - Throws: what `find` throws, and `CancellationError`.
    static func poll<Value>(atMost limit: Duration, _ find: () async throws -> Value?) async throws -> Value? {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let value = try await find() { return value }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }
}
