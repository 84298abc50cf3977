/// How long to wait before the next try: exponential back-off with full jitter.
///
/// After `n` failures in a row (the first is 0) the wait is drawn evenly from zero up to,
/// and without, `min(cap, base · 2ⁿ)`. The jitter comes after the cap, so that many callers that fail together for a long time
/// still spread over the whole cap. With a base of 1 s and a cap of 60 s:
///
/// | failure | 1 | 2 | 3 | 4 | 5 | 6 | 7 and more |
/// |---|---|---|---|---|---|---|---|
/// | at most | 1 s | 2 s | 4 s | 8 s | 16 s | 32 s | 60 s |
/// | mean | 0.5 s | 1 s | 2 s | 4 s | 8 s | 16 s | 30 s |
///
/// A success alone does not reset the count: what succeeds and fails again at once would be tried without any wait.
/// It resets when what succeeded lived for at least ``resetAfter``.
package struct Backoff: Sendable {
    /// The ceiling of the first wait; more than zero.
    package let base: Duration
    /// The ceiling of every wait; at least ``base``.
    package let cap: Duration
    /// How long a success must live to count as one.
    package let resetAfter: Duration
    /// The failures in a row so far.
    package private(set) var failures = 0

    package init(base: Duration, cap: Duration, resetAfter: Duration) {
        self.base = base
        self.cap = max(base, cap)
        self.resetAfter = resetAfter
    }

    /// The ceiling of the next wait: `min(cap, base · 2ⁿ)`.
    package var ceiling: Duration {
        var ceiling = base
        for _ in 0..<failures where ceiling < cap {
            ceiling *= 2
        }
        return min(cap, ceiling)
    }

    /// Counts a failure and draws the wait before the next try.
    ///
    /// - Parameters:
    ///   - floor: what the other side asked to wait (`Retry-After`): the wait is never shorter, and the jitter comes
    ///     on top, so that those who were told the same do not come back together.
    ///   - generator: where the jitter comes from.
    /// - Returns: a duration from `floor` to `floor` plus the ceiling.
    package mutating func next(atLeast floor: Duration = .zero, using generator: inout some RandomNumberGenerator)
        -> Duration
    {
        let jitter = ceiling * Double.random(in: 0..<1, using: &generator)
        failures += 1
        return floor + jitter
    }

    /// Takes note of a success that has ended.
    ///
    /// - Parameter lived: how long it lasted.
    package mutating func succeeded(for lived: Duration) {
        if lived >= resetAfter { failures = 0 }
    }
}
